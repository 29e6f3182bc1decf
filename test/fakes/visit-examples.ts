/** Whole examples of what the nouns of a visit show; a test names only what it is about. */
import type { CheckEntry, CheckReport, Finding } from '../../shared/domain/checks/check.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import type { SyncStatus } from '../../shared/domain/sync/op.ts';

const learntAtMs = Date.UTC(2026, 10, 24, 8);

/** A machine in maintenance mode, not bound to anything. */
export function someNode(change: Partial<NodeView> = {}): NodeView {
  return {
    id: 'uuid:1',
    name: '10.20.4.61',
    answer: 'waiting',
    address: '10.20.4.61',
    port: 50_000,
    hostname: null,
    serial: { value: '7KX2-0931', source: 'node', learntAtMs },
    uuid: { value: '1', source: 'node', learntAtMs },
    product: null,
    macs: null,
    talosVersion: { value: 'v1.13.0', source: 'node', learntAtMs },
    machineStage: { value: 'maintenance', source: 'node', learntAtMs },
    fingerprint: null,
    sources: ['mdns', 'node'],
    presence: 'here',
    places: [],
    consolePort: null,
    consoleFingerprint: null,
    managed: null,
    earlier: null,
    lock: null,
    lastSeenAtMs: learntAtMs,
    slotId: null,
    candidateSlotIds: [],
    stage: 'found',
    identified: false,
    ...change,
  };
}

/** A flow that ended well at 09:00. */
export function someFlow(change: Partial<ProvisionView> = {}): ProvisionView {
  return {
    nodeId: 'uuid:1',
    slotId: 'edge-01',
    label: 'LAB-EDGE-01',
    at: 'done',
    stoppedAt: null,
    failure: null,
    planHash: 'a'.repeat(64),
    startedAtMs: learntAtMs,
    stepStartedAtMs: learntAtMs,
    endedAtMs: learntAtMs + 3_600_000,
    steps: [],
    lines: [],
    healthy: true,
    ...change,
  };
}

/** A report made at 10:00, from the laptop unless another vantage is given. */
export function someReport(findings: readonly Finding[], change: Partial<CheckReport> = {}): CheckReport {
  const entries: readonly CheckEntry[] = findings.map((finding, index) => ({
    code: `example-${index + 1}`,
    owner: 'hospital-it',
    finding,
    tookMs: 12,
  }));
  return {
    id: 'report-1',
    vantage: { from: 'laptop', interfaceName: 'eth9', address: '10.20.4.77' },
    startedAtMs: learntAtMs + 7_200_000,
    endedAtMs: learntAtMs + 7_210_000,
    appVersion: '0.1.0',
    clockOffsetMs: null,
    entries,
    ...change,
  };
}

/** Nothing recorded, nothing known of the console. */
export function someSyncStatus(change: Partial<SyncStatus> = {}): SyncStatus {
  return {
    savedHere: 0,
    sending: 0,
    confirmed: 0,
    needsYou: 0,
    unsent: 0,
    connection: { state: 'unknown' },
    lastConfirmedAtMs: null,
    syncing: false,
    ...change,
  };
}

/** Whole examples that the scenes are put together from: a small hospital with three planned nodes. */
import type { BundleRecord, BundleSource } from '../../shared/domain/bundles/bundle.ts';
import type { NodeView } from '../../shared/domain/nodes/node-view.ts';
import type { ProvisionStep, ProvisionView } from '../../shared/domain/provisioning/flow-view.ts';
import type { ProvisionPlan } from '../../shared/domain/provisioning/plan.ts';
import type { PackSummary, Readiness } from '../../shared/domain/sites/visit.ts';
import { type LedgerEntry, type OpKind, type OpState, opKinds } from '../../shared/domain/sync/op.ts';

const minuteMs = 60_000;
export const nowMs = Date.now();
const day = (days: number) => new Date(nowMs + days * 86_400_000).toISOString();
const hex = (seed: number) =>
  Array.from({ length: 64 }, (_, place) => ((seed * 31 + place * 7 + place * place) % 16).toString(16)).join(
    '',
  );
export const fingerprints = [
  'pnduMqbUZ/sQyDW1o4kP6c1u1PoB2gRQu8KEV38guAM=',
  'Qm3vT0xY5LkWcR8aZ1pHnE7sJd2uGf4iBo6tVq9yKwA=',
  '8sKd0WmPzXcVbNqLrTyUaQ3eF6gH1jZiO4uB7vC2xMY=',
] as const;

export const pack: PackSummary = {
  siteId: 'st-anna',
  siteName: 'St. Anna Klinikum · Labor 2',
  region: 'eu-1',
  version: 12,
  issuedAt: day(-2),
  expiresAt: day(6),
  visitTitle: 'Commission three nodes',
  visitStartsAt: day(0),
  visitEndsAt: day(2),
  imagesHere: 4,
  imagesTotal: 4,
  slots: [1, 2, 3].map((number) => ({
    id: `edge-0${number}`,
    hostname: `lab-edge-0${number}`,
    label: `LAB-EDGE-0${number}`,
    place: `Rack 1, bay ${number + 2}`,
    role: number === 1 ? ('controlplane' as const) : ('worker' as const),
    address: `10.20.4.1${number}/24`,
  })),
  sweepAllowed: ['10.20.4.0/24', '10.20.5.0/26'],
};

export const ready: Readiness = {
  ready: true,
  items: [
    { code: 'pack', state: 'ok', facts: { version: 12 } },
    { code: 'signature', state: 'ok', facts: {} },
    { code: 'expiry', state: 'ok', facts: { what: 'pack', expiresAt: day(6), visitEndsAt: day(2) } },
    { code: 'images', state: 'ok', facts: { here: 4, total: 4 } },
    { code: 'disk-space', state: 'ok', facts: { freeBytes: 84e9, neededBytes: 5.4e8 } },
  ],
};
export const notReady: Readiness = {
  ready: false,
  items: [
    { code: 'pack', state: 'fault', facts: {} },
    { code: 'signature', state: 'fault', facts: {} },
    { code: 'expiry', state: 'fault', facts: {} },
    { code: 'images', state: 'fault', facts: {} },
    { code: 'disk-space', state: 'ok', facts: { freeBytes: 84e9, neededBytes: 5.4e8 } },
  ],
};

/** Node number 1 to 3 of the plan, in maintenance mode, unless the change says otherwise. */
export function node(number: number, change: Partial<NodeView> = {}): NodeView {
  const learntAtMs = nowMs - 3 * minuteMs;
  const fact = <T>(value: T) => ({ value, source: 'node' as const, learntAtMs });
  return {
    id: `uuid:4c4c4544-0042-3510-8052-c4c04f4e50${number}0`,
    name: `10.20.4.6${number}`,
    answer: 'waiting',
    address: `10.20.4.6${number}`,
    port: 50_000,
    hostname: { value: `talos-${number}ab-cd`, source: 'mdns', learntAtMs },
    serial: fact(`7KX2093${number}`),
    uuid: fact(`4c4c4544-0042-3510-8052-c4c04f4e50${number}0`),
    product: fact('Dell OptiPlex Micro 7020'),
    macs: fact([`d4:5d:64:1a:20:0${number}`]),
    talosVersion: fact('v1.13.2'),
    machineStage: fact('maintenance'),
    fingerprint: fact(fingerprints[number - 1] ?? fingerprints[0]),
    sources: ['mdns', 'node'],
    presence: 'here',
    places: [],
    consolePort: null,
    consoleFingerprint: null,
    managed: null,
    earlier: null,
    lock: null,
    lastSeenAtMs: nowMs - 8000,
    slotId: null,
    candidateSlotIds: [`edge-0${number}`],
    stage: 'found',
    identified: false,
    ...change,
  };
}

/** Node number bound to its slot. */
export function bound(number: number, stage: NodeView['stage']): NodeView {
  const answer = stage === 'provisioned' ? 'ours' : 'waiting';
  return node(number, {
    answer,
    name: `LAB-EDGE-0${number}`,
    slotId: `edge-0${number}`,
    stage,
    identified: true,
    candidateSlotIds: [],
  });
}

const usual: readonly (readonly [ProvisionStep, number])[] = [
  ['apply', 4200],
  ['install', 221_000],
  ['reconnect', 74_000],
  ['bootstrap', 9300],
  ['health', 48_000],
  ['platform', 96_000],
];

/** A flow of node number that has come to `at`; everything before it took its usual time. */
export function flow(number: number, at: ProvisionStep, change: Partial<ProvisionView> = {}): ProvisionView {
  const steps = usual.filter(([step]) => number === 1 || step !== 'bootstrap');
  const reached = steps.findIndex(([step]) => step === at);
  const past = at === 'done' ? steps : steps.slice(0, Math.max(0, reached));
  const pastMs = past.reduce((sum, [, tookMs]) => sum + tookMs, 0);
  const stepStartedAtMs = nowMs - (at === 'done' ? 20 * minuteMs : 130_000);
  const { id: nodeId } = node(number);
  let startedAtMs = stepStartedAtMs - pastMs;
  const done = past.map(([step, tookMs]) => {
    startedAtMs += tookMs;
    return { step, startedAtMs: startedAtMs - tookMs, tookMs };
  });
  return {
    nodeId,
    slotId: `edge-0${number}`,
    label: `LAB-EDGE-0${number}`,
    at,
    stoppedAt: null,
    failure: null,
    planHash: hex(number),
    startedAtMs: stepStartedAtMs - pastMs,
    stepStartedAtMs,
    endedAtMs: at === 'done' ? stepStartedAtMs : null,
    steps: at === 'done' ? done : [...done, { step: at, startedAtMs: stepStartedAtMs, tookMs: null }],
    lines: [
      'apply configuration (1/1)',
      'install: partitioning /dev/nvme0n1',
      'install: writing boot assets',
      'sequence install done',
      'machine restarts',
    ].map((text, index) => ({ atMs: stepStartedAtMs + index * 9000, text })),
    healthy: at === 'done',
    ...change,
  };
}

/** The plan of node number; the third one's disk holds old data. */
export function plan(number: number): ProvisionPlan {
  return {
    nodeId: node(number).id,
    slotId: `edge-0${number}`,
    label: `LAB-EDGE-0${number}`,
    hostname: `lab-edge-0${number}`,
    role: number === 1 ? 'controlplane' : 'worker',
    talosVersion: 'v1.13.2',
    address: `10.20.4.1${number}/24`,
    disk: {
      devPath: '/dev/nvme0n1',
      model: 'Samsung PM9A1 MZVL2512',
      serial: `S6CKNX0T40${number}2`,
      sizeBytes: 512_110_190_592,
      oldData: number === 3 ? ['LVM2_member nvme0n1p2', 'ext4 nvme0n1p1'] : [],
    },
    configRedacted:
      'version: v1alpha1\nmachine:\n  type: worker\n  token: «removed»\n  network:\n    hostname: lab-edge-03\n',
    configSha256: hex(40 + number),
    dryRun: { accepted: true, text: 'Dry run: configuration is valid, mode AUTO, a reboot is needed.' },
    fingerprint: fingerprints[number - 1] ?? fingerprints[0],
    hash: hex(20 + number),
  };
}

/** `count` entries, newest first, the newest ones not yet confirmed. */
export function ledger(count: number, unsent: number): readonly LedgerEntry[] {
  return Array.from({ length: count }, (_, place) => {
    const devSeq = count - place;
    const kind: OpKind = opKinds[devSeq % opKinds.length] ?? 'checks.recorded';
    const state: OpState = place < unsent ? (place < 2 ? 'local' : 'sent') : 'confirmed';
    const at = new Date(nowMs - place * 7 * minuteMs).toISOString();
    const agg =
      kind.startsWith('node') || kind.startsWith('provision') ? `node:${node((devSeq % 3) + 1).id}` : 'visit';
    const chain = {
      bodyHash: hex(devSeq),
      prevHash: hex(devSeq - 1),
      hash: hex(devSeq + 1),
      salt: hex(3).slice(0, 32),
    };
    const op = {
      opId: crypto.randomUUID(),
      kind,
      v: 1 as const,
      site: 'st-anna',
      region: 'eu-1',
      agg,
      dev: 'laptop-17',
    };
    return {
      op: {
        ...op,
        devSeq,
        actor: 'M. Keller',
        at,
        ...chain,
        body: {
          label: 'LAB-EDGE-01',
          version: 12,
          step: 'install',
          range: '10.20.4.0/24',
          count: 254,
          name: 'M. Keller',
        },
      },
      state,
      seq: state === 'confirmed' ? devSeq + 100 : null,
      detail: null,
    };
  });
}

export const sources: readonly BundleSource[] = [
  ...[1, 2, 3].flatMap((number): BundleSource[] => [
    {
      id: `logs:${number}`,
      kind: 'node-logs',
      name: `LAB-EDGE-0${number}`,
      nodeId: node(number).id,
      byDefault: true,
    },
    {
      id: `state:${number}`,
      kind: 'node-resources',
      name: `LAB-EDGE-0${number}`,
      nodeId: node(number).id,
      byDefault: true,
    },
  ]),
  { id: 'checks', kind: 'checks', name: 'All reports of this visit', nodeId: null, byDefault: true },
  { id: 'visit', kind: 'visit', name: 'Tasks, nodes and plans', nodeId: null, byDefault: true },
  { id: 'app-log', kind: 'app-log', name: 'Log of Rounds', nodeId: null, byDefault: false },
];

export const bundle: BundleRecord = {
  id: 'bundle-1',
  path: '/home/keller/Rounds/bundles/rounds-st-anna-2026-11-22.zip',
  createdAtMs: nowMs - 25 * minuteMs,
  sizeBytes: 3_412_887,
  sha256: hex(77),
  verified: true,
  manifest: {
    format: 'rounds-bundle/1',
    createdAt: day(0),
    appVersion: '0.1.0',
    site: 'st-anna',
    region: 'eu-1',
    rules: 'rules-1',
    entries: [
      'nodes/lab-edge-01/dmesg.log',
      'nodes/lab-edge-01/kubelet.log',
      'checks/laptop.json',
      'app/rounds.log',
    ].map((path, index) => ({
      path,
      sizeBytes: 120_000 * (index + 1),
      sha256: hex(index),
      collector: 'node-logs',
      removed: index === 1 ? { 'bootstrap-token': 3, 'private-key': 1 } : {},
    })),
    missing: [{ collector: 'LAB-EDGE-03 logs', why: 'unreachable', detail: '' }],
  },
};

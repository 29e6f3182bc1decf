/**
 * The visit as a list of tasks in any order (GOV.UK pattern): each says where it stands and why. Pure: everything
 * it knows is passed in, and nothing is remembered between two looks.
 */
import type { CheckReport } from '../checks/check.ts';
import type { NodeView } from '../nodes/node-view.ts';
import type { ProvisionView } from '../provisioning/flow-view.ts';
import type { SyncStatus } from '../sync/op.ts';
import { countFindings } from './count-findings.ts';
import type { TaskFacts, TaskReason } from './task-reasons.ts';
import type { PackSummary, Readiness, Task, TaskState } from './visit.ts';

/** Where the engineer's signature stands: it covers what was true when it was given. */
export type SignOffState =
  | { readonly state: 'none' }
  | { readonly state: 'current' | 'outdated'; readonly name: string };

/** Everything that the list is made from. */
export interface VisitState {
  readonly enrolled: boolean;
  readonly pack: PackSummary | null;
  readonly readiness: Readiness;
  readonly nodes: readonly NodeView[];
  readonly flows: readonly ProvisionView[];
  /** The newest of each vantage. */
  readonly reports: readonly CheckReport[];
  readonly sync: SyncStatus;
  readonly bundlesMade: number;
  readonly signOff: SignOffState;
}

/** The tasks of a visit: ready, find, network, one per slot, prove, bundle, sync. */
export function visitTasks(visit: VisitState): readonly Task[] {
  const slots = visit.pack?.slots ?? [];
  const slotTasks = slots.map(({ id }) => slotTask(id, visit));
  return [
    readyTask(visit),
    findTask(visit),
    networkTask(visit),
    ...slotTasks,
    proveTask(visit, slotTasks.filter(({ state }) => state !== 'done').length),
    bundleTask(visit),
    syncTask(visit.sync),
  ];
}

type Say = <R extends TaskReason>(state: TaskState, reason: R, facts: TaskFacts<R>) => Task;

function about(id: string, group: Task['group']): Say {
  return (state, reason, facts) => ({ id, group, state, reason, facts: { ...facts } });
}

function readyTask({ enrolled, pack, readiness }: VisitState): Task {
  const say = about('ready', 'before');
  if (!enrolled) return say('needs-you', 'not-enrolled', {});
  if (pack === null) return say('todo', 'pack-missing', {});
  if (readiness.ready) return say('done', 'ready-for-visit', { expiresAt: pack.expiresAt });
  const faults = readiness.items.filter(({ state }) => state === 'fault').length;
  return say('needs-you', 'not-ready', { faults });
}

function findTask({ pack, nodes }: VisitState): Task {
  const say = about('find', 'on-site');
  if (pack === null) return say('blocked', 'needs-pack', {});
  const planned = pack.slots.length;
  const found = nodes.filter(isLabNode).length;
  if (found === 0) return say('todo', 'nothing-found', { planned });
  return found < planned
    ? say('doing', 'found-some', { found, planned })
    : say('done', 'found-all', { found, planned });
}

/** A machine that this visit may be about: bound to a slot, or free to be. */
function isLabNode({ answer, slotId }: NodeView): boolean {
  return slotId !== null || answer === 'waiting' || answer === 'ours';
}

function networkTask({ pack, reports }: VisitState): Task {
  const say = about('network', 'on-site');
  if (pack === null) return say('blocked', 'needs-pack', {});
  if (!reports.some(({ vantage }) => vantage.from === 'laptop')) return say('todo', 'network-unchecked', {});
  const { blocking, unknown, weak, checks } = countFindings(reports);
  if (blocking > 0) return say('needs-you', 'network-faults', { faults: blocking });
  // "Not checked" is never "ok".
  if (unknown > 0) return say('needs-you', 'network-unknown', { unknown });
  if (weak > 0) return say('done', 'network-weak', { faults: weak });
  return say('done', 'network-fine', { checks });
}

function slotTask(slotId: string, { nodes, flows }: VisitState): Task {
  const say = about(`slot:${slotId}`, 'on-site');
  const node = nodes.find((one) => one.slotId === slotId && one.identified);
  const flow = flows.find((one) => one.slotId === slotId);
  if (flow !== undefined) {
    if (flow.at === 'stopped') return say('needs-you', 'slot-stopped', { step: flow.stoppedAt ?? flow.at });
    if (flow.at !== 'done') return say('doing', 'slot-running', { step: flow.at });
    return say('done', 'slot-healthy', { node: node?.name ?? flow.label });
  }
  if (node !== undefined) return say('todo', 'slot-identified', { node: node.name });
  const candidates = nodes.filter(
    (one) => one.slotId === null && (one.candidateSlotIds.includes(slotId) || one.answer === 'waiting'),
  ).length;
  return candidates === 0
    ? say('blocked', 'slot-not-found', {})
    : say('todo', 'slot-to-identify', { candidates });
}

function proveTask({ pack, reports, flows, signOff }: VisitState, open: number): Task {
  const say = about('prove', 'on-site');
  if (pack === null) return say('blocked', 'needs-pack', {});
  if (open > 0) return say('blocked', 'prove-waits', { open });
  const proofs = flows.map((flow) => proofOf(flow, reports));
  const left = proofs.filter((report) => report === undefined).length;
  if (left > 0) return say('todo', 'prove-unchecked', { left });
  const { blocking, unknown } = countFindings(proofs.filter((report) => report !== undefined));
  if (blocking > 0) return say('needs-you', 'prove-faults', { faults: blocking });
  if (unknown > 0) return say('needs-you', 'prove-unknown', { unknown });
  if (signOff.state === 'none') return say('todo', 'sign-off-open', {});
  return signOff.state === 'current'
    ? say('done', 'signed-off', { name: signOff.name })
    : say('needs-you', 'sign-off-outdated', { name: signOff.name });
}

/** The report that proves a node: made from the node itself, after it was provisioned. */
function proofOf(
  { nodeId, endedAtMs }: ProvisionView,
  reports: readonly CheckReport[],
): CheckReport | undefined {
  return reports.find(
    ({ vantage, startedAtMs }) =>
      vantage.from === 'node' && vantage.nodeId === nodeId && endedAtMs !== null && startedAtMs >= endedAtMs,
  );
}

function bundleTask({ bundlesMade }: VisitState): Task {
  const say = about('bundle', 'after');
  return bundlesMade === 0
    ? say('todo', 'bundle-optional', {})
    : say('done', 'bundle-made', { bundles: bundlesMade });
}

function syncTask({ needsYou, unsent, confirmed, connection, syncing }: SyncStatus): Task {
  const say = about('sync', 'after');
  if (needsYou > 0) return say('needs-you', 'sync-needs-you', { needsYou });
  if (unsent === 0) {
    return confirmed === 0 ? say('todo', 'sync-nothing', {}) : say('done', 'sync-done', { confirmed });
  }
  if (connection.state === 'stuck') return say('needs-you', 'sync-stuck', { unsent });
  if (syncing) return say('doing', 'sync-running', { unsent });
  return connection.state === 'away'
    ? say('todo', 'sync-away', { unsent })
    : say('todo', 'sync-open', { unsent });
}

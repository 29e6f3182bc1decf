import { expect, test } from 'vitest';
import { samplePack } from '../../../test/fakes/sample-pack.ts';
import { someFlow, someNode, someReport, someSyncStatus } from '../../../test/fakes/visit-examples.ts';
import type { Finding } from '../checks/check.ts';
import { packSummary } from './pack-summary.ts';
import { taskReasons } from './task-reasons.ts';
import { type VisitState, visitTasks } from './tasks.ts';
import type { ReadinessItem, Task } from './visit.ts';

const ok: Finding = { state: 'ok', facts: {} };
const blocks: Finding = { state: 'fault', severity: 'blocks', facts: { kind: 'closed' } };
const note: Finding = { state: 'fault', severity: 'note', facts: { kind: 'slow' } };
const unknown: Finding = {
  state: 'unknown',
  failure: { code: 'check-timeout', facts: { check: 'example-1', afterMs: 2000 } },
};
const skipped: Finding = { state: 'skipped', because: 'example-1' };
const failing: ReadinessItem = { code: 'images', state: 'fault', facts: {} };

/** A laptop that is prepared, on the first morning. */
const morning: VisitState = {
  enrolled: true,
  pack: packSummary(samplePack(), new Set()),
  readiness: { ready: true, items: [] },
  nodes: [],
  flows: [],
  reports: [],
  sync: someSyncStatus(),
  bundlesMade: 0,
  signOff: { state: 'none' },
};
const bound = (slot: number, change = {}) =>
  someNode({
    id: `uuid:${slot}`,
    name: `LAB-EDGE-0${slot}`,
    slotId: `edge-0${slot}`,
    identified: true,
    ...change,
  });
const flowOf = (slot: number, change = {}) =>
  someFlow({ nodeId: `uuid:${slot}`, slotId: `edge-0${slot}`, ...change });
const fromNode = (slot: number, findings: readonly Finding[], change = {}) =>
  someReport(findings, {
    vantage: { from: 'node', nodeId: `uuid:${slot}`, name: `LAB-EDGE-0${slot}` },
    ...change,
  });
const bothDone = {
  nodes: [bound(1), bound(2)],
  flows: [flowOf(1), flowOf(2)],
};
const proven = { ...bothDone, reports: [fromNode(1, [ok]), fromNode(2, [ok, note])] };
const task = (id: string, change: Partial<VisitState>): Task => {
  const found = visitTasks({ ...morning, ...change }).find((one) => one.id === id);
  if (found === undefined) throw new Error(`no task ${id}`);
  return found;
};

test('the list is the visit in order, with one task per slot', () => {
  expect(visitTasks(morning).map(({ id, group }) => `${group} ${id}`)).toEqual([
    'before ready',
    'on-site find',
    'on-site network',
    'on-site slot:edge-01',
    'on-site slot:edge-02',
    'on-site prove',
    'after bundle',
    'after sync',
  ]);
});

test('without a pack there are no slots, and what needs a pack says so', () => {
  const tasks = visitTasks({ ...morning, pack: null });
  expect(tasks.map(({ id, state, reason }) => `${id} ${state} ${reason}`)).toEqual([
    'ready todo pack-missing',
    'find blocked needs-pack',
    'network blocked needs-pack',
    'prove blocked needs-pack',
    'bundle todo bundle-optional',
    'sync todo sync-nothing',
  ]);
});

const cases: readonly (readonly [string, Partial<VisitState>, string, Task['facts']])[] = [
  ['ready', { enrolled: false, pack: null }, 'needs-you not-enrolled', {}],
  ['ready', {}, 'done ready-for-visit', { expiresAt: '2026-12-20T08:00:00Z' }],
  ['ready', { readiness: { ready: false, items: [failing, failing] } }, 'needs-you not-ready', { faults: 2 }],

  ['find', {}, 'todo nothing-found', { planned: 2 }],
  ['find', { nodes: [someNode()] }, 'doing found-some', { found: 1, planned: 2 }],
  ['find', { nodes: [someNode(), someNode({ id: 'uuid:2' })] }, 'done found-all', { found: 2, planned: 2 }],
  [
    'find',
    { nodes: [someNode({ answer: 'foreign' }), someNode({ answer: 'silent' })] },
    'todo nothing-found',
    { planned: 2 },
  ],
  ['find', { nodes: [bound(1, { answer: 'silent' })] }, 'doing found-some', { found: 1, planned: 2 }],

  ['network', {}, 'todo network-unchecked', {}],
  ['network', { reports: [fromNode(1, [ok])] }, 'todo network-unchecked', {}],
  [
    'network',
    { reports: [someReport([ok, blocks, skipped, unknown])] },
    'needs-you network-faults',
    { faults: 1 },
  ],
  [
    'network',
    { reports: [someReport([ok]), fromNode(1, [blocks])] },
    'needs-you network-faults',
    { faults: 1 },
  ],
  ['network', { reports: [someReport([ok, unknown])] }, 'needs-you network-unknown', { unknown: 1 }],
  ['network', { reports: [someReport([ok, note])] }, 'done network-weak', { faults: 1 }],
  ['network', { reports: [someReport([ok, ok])] }, 'done network-fine', { checks: 2 }],

  ['slot:edge-01', {}, 'blocked slot-not-found', {}],
  ['slot:edge-01', { nodes: [someNode({ answer: 'foreign' })] }, 'blocked slot-not-found', {}],
  ['slot:edge-01', { nodes: [someNode()] }, 'todo slot-to-identify', { candidates: 1 }],
  [
    'slot:edge-01',
    { nodes: [bound(2), someNode({ id: 'uuid:9', candidateSlotIds: ['edge-01'] })] },
    'todo slot-to-identify',
    { candidates: 1 },
  ],
  ['slot:edge-01', { nodes: [bound(1)] }, 'todo slot-identified', { node: 'LAB-EDGE-01' }],
  [
    'slot:edge-01',
    { nodes: [bound(1)], flows: [flowOf(1, { at: 'install', endedAtMs: null })] },
    'doing slot-running',
    { step: 'install' },
  ],
  [
    'slot:edge-01',
    { nodes: [bound(1)], flows: [flowOf(1, { at: 'stopped', stoppedAt: 'health' })] },
    'needs-you slot-stopped',
    { step: 'health' },
  ],
  ['slot:edge-01', { nodes: [bound(1)], flows: [flowOf(1)] }, 'done slot-healthy', { node: 'LAB-EDGE-01' }],

  ['prove', { ...bothDone, flows: [flowOf(1)] }, 'blocked prove-waits', { open: 1 }],
  ['prove', bothDone, 'todo prove-unchecked', { left: 2 }],
  [
    'prove',
    { ...bothDone, reports: [fromNode(1, [ok]), fromNode(2, [ok], { startedAtMs: 0 })] },
    'todo prove-unchecked',
    { left: 1 },
  ],
  [
    'prove',
    { ...bothDone, reports: [fromNode(1, [ok]), fromNode(2, [blocks])] },
    'needs-you prove-faults',
    { faults: 1 },
  ],
  [
    'prove',
    { ...bothDone, reports: [fromNode(1, [ok]), fromNode(2, [unknown])] },
    'needs-you prove-unknown',
    { unknown: 1 },
  ],
  ['prove', proven, 'todo sign-off-open', {}],
  [
    'prove',
    { ...proven, signOff: { state: 'outdated', name: 'Ada' } },
    'needs-you sign-off-outdated',
    { name: 'Ada' },
  ],
  ['prove', { ...proven, signOff: { state: 'current', name: 'Ada' } }, 'done signed-off', { name: 'Ada' }],

  ['bundle', { bundlesMade: 2 }, 'done bundle-made', { bundles: 2 }],

  ['sync', { sync: someSyncStatus({ unsent: 3 }) }, 'todo sync-open', { unsent: 3 }],
  ['sync', { sync: someSyncStatus({ unsent: 3, syncing: true }) }, 'doing sync-running', { unsent: 3 }],
  [
    'sync',
    {
      sync: someSyncStatus({
        unsent: 3,
        connection: { state: 'away', sinceMs: 1, code: 'console-unreachable' },
      }),
    },
    'todo sync-away',
    { unsent: 3 },
  ],
  [
    'sync',
    { sync: someSyncStatus({ unsent: 3, connection: { state: 'stuck', sinceMs: 1, code: 'log-broken' } }) },
    'needs-you sync-stuck',
    { unsent: 3 },
  ],
  [
    'sync',
    { sync: someSyncStatus({ unsent: 1, needsYou: 1, confirmed: 9 }) },
    'needs-you sync-needs-you',
    { needsYou: 1 },
  ],
  ['sync', { sync: someSyncStatus({ confirmed: 9 }) }, 'done sync-done', { confirmed: 9 }],
];

test.each(cases)('%s with %o is %s', (id, change, stateAndReason, facts) => {
  const { state, reason, facts: found } = task(id, change);
  expect([`${state} ${reason}`, found]).toEqual([stateAndReason, facts]);
});

test('every reason that can be given is listed, and every listed one is given somewhere in these tables', () => {
  const given = new Set(
    [...cases.map(([, change]) => change), { pack: null }].flatMap((change) =>
      visitTasks({ ...morning, ...change }).map(({ reason }) => reason),
    ),
  );
  expect([...given].sort()).toEqual(Object.keys(taskReasons).sort());
});

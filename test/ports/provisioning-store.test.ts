import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProvisioningStore } from '../../electron/adapters/sqlite/provisioning-store.ts';
import type { ProvisioningStore } from '../../electron/provisioning/ports.ts';
import type { FlowRecord } from '../../shared/domain/provisioning/flow-document.ts';
import { LINE_LIMIT } from '../../shared/domain/provisioning/flow-view.ts';
import {
  advance,
  beginFlow,
  type ProvisionFlow,
  type StepEvent,
} from '../../shared/domain/provisioning/provision-flow.ts';
import { createFakeProvisioningStore } from '../fakes/provisioning/provisioning-store.ts';
import { samplePlan } from '../fakes/provisioning/sample-plan.ts';
import { createTemporaryDatabase } from '../fakes/temporary-database.ts';

const makers: readonly (readonly [string, () => { readonly store: ProvisioningStore; close(): void }])[] = [
  ['in memory', () => ({ store: createFakeProvisioningStore(), close: () => {} })],
  [
    'SQLite',
    () => {
      const temporary = createTemporaryDatabase();
      return { store: createProvisioningStore(temporary.db), close: () => temporary.remove() };
    },
  ],
];

const reached = { address: '127.77.0.11', port: 50_000, fingerprint: 'f' };
const story: readonly StepEvent[] = [
  { type: 'approved' },
  { type: 'sending' },
  { type: 'applied' },
  { type: 'restarted' },
  { type: 'failed', failure: { code: 'did-not-come-back', facts: { node: 'LAB', waitedMs: 900_000 } } },
  { type: 'resumed' },
  { type: 'reconnected', reached },
  { type: 'bootstrapped', result: 'already' },
  { type: 'healthy' },
  { type: 'ready', revision: 'v3@sha256:00' },
];
const recordOf = (flow: ProvisionFlow): FlowRecord => ({
  flow,
  unrecorded: [
    { opId: '0199a000-0000-7000-8000-000000000001', kind: 'provision.step', body: { step: flow.at } },
  ],
});

describe.each(makers)('a journal of flows, %s', (_name, make) => {
  let store: ProvisioningStore;
  let close: () => void;
  beforeEach(() => {
    ({ store, close } = make());
  });
  afterEach(() => close());

  test('every state of a flow is read back as it was written', () => {
    let flow: ProvisionFlow = beginFlow('flow-1', samplePlan(), 1000);
    for (const [index, event] of story.entries()) {
      const { flowId, attempt } = flow;
      flow = advance(flow, { ...event, flowId, attempt, atMs: 2000 + index });
      store.save('site', recordOf(flow), index);
      expect(store.load('site', flow.plan.nodeId)).toEqual(recordOf(flow));
    }
    expect(flow.at).toBe('done');
    expect(store.all('site')).toEqual([recordOf(flow)]);
  });

  test('a node has one flow in a site, and sites do not see each other', () => {
    const flowOf = (nodeId: string) => recordOf(beginFlow('flow-1', samplePlan({ nodeId }), 1000));
    store.save('one', flowOf('b'), 1);
    store.save('one', flowOf('a'), 2);
    store.save('other', flowOf('c'), 3);
    expect(store.all('one').map(({ flow }) => flow.plan.nodeId)).toEqual(['b', 'a']);
    expect(store.load('one', 'c')).toBeNull();
    store.save('one', flowOf('b'), 4);
    expect(store.all('one').map(({ flow }) => flow.plan.nodeId)).toEqual(['a', 'b']);
  });

  test('of the lines of a node the newest are kept, in order, until a new flow begins', () => {
    const lines = Array.from({ length: LINE_LIMIT + 30 }, (_, index) => ({ atMs: 5, text: `line ${index}` }));
    store.addLines('site', 'a', lines.slice(0, 100));
    store.addLines('site', 'a', lines.slice(100));
    store.addLines('site', 'b', [{ atMs: 1, text: 'of another node' }]);
    expect(store.lines('site', 'a')).toEqual(lines.slice(-LINE_LIMIT));
    store.clearLines('site', 'a');
    expect(store.lines('site', 'a')).toEqual([]);
    expect(store.lines('site', 'b')).toHaveLength(1);
  });
});

import { expect, test } from 'vitest';
import {
  greeted,
  network,
  outbox,
  problem,
  pushing,
  run,
  runFrom,
  status,
  trouble,
  wake,
} from '../../../test/fakes/sync/machine-events.ts';
import { samplePull } from '../../../test/fakes/sync/sample-pull.ts';
import { isRunning, step } from './sync-machine.ts';
import { type SyncEvent, type SyncState, startState } from './sync-state.ts';

test('a run is hello, push, pull, another look at the outbox, and rest', () => {
  expect(run(wake('op')).effects).toEqual([{ do: 'hello', call: 1 }]);
  expect(run(wake('op'), greeted(1)).effects).toEqual([{ do: 'read-outbox', afterDevSeq: 0, maxOps: 500 }]);
  expect(run(...pushing).effects).toEqual([{ do: 'push', call: 2, opIds: ['op-1', 'op-2', 'op-3', 'op-4'] }]);
  const verdicts = [{ opId: 'op-1', verdict: 'accepted', seq: 8 }] as const;
  const pushed = run(...pushing, { type: 'pushed', call: 2, verdicts });
  expect(pushed.effects).toEqual([
    { do: 'change', changes: [{ opId: 'op-1', state: 'accepted', seq: 8, detail: null }] },
    { do: 'read-outbox', afterDevSeq: 4, maxOps: 500 },
  ]);
  const pulling = runFrom(pushed.state, outbox());
  expect(pulling.effects).toEqual([{ do: 'pull', call: 3, site: 'st-example', cursor: 7 }]);
  const page = samplePull(7, 2);
  const pulled = runFrom(pulling.state, { type: 'pulled', call: 3, page, ...trouble });
  expect(pulled.effects).toEqual([
    { do: 'keep-page', site: 'st-example', page, atMs: 50_000 },
    { do: 'read-outbox', afterDevSeq: 4, maxOps: 500 },
  ]);
  const rest = runFrom(pulled.state, outbox());
  expect(rest.effects).toEqual([{ do: 'settle', failure: null }]);
  expect(rest.state.phase).toEqual({ at: 'idle' });
});

test('what was recorded during a run goes out in the same run and is read back too', () => {
  const pulled = run(wake('op'), greeted(1), outbox(), {
    type: 'pulled',
    call: 2,
    page: samplePull(7, 0),
    ...trouble,
  });
  const pushedAgain = runFrom(pulled.state, outbox(5), { type: 'pushed', call: 3, verdicts: [] });
  expect(runFrom(pushedAgain.state, outbox()).effects).toEqual([
    { do: 'pull', call: 4, site: 'st-example', cursor: 7 },
  ]);
});

test('each verdict has its own meaning; 200 has none', () => {
  const verdicts = [
    { opId: 'op-1', verdict: 'duplicate', seq: 3 },
    { opId: 'op-2', verdict: 'refused', code: 'slot-unknown', fixable: true },
    { opId: 'op-3', verdict: 'deferred', after: 'op-2' },
    { opId: 'op-4', verdict: 'conflict', seq: 4, conflictId: 'c-1' },
    { opId: 'op-9', verdict: 'accepted', seq: 5 },
  ] as const;
  const [change] = run(...pushing, { type: 'pushed', call: 2, verdicts }).effects;
  expect(change).toEqual({
    do: 'change',
    changes: [
      { opId: 'op-1', state: 'accepted', seq: 3, detail: null },
      { opId: 'op-2', state: 'refused', seq: null, detail: 'slot-unknown' },
      { opId: 'op-3', state: 'held', seq: null, detail: 'op-2' },
      { opId: 'op-4', state: 'conflict', seq: 4, detail: 'c-1' },
    ],
  });
});

test('a console of another region gets nothing', () => {
  const { state, effects } = run(wake('op'), greeted(1, { found: 'us-1' }));
  const failure = { code: 'console-other-region', facts: { region: 'eu-1', found: 'us-1' } };
  expect(effects).toEqual([{ do: 'settle', failure }]);
  expect(state.connection).toEqual({ state: 'stuck', sinceMs: 1200, code: 'console-other-region' });
});

test('a clock that is ten years off is shown and stops nothing', () => {
  const tenYearsMs = 315_000_000_000;
  const { state, effects } = run(wake('op'), greeted(1, { serverTimeMs: 1100 + tenYearsMs }));
  expect(state.connection).toEqual({ state: 'connected', atMs: 1200, skewMs: tenYearsMs });
  expect(effects).toEqual([{ do: 'read-outbox', afterDevSeq: 0, maxOps: 500 }]);
});

test('a feed that skips, repeats, or moves its cursor without giving what lies between is no answer', () => {
  const pulling = run(wake('op'), greeted(1), outbox());
  const good = samplePull(7, 2);
  const [first, second] = good.ops;
  const bad = [
    { ...good, nextCursor: 12 },
    { ...good, ops: [first, first] },
    { ...good, ops: [second] },
    { ...good, ops: [second, first] },
    { ...good, nextCursor: 7 },
    { ...samplePull(7, 0), nextCursor: 3 },
    { ...good, ops: good.ops.map(({ seq, op }) => ({ seq, op: { ...op, site: 'st-other' } })) },
  ].map((page) => ({ ...page, ops: page.ops.filter((one) => one !== undefined) }));
  for (const page of bad) {
    const { state, effects } = runFrom(pulling.state, { type: 'pulled', call: 2, page, ...trouble });
    expect(effects.map(({ do: what }) => what)).toEqual(['settle', 'wait']);
    expect(state.connection).toMatchObject({ state: 'away', code: 'console-answer-wrong' });
  }
});

test('a feed that promises more without giving any is at its end', () => {
  const pulling = run(wake('op'), greeted(1), outbox());
  const page = { ...samplePull(7, 0), more: true };
  const { effects } = runFrom(pulling.state, { type: 'pulled', call: 2, page, ...trouble });
  expect(effects.at(-1)).toMatchObject({ do: 'read-outbox' });
});

test('a late answer, of a call that was given up, changes nothing', () => {
  const { state } = run(...pushing, { type: 'stalled', call: 2, ...trouble });
  const late: readonly SyncEvent[] = [
    { type: 'pushed', call: 2, verdicts: [{ opId: 'op-1', verdict: 'accepted', seq: 1 }] },
    { type: 'pulled', call: 2, page: samplePull(7, 1), ...trouble },
    { type: 'stalled', call: 2, ...trouble },
    problem(2, status(401)),
    greeted(2),
    outbox(1),
  ];
  for (const event of late) expect(step(state, event)).toEqual({ state, effects: [] });
});

test('a broken log stops sending for good, and who asks is told why', () => {
  const { state, effects } = run(wake('op'), { type: 'log-broken', devSeq: 12, atMs: 9 });
  const failure = { code: 'log-broken', facts: { devSeq: 12 } };
  expect(effects).toEqual([{ do: 'settle', failure }]);
  for (const by of ['person', 'resume', 'op', 'timer'] as const) {
    expect(runFrom(state, wake(by)).effects).toEqual([{ do: 'settle', failure }]);
  }
});

test('a full disk breaks the run off and it goes on by itself later', () => {
  const failure = { code: 'disk-full', facts: { path: '/data' } } as const;
  const { state, effects } = run(...pushing, { type: 'hindered', failure, ...trouble });
  expect(effects).toEqual([{ do: 'rebuild' }, { do: 'settle', failure }, { do: 'wait', delayMs: 1000 }]);
  expect(state.connection).toEqual({ state: 'stuck', sinceMs: 50_000, code: 'disk-full' });
});

test('a run that a person stops ends at once; the next one starts from the beginning', () => {
  const { state, effects } = run(...pushing, { type: 'cancelled' });
  expect(effects).toEqual([{ do: 'rebuild' }, { do: 'settle', failure: null }]);
  expect(runFrom(state, wake('op')).effects).toEqual([{ do: 'hello', call: 3 }]);
});

test('every event in every phase leads to a phase, and only running phases wait for an answer', () => {
  const events: readonly SyncEvent[] = [
    wake('person'),
    wake('timer'),
    greeted(1),
    greeted(2),
    outbox(1, 2),
    outbox(),
    { type: 'pushed', call: 2, verdicts: [] },
    { type: 'pulled', call: 2, page: samplePull(7, 1), ...trouble },
    { type: 'pulled', call: 3, page: samplePull(7, 1), ...trouble },
    problem(2, network),
    problem(1, status(401)),
    { type: 'stalled', call: 1, ...trouble },
    { type: 'cancelled' },
  ];
  const reached = new Set<string>();
  const visit = (state: SyncState, depth: number): void => {
    reached.add(state.phase.at);
    if (depth === 0) return;
    for (const event of events) {
      const next = step(state, event);
      const asks = next.effects.some(({ do: what }) =>
        ['hello', 'push', 'pull', 'read-outbox'].includes(what),
      );
      if (asks) expect(isRunning(next.state)).toBe(true);
      if (next.state !== state) visit(next.state, depth - 1);
    }
  };
  visit(startState, 5);
  expect([...reached].sort()).toEqual([
    'greeting',
    'idle',
    'pulling',
    'pushing',
    'reading',
    'stopped',
    'waiting',
  ]);
});

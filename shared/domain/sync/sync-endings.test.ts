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
  URL,
  wake,
} from '../../../test/fakes/sync/machine-events.ts';
import { backOffMs } from './sync-endings.ts';
import type { SyncEvent } from './sync-state.ts';

test.each([401, 403, 409, 421, 400])(
  'status %i stops sending until a person or a new start asks',
  (number) => {
    const { state, effects } = run(...pushing, problem(2, status(number)));
    expect(effects).toEqual([
      { do: 'settle', failure: { code: 'console-refused', facts: { url: URL, status: number } } },
    ]);
    expect(runFrom(state, wake('op')).effects).toEqual([]);
    expect(runFrom(state, wake('timer')).effects).toEqual([]);
    expect(runFrom(state, wake('person')).effects).toEqual([{ do: 'hello', call: 3 }]);
    expect(runFrom(state, wake('resume')).effects).toEqual([{ do: 'hello', call: 3 }]);
  },
);

test('no status whatever touches an op', () => {
  for (let number = 300; number < 600; number++) {
    const { effects } = run(...pushing, problem(2, status(number)));
    expect(effects.filter(({ do: what }) => what === 'change')).toEqual([]);
  }
});

test.each([413, 422])(
  'after %i the batch is halved until one op is left, and never grows beyond again',
  (number) => {
    let at = run(...pushing, problem(2, status(number)));
    expect(at.effects).toEqual([{ do: 'read-outbox', afterDevSeq: 0, maxOps: 2 }]);
    at = runFrom(at.state, outbox(1, 2), { type: 'pushed', call: 3, verdicts: [] });
    expect(at.effects.at(-1)).toEqual({ do: 'read-outbox', afterDevSeq: 2, maxOps: 2 });
    at = runFrom(at.state, outbox(3), problem(4, status(number)));
    expect(at.state.phase).toMatchObject({ at: 'stopped' });
  },
);

test('a newer console still takes what was done; only reading back waits for the newer version', () => {
  const greetedNewer = run(wake('op'), greeted(1, { protocol: 2 }));
  expect(runFrom(greetedNewer.state, outbox(1)).effects).toEqual([{ do: 'push', call: 2, opIds: ['op-1'] }]);
  const end = runFrom(greetedNewer.state, outbox());
  expect(end.effects).toEqual([
    { do: 'settle', failure: { code: 'console-refused', facts: { url: URL, status: 426 } } },
  ]);
});

test('a busy console is left alone for as long as it asked', () => {
  const { state, effects } = run(...pushing, problem(2, status(503, 120_000)));
  expect(effects.at(-1)).toEqual({ do: 'wait', delayMs: 120_000 });
  expect(state.connection).toEqual({ state: 'away', sinceMs: 50_000, code: 'console-unreachable' });
  expect(runFrom(state, wake('op', 60_000)).effects).toEqual([]);
  expect(runFrom(state, wake('timer', 60_000)).effects).toEqual([{ do: 'hello', call: 3 }]);
});

test('waits double from a second to five minutes, with dice, and begin anew when something went through', () => {
  expect([0, 1, 2, 5, 9, 400].map((failures) => backOffMs(failures, 1))).toEqual([
    1000, 2000, 4000, 32_000, 300_000, 300_000,
  ]);
  expect(backOffMs(9, 0)).toBe(1000);
  expect(backOffMs(9, 0.5)).toBe(150_000);
  let at = run(wake('op'), problem(1, network));
  for (let call = 2; call < 6; call++) at = runFrom(at.state, wake('timer'), problem(call, network));
  expect(at.effects.at(-1)).toEqual({ do: 'wait', delayMs: 16_000 });
  at = runFrom(at.state, wake('timer'), greeted(6), outbox(1), { type: 'pushed', call: 7, verdicts: [] });
  expect(at.state.failures).toBe(0);
});

test('a hello alone is no progress: a line that greets and then breaks waits longer each time', () => {
  let at = run(...pushing, problem(2, network));
  at = runFrom(at.state, wake('timer'), greeted(3), outbox(1, 2), problem(4, network));
  expect(at.state.failures).toBe(2);
  expect(at.effects.at(-1)).toEqual({ do: 'wait', delayMs: 2000 });
});

test('a line that cannot carry a batch gets half of it, and more again when it can', () => {
  const broken = run(...pushing, problem(2, network));
  const again = runFrom(broken.state, wake('timer'), greeted(3));
  expect(again.effects).toEqual([{ do: 'read-outbox', afterDevSeq: 0, maxOps: 2 }]);
  const through = runFrom(again.state, outbox(1, 2), { type: 'pushed', call: 4, verdicts: [] });
  expect(through.effects.at(-1)).toEqual({ do: 'read-outbox', afterDevSeq: 2, maxOps: 4 });
});

test('when nothing moves the line is rebuilt; the third time a person is told, and it goes on trying', () => {
  const stalled = (call: number): SyncEvent => ({ type: 'stalled', call, ...trouble });
  const first = run(...pushing, stalled(2));
  expect(first.effects).toEqual([{ do: 'rebuild' }, { do: 'hello', call: 3 }]);
  const third = runFrom(first.state, stalled(3), stalled(4));
  expect(third.state.connection).toEqual({ state: 'stuck', sinceMs: 50_000, code: 'console-unreachable' });
  expect(third.effects.map(({ do: what }) => what)).toEqual(['rebuild', 'settle', 'wait']);
  expect(runFrom(third.state, wake('timer')).effects).toEqual([{ do: 'hello', call: 5 }]);
});

import { expect, test } from 'vitest';
import type { EngineStart, FromEngine, ToEngine } from '../../ipc/engine-messages.ts';
import { type EngineState, superviseEngine } from './engine-supervisor.ts';

const start: EngineStart = {
  dataDir: '/d',
  appVersion: '1',
  demo: true,
  enrolmentFile: null,
  interfaces: null,
  serialPorts: [],
  sqliteBinding: null,
  key: { state: 'refused', reason: 'no-keyring', detail: 'none' },
};

/** A world with one engine program, whose processes do what the test says, and a clock that the test moves. */
function world() {
  const states: EngineState[] = [];
  const processes: FakeProcess[] = [];
  const timers = new Set<{ readonly atMs: number; readonly then: () => void }>();
  let nowMs = 0;
  const supervisor = superviseEngine({
    fork: (told) => {
      const process = fakeProcess(told);
      processes.push(process);
      return process;
    },
    start: () => Promise.resolve(start),
    now: () => nowMs,
    after: (delayMs, then) => {
      const timer = { atMs: nowMs + delayMs, then };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    onState: (state) => states.push(state),
  });
  const pass = (delayMs: number) => {
    nowMs += delayMs;
    for (const timer of timers) if (timer.atMs <= nowMs && timers.delete(timer)) timer.then();
  };
  const latest = () => {
    const process = processes.at(-1);
    if (process === undefined) throw new Error('no process yet');
    return process;
  };
  return { states, processes, supervisor, pass, latest };
}

type FakeProcess = ReturnType<typeof fakeProcess>;
function fakeProcess(told: { message(message: FromEngine): void; died(): void }) {
  const heard: ToEngine['type'][] = [];
  let isAlive = true;
  const die = () => {
    if (!isAlive) return;
    isAlive = false;
    told.died();
  };
  return {
    heard,
    die,
    say: (type: FromEngine['type']) => told.message({ type }),
    isAlive: () => isAlive,
    post: (message: ToEngine) => void (isAlive && heard.push(message.type)),
    kill: die,
  };
}

test('the engine is told how to start and the page is told when it is ready', async () => {
  const { states, latest } = world();
  await Promise.resolve();
  expect(latest().heard).toEqual(['start']);
  expect(states).toEqual([]);
  latest().say('ready');
  expect(states).toEqual(['connected']);
});

test('an engine that dies comes again after a wait', () => {
  const { states, processes, latest, pass } = world();
  latest().say('ready');
  latest().die();
  pass(249);
  expect(processes).toHaveLength(1);
  pass(1);
  expect(processes).toHaveLength(2);
  latest().say('ready');
  expect(states).toEqual(['connected', 'lost', 'connected']);
});

test('an engine that keeps dying is given up, and a restart by hand tries again', () => {
  const { states, processes, latest, pass, supervisor } = world();
  for (let death = 0; death < 6; death++) {
    latest().die();
    pass(5_000);
  }
  expect(processes).toHaveLength(6);
  expect(states.at(-1)).toBe('stopped');
  pass(600_000);
  expect(processes).toHaveLength(6);
  supervisor.restart();
  latest().say('ready');
  expect(processes).toHaveLength(7);
  expect(states.at(-1)).toBe('connected');
});

test('a restart by hand never runs two engines at once', () => {
  const { states, processes, latest, supervisor } = world();
  latest().say('ready');
  const first = latest();
  supervisor.restart();
  expect(first.isAlive()).toBe(false);
  expect(processes).toHaveLength(2);
  expect(states).toEqual(['connected', 'lost']);
});

test('an engine that never becomes ready is ended and counted as dead', () => {
  const { states, latest, pass } = world();
  pass(120_000);
  expect(latest().isAlive()).toBe(false);
  expect(states).toEqual(['lost']);
});

test('stopping asks the engine first and waits until it is gone', async () => {
  const { states, latest, supervisor } = world();
  await Promise.resolve();
  const stopped = supervisor.stop();
  expect(latest().heard).toEqual(['start', 'stop']);
  latest().say('stopped');
  await stopped;
  expect(latest().isAlive()).toBe(false);
  expect(states).toEqual([]);
});

test('an engine that does not answer a stop is killed after five seconds', async () => {
  const { latest, supervisor, pass } = world();
  const stopped = supervisor.stop();
  pass(4_999);
  expect(latest().isAlive()).toBe(true);
  pass(1);
  await stopped;
  expect(latest().isAlive()).toBe(false);
});

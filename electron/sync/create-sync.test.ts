import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import type { ConsoleProblem, ConsoleReply } from '../../shared/domain/sync/console-problem.ts';
import type { SyncStatus } from '../../shared/domain/sync/op.ts';
import { someEnrolment } from '../../test/fakes/enrolment.ts';
import { createFakeClock, type FakeClock } from '../../test/fakes/fake-clock.ts';
import { createFakeLog, type FakeLog } from '../../test/fakes/fake-log.ts';
import { createFakeConsole, type FakeConsole, fakeConsoleLine } from '../../test/fakes/sync/console.ts';
import { createFakeSyncStore, type FakeSyncStore } from '../../test/fakes/sync/sync-store.ts';
import { deviceKeyOf } from '../security/device-key.ts';
import { createSync, type Sync } from './create-sync.ts';

type Trouble = (call: string, answer: () => ConsoleReply<unknown>) => Promise<ConsoleReply<unknown>>;

let clock: FakeClock;
let log: FakeLog;
let store: FakeSyncStore;
let console: FakeConsole;
let enrolment: Enrolment | null;
let automatic: boolean;
let trouble: Trouble;
let calls: string[];
let resets: number;
let news: SyncStatus[];
let sync: Sync;
const keys = new Map<string, string>();

beforeEach(async () => {
  clock = createFakeClock();
  log = createFakeLog();
  store = createFakeSyncStore();
  console = createFakeConsole(() => clock.now());
  enrolment = someEnrolment();
  automatic = true;
  trouble = async (_call, answer) => answer();
  calls = [];
  resets = 0;
  news = [];
  sync = start();
  // At its start the engine looks once at the console; what follows is what the tests are about.
  await clock.advance(1000);
  calls = [];
  news = [];
});
afterEach(async () => {
  await sync.stop();
  expect(log.bugs).toEqual([]);
});

function start(): Sync {
  const line = fakeConsoleLine(console, (call, answer) => {
    calls.push(call);
    return trouble(call, answer);
  });
  const keyStore = {
    read: (name: string) => keys.get(name) ?? null,
    save: (name: string, value: string) => void keys.set(name, value),
  };
  return createSync({
    clock,
    log,
    store,
    line: { ...line, reset: () => void resets++ },
    enrolment: () => enrolment,
    deviceKey: (deviceId) => deviceKeyOf(keyStore, deviceId),
    random: () => 1,
    automatic: () => automatic,
    announce: (name, payload) => {
      if (name === 'sync.changed') news.push(payload as SyncStatus);
    },
  });
}
const record = (agg = 'node:1') => sync.ops.record({ kind: 'node.found', agg, body: { seen: clock.now() } });
const away = async (): Promise<ConsoleReply<unknown>> => ({
  ok: false,
  problem: { kind: 'network', detail: 'ECONNREFUSED' },
});
const status =
  (number: number, retryAfterMs: number | null = null) =>
  async (): Promise<ConsoleReply<unknown>> => ({
    ok: false,
    problem: { kind: 'status', status: number, code: 'x', retryAfterMs } satisfies ConsoleProblem,
  });
const job = (signal = new AbortController().signal) => {
  const reported: SyncStatus[] = [];
  const result = sync.handlers['sync.now'](
    {},
    { signal, report: (progress) => void reported.push(progress), pointOfNoReturn: () => {} },
  );
  return { reported, result };
};

test('what is recorded is saved at once and confirmed soon after, without anyone asking', async () => {
  record();
  expect(sync.status()).toMatchObject({ savedHere: 1, sending: 0, confirmed: 0, unsent: 1 });
  await clock.advance(499);
  expect(calls).toEqual([]);
  await clock.advance(1);
  expect(calls).toEqual(['hello', 'push', 'pull']);
  expect(sync.status()).toMatchObject({ savedHere: 0, confirmed: 1, unsent: 0, syncing: false });
  expect(sync.status().lastConfirmedAtMs).toBe(clock.now());
  await clock.advance(200);
  expect(news.at(-1)).toMatchObject({ confirmed: 1 });
});

test('a burst of ops goes out in one batch, and the news of it are few', async () => {
  for (let count = 0; count < 300; count++) record(`node:${count % 4}`);
  await clock.advance(2000);
  expect(calls.filter((call) => call === 'push')).toHaveLength(1);
  expect(sync.status().confirmed).toBe(300);
  expect(news.length).toBeLessThan(8);
});

test('with the console away everything stays here, the waits grow, and all goes out when it is back', async () => {
  trouble = away;
  record();
  await clock.advance(60_000);
  expect(sync.status()).toMatchObject({
    unsent: 1,
    connection: { state: 'away', code: 'console-unreachable' },
  });
  const tries = calls.length;
  expect(tries).toBeGreaterThan(3);
  expect(tries).toBeLessThan(12);
  trouble = async (_call, answer) => answer();
  await clock.advance(5 * 60_000);
  expect(sync.status()).toMatchObject({ unsent: 0, connection: { state: 'connected' } });
});

test('a laptop that wakes up tries at once', async () => {
  trouble = away;
  record();
  await clock.advance(600_000);
  trouble = async (_call, answer) => answer();
  sync.resume();
  await clock.advance(1);
  expect(sync.status().unsent).toBe(0);
});

test('when sending by itself is switched off, only a person starts it', async () => {
  automatic = false;
  record();
  await clock.advance(600_000);
  sync.resume();
  await clock.advance(1000);
  expect(calls.filter((call) => call === 'push')).toEqual([]);
  const { result } = job();
  await clock.advance(1000);
  expect(await result).toMatchObject({ unsent: 0, confirmed: 1 });
});

test('after an answer that was lost the op is offered again and counted once', async () => {
  trouble = async (call, answer) => {
    const reply = answer();
    return call === 'push' ? { ok: false, problem: { kind: 'network', detail: 'ECONNRESET' } } : reply;
  };
  record();
  await clock.advance(2000);
  expect(console.kept).toHaveLength(1);
  expect(sync.status()).toMatchObject({ sending: 1, confirmed: 0 });
  trouble = async (_call, answer) => answer();
  await clock.advance(60_000);
  expect(sync.status()).toMatchObject({ confirmed: 1, unsent: 0 });
  expect(console.kept).toHaveLength(1);
});

test('a refused op holds what belongs to the same thing, and nothing else', async () => {
  console.refuses = ({ body }) => body.seen === 'wrong';
  sync.ops.record({ kind: 'node.found', agg: 'node:1', body: { seen: 'wrong' } });
  sync.ops.record({ kind: 'node.identified', agg: 'node:1', body: {} });
  sync.ops.record({ kind: 'node.found', agg: 'node:2', body: {} });
  await clock.advance(2000);
  const page = sync.handlers['sync.ledger'](
    { filter: 'all', offset: 0, limit: 10 },
    new AbortController().signal,
  );
  const { entries } = await page;
  expect(entries.map(({ op, state }) => `${op.devSeq} ${state}`)).toEqual([
    '3 confirmed',
    '2 held',
    '1 refused',
  ]);
  expect(sync.status()).toMatchObject({ needsYou: 1, savedHere: 1, confirmed: 1, unsent: 2 });
  console.refuses = () => false;
  console.readmit();
  sync.resume();
  await clock.advance(2000);
  expect(sync.status()).toMatchObject({ confirmed: 3, unsent: 0, needsYou: 0 });
});

test('a token that is not known any more stops sending, keeps everything, and a new enrolment goes on', async () => {
  trouble = status(401);
  record();
  await clock.advance(60_000);
  expect(calls).toEqual(['hello']);
  expect(sync.status()).toMatchObject({ unsent: 1, connection: { state: 'stuck', code: 'console-refused' } });
  record();
  await clock.advance(60_000);
  expect(calls).toEqual(['hello']);
  trouble = async (_call, answer) => answer();
  sync.ops.record({ kind: 'device.enrolled', agg: 'device', body: {} });
  await clock.advance(2000);
  expect(sync.status()).toMatchObject({ unsent: 0, confirmed: 3 });
});

test('a line on which nothing moves is rebuilt after a minute, and after three times it is said', async () => {
  trouble = () => new Promise(() => {});
  record();
  await clock.advance(59_000);
  expect(resets).toBe(0);
  await clock.advance(2000);
  expect(resets).toBe(1);
  await clock.advance(120_000);
  expect(sync.status().connection).toMatchObject({ state: 'stuck', code: 'console-unreachable' });
  trouble = async (_call, answer) => answer();
  await clock.advance(5 * 60_000);
  expect(sync.status()).toMatchObject({ unsent: 0, connection: { state: 'connected' } });
});

test('the difference of the clocks is shown', async () => {
  console.aheadMs = -315_000_000_000;
  record();
  await clock.advance(2000);
  expect(sync.status()).toMatchObject({
    unsent: 0,
    connection: { state: 'connected', skewMs: -315_000_000_000 },
  });
});

test('a person who asks gets progress, and the end of it', async () => {
  const { reported, result } = job();
  record();
  await clock.advance(1000);
  expect(await result).toMatchObject({ confirmed: 1, unsent: 0 });
  expect(reported.length).toBeGreaterThan(0);
});

test('a person who asks while the console is away is told so, without an error', async () => {
  trouble = away;
  record();
  const { result } = job();
  await clock.advance(1000);
  expect(await result).toMatchObject({ unsent: 1, connection: { state: 'away' } });
});

test('a person who asks and then stops gets the stop, and the next run is not disturbed', async () => {
  trouble = () => new Promise(() => {});
  const stopping = new AbortController();
  const { result } = job(stopping.signal);
  const outcome = expect(result).rejects.toThrow('enough');
  await clock.advance(100);
  stopping.abort(new Error('enough'));
  await clock.advance(500);
  await outcome;
  trouble = async (_call, answer) => answer();
  record();
  await clock.advance(2000);
  expect(sync.status().unsent).toBe(0);
});

test('a laptop that is not enrolled says so and asks nobody', async () => {
  await sync.stop();
  enrolment = null;
  calls = [];
  sync = start();
  await clock.advance(1000);
  await expect(job().result).rejects.toMatchObject({ failure: { code: 'not-enrolled' } });
  expect(calls).toEqual([]);
  expect(sync.chainHead()).toBeNull();
});

test('a log that does not hold together is not sent; recording goes on', async () => {
  const [first] = [record(), record()];
  await sync.stop();
  store.damage(first.opId, { actor: 'Eve Example' });
  calls = [];
  sync = start();
  record();
  await clock.advance(60_000);
  expect(calls).toEqual([]);
  expect(sync.status()).toMatchObject({ unsent: 3, connection: { state: 'stuck', code: 'log-broken' } });
  const { result } = job();
  await clock.advance(1000);
  expect(await result).toMatchObject({ unsent: 3 });
});

test('a disk that fills up during sync is said, and sync goes on when there is room', async () => {
  record();
  store.roomForWrites = 0;
  await clock.advance(2000);
  expect(sync.status()).toMatchObject({ unsent: 1, connection: { state: 'stuck', code: 'disk-full' } });
  store.roomForWrites = null;
  await clock.advance(60_000);
  expect(sync.status().unsent).toBe(0);
});

test('nothing of another region goes out, even when it lies in the same log', async () => {
  const before = enrolment;
  enrolment = someEnrolment({ region: 'us-1', site: 'st-abroad' });
  record();
  enrolment = before;
  record();
  await clock.advance(2000);
  expect(console.kept.map(({ op }) => op.region)).toEqual([]);
  expect(sync.status().connection).toMatchObject({ state: 'connected' });
});

test('after the end nothing moves and no timer is left', async () => {
  trouble = away;
  record();
  await clock.advance(2000);
  await sync.stop();
  const before = calls.length;
  await clock.advance(600_000);
  expect(calls).toHaveLength(before);
  expect(clock.waiting).toBe(0);
});

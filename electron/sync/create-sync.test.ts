import { afterEach, beforeEach, expect, test } from 'vitest';
import { someEnrolment } from '../../test/fakes/enrolment.ts';
import { away, noTrouble, refusedWith, SyncBench, silent } from '../../test/fakes/sync/sync-bench.ts';

let bench: SyncBench;
beforeEach(async () => {
  bench = new SyncBench();
  // At its start the engine looks once at the console; what follows is what the tests are about.
  await bench.clock.advance(1000);
  bench.calls = [];
  bench.news = [];
});
afterEach(async () => {
  await bench.sync.stop();
  expect(bench.log.bugs).toEqual([]);
});

test('what is recorded is saved at once and confirmed soon after, without anyone asking', async () => {
  bench.record();
  expect(bench.sync.status()).toMatchObject({ savedHere: 1, sending: 0, confirmed: 0, unsent: 1 });
  await bench.clock.advance(499);
  expect(bench.calls).toEqual([]);
  await bench.clock.advance(1);
  expect(bench.calls).toEqual(['hello', 'push', 'pull']);
  expect(bench.sync.status()).toMatchObject({ savedHere: 0, confirmed: 1, unsent: 0, syncing: false });
  expect(bench.sync.status().lastConfirmedAtMs).toBe(bench.clock.now());
  await bench.clock.advance(200);
  expect(bench.news.at(-1)).toMatchObject({ confirmed: 1 });
});

test('a burst of ops goes out in one batch, and the news of it are few', async () => {
  for (let count = 0; count < 300; count++) bench.record(`node:${count % 4}`);
  await bench.clock.advance(2000);
  expect(bench.calls.filter((call) => call === 'push')).toHaveLength(1);
  expect(bench.sync.status().confirmed).toBe(300);
  expect(bench.news.length).toBeLessThan(8);
});

test('with the console away everything stays here, the waits grow, and all goes out when it is back', async () => {
  bench.trouble = away;
  bench.record();
  await bench.clock.advance(60_000);
  expect(bench.sync.status()).toMatchObject({
    unsent: 1,
    connection: { state: 'away', code: 'console-unreachable' },
  });
  const tries = bench.calls.length;
  expect(tries).toBeGreaterThan(3);
  expect(tries).toBeLessThan(12);
  bench.trouble = noTrouble;
  await bench.clock.advance(5 * 60_000);
  expect(bench.sync.status()).toMatchObject({ unsent: 0, connection: { state: 'connected' } });
});

test('a laptop that wakes up tries at once', async () => {
  bench.trouble = away;
  bench.record();
  await bench.clock.advance(600_000);
  bench.trouble = noTrouble;
  bench.sync.resume();
  await bench.clock.advance(1);
  expect(bench.sync.status().unsent).toBe(0);
});

test('when sending by itself is switched off, only a person starts it', async () => {
  bench.automatic = false;
  bench.record();
  await bench.clock.advance(600_000);
  bench.sync.resume();
  await bench.clock.advance(1000);
  expect(bench.calls.filter((call) => call === 'push')).toEqual([]);
  const { result } = bench.job();
  await bench.clock.advance(1000);
  expect(await result).toMatchObject({ unsent: 0, confirmed: 1 });
});

test('after an answer that was lost the op is offered again and counted once', async () => {
  bench.trouble = async (call, answer) => {
    const reply = answer();
    return call === 'push' ? { ok: false, problem: { kind: 'network', detail: 'ECONNRESET' } } : reply;
  };
  bench.record();
  await bench.clock.advance(2000);
  expect(bench.console.kept).toHaveLength(1);
  expect(bench.sync.status()).toMatchObject({ sending: 1, confirmed: 0 });
  bench.trouble = noTrouble;
  await bench.clock.advance(60_000);
  expect(bench.sync.status()).toMatchObject({ confirmed: 1, unsent: 0 });
  expect(bench.console.kept).toHaveLength(1);
});

test('a refused op holds what belongs to the same thing, and nothing else', async () => {
  bench.console.refuses = ({ body }) => body.seen === 'wrong';
  bench.sync.ops.record({ kind: 'node.found', agg: 'node:1', body: { seen: 'wrong' } });
  bench.sync.ops.record({ kind: 'node.identified', agg: 'node:1', body: {} });
  bench.sync.ops.record({ kind: 'node.found', agg: 'node:2', body: {} });
  await bench.clock.advance(2000);
  const page = bench.sync.handlers['sync.ledger'](
    { filter: 'all', offset: 0, limit: 10 },
    new AbortController().signal,
  );
  const { entries } = await page;
  expect(entries.map(({ op, state }) => `${op.devSeq} ${state}`)).toEqual([
    '3 confirmed',
    '2 held',
    '1 refused',
  ]);
  expect(bench.sync.status()).toMatchObject({ needsYou: 1, savedHere: 1, confirmed: 1, unsent: 2 });
  bench.console.refuses = () => false;
  bench.console.readmit();
  bench.sync.resume();
  await bench.clock.advance(2000);
  expect(bench.sync.status()).toMatchObject({ confirmed: 3, unsent: 0, needsYou: 0 });
});

test('a token that is not known any more stops sending, keeps everything, and a new enrolment goes on', async () => {
  bench.trouble = refusedWith(401);
  bench.record();
  await bench.clock.advance(60_000);
  expect(bench.calls).toEqual(['hello']);
  expect(bench.sync.status()).toMatchObject({
    unsent: 1,
    connection: { state: 'stuck', code: 'console-refused' },
  });
  bench.record();
  await bench.clock.advance(60_000);
  expect(bench.calls).toEqual(['hello']);
  bench.trouble = noTrouble;
  bench.sync.ops.record({ kind: 'device.enrolled', agg: 'device', body: {} });
  await bench.clock.advance(2000);
  expect(bench.sync.status()).toMatchObject({ unsent: 0, confirmed: 3 });
});

test('a line on which nothing moves is rebuilt after a minute, and after three times it is said', async () => {
  bench.trouble = silent;
  bench.record();
  await bench.clock.advance(59_000);
  expect(bench.resets).toBe(0);
  await bench.clock.advance(2000);
  expect(bench.resets).toBe(1);
  await bench.clock.advance(120_000);
  expect(bench.sync.status().connection).toMatchObject({ state: 'stuck', code: 'console-unreachable' });
  bench.trouble = noTrouble;
  await bench.clock.advance(5 * 60_000);
  expect(bench.sync.status()).toMatchObject({ unsent: 0, connection: { state: 'connected' } });
});

test('the difference of the clocks is shown', async () => {
  bench.console.aheadMs = -315_000_000_000;
  bench.record();
  await bench.clock.advance(2000);
  expect(bench.sync.status()).toMatchObject({
    unsent: 0,
    connection: { state: 'connected', skewMs: -315_000_000_000 },
  });
});

test('a person who asks gets progress, and the end of it', async () => {
  const { reported, result } = bench.job();
  bench.record();
  await bench.clock.advance(1000);
  expect(await result).toMatchObject({ confirmed: 1, unsent: 0 });
  expect(reported.length).toBeGreaterThan(0);
});

test('a person who asks while the console is away is told so, without an error', async () => {
  bench.trouble = away;
  bench.record();
  const { result } = bench.job();
  await bench.clock.advance(1000);
  expect(await result).toMatchObject({ unsent: 1, connection: { state: 'away' } });
});

test('a person who asks and then stops gets the stop, and the next run is not disturbed', async () => {
  bench.trouble = silent;
  const stopping = new AbortController();
  const { result } = bench.job(stopping.signal);
  const outcome = expect(result).rejects.toThrow('enough');
  await bench.clock.advance(100);
  stopping.abort(new Error('enough'));
  await bench.clock.advance(500);
  await outcome;
  bench.trouble = noTrouble;
  bench.record();
  await bench.clock.advance(2000);
  expect(bench.sync.status().unsent).toBe(0);
});

test('a laptop that is not enrolled says so and asks nobody', async () => {
  await bench.sync.stop();
  bench.enrolment = null;
  bench.calls = [];
  bench.sync = bench.start();
  await bench.clock.advance(1000);
  await expect(bench.job().result).rejects.toMatchObject({ failure: { code: 'not-enrolled' } });
  expect(bench.calls).toEqual([]);
  expect(bench.sync.chainHead()).toBeNull();
});

test('a log that does not hold together is not sent; recording goes on', async () => {
  const [first] = [bench.record(), bench.record()];
  await bench.sync.stop();
  bench.store.damage(first.opId, { actor: 'Eve Example' });
  bench.calls = [];
  bench.sync = bench.start();
  bench.record();
  await bench.clock.advance(60_000);
  expect(bench.calls).toEqual([]);
  expect(bench.sync.status()).toMatchObject({
    unsent: 3,
    connection: { state: 'stuck', code: 'log-broken' },
  });
  const { result } = bench.job();
  await bench.clock.advance(1000);
  expect(await result).toMatchObject({ unsent: 3 });
});

test('a disk that fills up during sync is said, and sync goes on when there is room', async () => {
  bench.record();
  bench.store.roomForWrites = 0;
  await bench.clock.advance(2000);
  expect(bench.sync.status()).toMatchObject({ unsent: 1, connection: { state: 'stuck', code: 'disk-full' } });
  bench.store.roomForWrites = null;
  await bench.clock.advance(60_000);
  expect(bench.sync.status().unsent).toBe(0);
});

test('nothing of another region goes out, even when it lies in the same log', async () => {
  const before = bench.enrolment;
  bench.enrolment = someEnrolment({ region: 'us-1', site: 'st-abroad' });
  bench.record();
  bench.enrolment = before;
  bench.record();
  await bench.clock.advance(2000);
  expect(bench.console.kept.map(({ op }) => op.region)).toEqual([]);
  expect(bench.sync.status().connection).toMatchObject({ state: 'connected' });
});

test('after the end nothing moves and no timer is left', async () => {
  bench.trouble = away;
  bench.record();
  await bench.clock.advance(2000);
  await bench.sync.stop();
  const before = bench.calls.length;
  await bench.clock.advance(600_000);
  expect(bench.calls).toHaveLength(before);
  expect(bench.clock.waiting).toBe(0);
});

import { expect, test } from 'vitest';
import { createFakeProber, type FakeHost } from '../../test/fakes/discovery/prober.ts';
import { createFakeClock } from '../../test/fakes/fake-clock.ts';
import type { Clock } from '../ports.ts';
import type { Touch } from './discovery-ports.ts';
import { runSweep } from './run-sweep.ts';

const addresses = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `10.20.${Math.floor(index / 250)}.${(index % 250) + 1}`);

function begin(options: {
  readonly count: number;
  readonly perSecond: number;
  readonly hosts?: Readonly<Record<string, FakeHost>>;
  readonly neighbourEntries?: number;
}) {
  const clock = createFakeClock(0);
  const prober = createFakeProber(
    clock,
    new Map(Object.entries(options.hosts ?? {})),
    options.neighbourEntries,
  );
  const touches: Touch[] = [];
  const stop = new AbortController();
  const { count, perSecond } = options;
  const done = runSweep(
    { addresses: addresses(count), port: 50_000, perSecond, onTouch: (touch) => touches.push(touch) },
    // As if every die fell on its middle: the pace itself, without jitter.
    { clock, prober, random: () => 0.5 },
    stop.signal,
  );
  return { clock, prober, touches, stop, done };
}

test('every address is touched once, at the pace and never faster', async () => {
  const { clock, prober, touches, done } = begin({ count: 200, perSecond: 100 });
  await clock.advance(10_000);
  expect(await done).toEqual({ stopped: false });
  expect(touches.map(({ address }) => address).sort()).toEqual([...addresses(200)].sort());
  const gaps = prober.probed.slice(1).map(({ atMs }, index) => atMs - (prober.probed[index]?.atMs ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(9.99);
  expect(prober.probed.at(-1)?.atMs).toBe(1990);
});

test('what answers is told apart from what refuses and what is silent', async () => {
  const hosts = {
    '10.20.0.2': { outcome: 'open', rttMs: 3 },
    '10.20.0.3': { outcome: 'closed', rttMs: 2 },
    '10.20.0.4': { outcome: 'unreachable', rttMs: 1 },
  } as const;
  const { clock, touches, done } = begin({ count: 5, perSecond: 25, hosts });
  await clock.advance(5000);
  await done;
  expect(new Map(touches.map(({ address, outcome }) => [address.split('.')[3], outcome]))).toEqual(
    new Map([
      ['2', 'open'],
      ['3', 'closed'],
      ['4', 'unreachable'],
      ['1', 'silent'],
      ['5', 'silent'],
    ]),
  );
});

test('at most half of the neighbour table is ever waiting for an answer', async () => {
  const { clock, prober, done } = begin({ count: 300, perSecond: 100, neighbourEntries: 64 });
  await clock.advance(60_000);
  await done;
  // 32 slots, each held 3 s by a host that does not exist.
  const perWindow = prober.probed.map(
    ({ atMs }) => prober.probed.filter((each) => each.atMs >= atMs && each.atMs < atMs + 3000).length,
  );
  expect(Math.max(...perWindow)).toBe(32);
  expect(prober.probed.length).toBe(300);
});

test('when the laptop has no room it goes slower and tries again', async () => {
  const hosts = { '10.20.0.3': { outcome: 'open', rttMs: 3, noRoomFirst: 1 } } as const;
  const { clock, prober, touches, done } = begin({ count: 50, perSecond: 100, hosts });
  await clock.advance(10_000);
  await done;
  expect(touches.filter(({ outcome }) => outcome === 'open').map(({ address }) => address)).toEqual([
    '10.20.0.3',
  ]);
  expect(touches.length).toBe(50);
  expect((prober.probed[20]?.atMs ?? 0) - (prober.probed[19]?.atMs ?? 0)).toBe(20);
});

test('an address for which there is never room is given up, and said so', async () => {
  const hosts = { '10.20.0.1': { outcome: 'open', rttMs: 3, noRoomFirst: 9 } } as const;
  const { clock, prober, touches, done } = begin({ count: 1, perSecond: 100, hosts });
  await clock.advance(10_000);
  await done;
  expect([prober.probed.length, touches]).toEqual([
    3,
    [{ address: '10.20.0.1', atMs: 30, outcome: 'no-room' }],
  ]);
});

test('a stop ends it at once, and everything that was asked is reported', async () => {
  const { clock, prober, touches, stop, done } = begin({ count: 200, perSecond: 100 });
  await clock.advance(555);
  stop.abort(new Error('stop'));
  expect(await done).toEqual({ stopped: true });
  expect(touches.length).toBe(prober.probed.length);
  expect(new Set(touches.map(({ outcome }) => outcome))).toEqual(new Set(['silent', 'stopped']));
  await clock.advance(10_000);
  expect(prober.probed.length).toBe(touches.length);
  expect(clock.waiting).toBe(0);
});

test('a pause of the laptop is not made up for by haste', async () => {
  const clock = createFakeClock(0);
  let timers = 0;
  // The tenth timer fires a minute late, as after a closed lid.
  const sleepy: Clock = {
    now: clock.now,
    wait: (delayMs, signal) => clock.wait(++timers === 10 ? delayMs + 60_000 : delayMs, signal),
  };
  const prober = createFakeProber(
    clock,
    new Map(addresses(60).map((each) => [each, { outcome: 'closed', rttMs: 0 }])),
  );
  const done = runSweep(
    { addresses: addresses(60), port: 50_000, perSecond: 100, onTouch: () => {} },
    { clock: sleepy, prober, random: () => 0.5 },
    new AbortController().signal,
  );
  await clock.advance(120_000);
  await done;
  const perWindow = prober.probed.map(
    ({ atMs }) => prober.probed.filter((each) => each.atMs >= atMs && each.atMs < atMs + 100).length,
  );
  expect(prober.probed.at(-1)?.atMs).toBeGreaterThan(60_000);
  expect(Math.max(...perWindow)).toBeLessThanOrEqual(11);
});

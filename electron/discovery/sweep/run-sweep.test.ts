import { expect, test } from 'vitest';
import { createFakeProber, type FakeHost, type FakeNetwork } from '../../../test/fakes/discovery/prober.ts';
import { createFakeClock } from '../../../test/fakes/fake-clock.ts';
import type { Clock } from '../../ports.ts';
import { type PaceProgress, runSweep, type SweepRun } from './run-sweep.ts';
import type { Ask, Touch } from './sweep-ports.ts';

const addresses = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `10.20.${Math.floor(index / 250)}.${(index % 250) + 1}`);

function begin(
  options: Partial<Omit<SweepRun, 'onTouch'>> & {
    readonly count: number;
    readonly perSecond: number;
    readonly hosts?: Map<string, FakeHost>;
    readonly network?: FakeNetwork;
  },
) {
  const clock = createFakeClock(0);
  const { count, hosts = new Map<string, FakeHost>(), network = {}, ...run } = options;
  const prober = createFakeProber(clock, hosts, network);
  const touches: Touch[] = [];
  const ahead: Ask[] = [];
  const progress: PaceProgress[] = [];
  const stop = new AbortController();
  const done = runSweep(
    {
      ...{ addresses: addresses(count), port: 50_000, ...run },
      onAhead: (asks) => ahead.push(...asks),
      onTouch: (touch) => touches.push(touch),
      onProgress: (each) => progress.push(each),
    },
    // As if every die fell on its middle: the pace itself, without jitter.
    { clock, prober, random: () => 0.5 },
    stop.signal,
  );
  return { clock, prober, hosts, network, touches, ahead, progress, stop, done };
}
const hostsWith = (entries: Readonly<Record<string, FakeHost>>) => new Map(Object.entries(entries));
const gateway = (rttMs = 2): FakeHost => ({ outcome: 'closed', rttMs });
const numbersOf = (list: readonly { readonly number: number }[]) =>
  list.map(({ number }) => number).sort((one, other) => one - other);

test('every address is touched once, at the pace and never faster', async () => {
  const { clock, prober, touches, done } = begin({ count: 200, perSecond: 100 });
  await clock.advance(10_000);
  expect(await done).toEqual({ ending: 'complete', doubtful: [], canaries: 0 });
  expect(touches.map(({ address }) => address).sort()).toEqual([...addresses(200)].sort());
  const gaps = prober.probed.slice(1).map(({ atMs }, index) => atMs - (prober.probed[index]?.atMs ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(9.99);
  expect(prober.probed.at(-1)?.atMs).toBe(1990);
});

test('what answers is told apart from what refuses and what is silent', async () => {
  const hosts = hostsWith({
    '10.20.0.2': { outcome: 'open', rttMs: 3 },
    '10.20.0.3': { outcome: 'closed', rttMs: 2 },
    '10.20.0.4': { outcome: 'unreachable', rttMs: 1 },
  });
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

test('4,000 addresses are swept with every host found, within three quarters of the neighbour table', async () => {
  const live = addresses(4000).filter((_address, index) => index % 67 === 13);
  const hosts = new Map<string, FakeHost>(live.map((each) => [each, { outcome: 'open', rttMs: 1 }]));
  const { clock, prober, touches, done } = begin({ count: 4000, perSecond: 250, hosts });
  await clock.advance(30_000);
  await done;
  expect(touches.filter(({ outcome }) => outcome === 'open').map(({ address }) => address)).toEqual(live);
  expect(prober.mostEntries).toBeGreaterThan(700);
  expect(prober.mostEntries).toBeLessThanOrEqual(768 + live.length);
  // 16 s at 250 a second, and the wait for the last.
  expect(prober.probed.at(-1)?.atMs).toBeLessThan(16_100);
});

test('a small neighbour table is never filled, however fast one may ask', async () => {
  const { clock, prober, done } = begin({ count: 300, perSecond: 100, network: { neighbourEntries: 64 } });
  await clock.advance(60_000);
  await done;
  expect([prober.probed.length, prober.mostEntries]).toEqual([300, 48]);
});

test('every question is written down before it is asked, never more than a second’s worth ahead', async () => {
  const hosts = hostsWith({ '10.20.9.1': gateway() });
  const { clock, prober, ahead, touches, done } = begin({
    ...{ count: 300, perSecond: 100, hosts, gateway: '10.20.9.1' },
  });
  for (let step = 0; step < 50; step++) {
    await clock.advance(100);
    expect(ahead.length).toBeGreaterThanOrEqual(prober.probed.length);
    expect(ahead.length).toBeLessThanOrEqual(prober.probed.length + 100);
  }
  await done;
  expect(numbersOf(touches)).toEqual(Array.from(ahead, (_, index) => index + 1));
});

test('when the laptop has no room it goes slower and tries again', async () => {
  const hosts = hostsWith({ '10.20.0.3': { outcome: 'open', rttMs: 3, noRoomFirst: 1 } });
  const { clock, prober, touches, done } = begin({ count: 50, perSecond: 100, hosts });
  await clock.advance(10_000);
  await done;
  expect(touches.filter(({ address }) => address === '10.20.0.3')).toMatchObject([
    { attempt: 1, outcome: 'no-room' },
    { attempt: 2, outcome: 'open' },
  ]);
  expect(touches.length).toBe(51);
  expect((prober.probed[20]?.atMs ?? 0) - (prober.probed[19]?.atMs ?? 0)).toBe(20);
});

test('an address for which there is never room is given up, and said so', async () => {
  const hosts = hostsWith({ '10.20.0.1': { outcome: 'open', rttMs: 3, noRoomFirst: 9 } });
  const { clock, touches, done } = begin({ count: 1, perSecond: 100, hosts });
  await clock.advance(10_000);
  expect(await done).toMatchObject({ ending: 'complete' });
  expect(touches.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
    [1, 'no-room'],
    [2, 'no-room'],
    [3, 'no-room'],
  ]);
});

test('a laptop that has no room for anything stops by itself', async () => {
  const network: FakeNetwork = { elsewhere: { outcome: 'no-room', rttMs: 0 } };
  const { clock, prober, done } = begin({ count: 500, perSecond: 100, network });
  await clock.advance(60_000);
  expect(await done).toMatchObject({ ending: 'no-room' });
  expect(prober.probed.length).toBeLessThan(10);
});

test('a stop ends it at once, and everything that was written down is accounted for', async () => {
  const { clock, prober, touches, ahead, stop, done } = begin({ count: 200, perSecond: 100 });
  await clock.advance(555);
  stop.abort(new Error('stop'));
  expect(await done).toMatchObject({ ending: 'stopped' });
  expect(new Set(touches.map(({ outcome }) => outcome))).toEqual(new Set(['silent', 'stopped', 'not-asked']));
  expect(numbersOf(touches)).toEqual(numbersOf(ahead));
  expect(touches.filter(({ outcome }) => outcome !== 'not-asked').length).toBe(prober.probed.length);
  await clock.advance(10_000);
  expect(prober.probed.length).toBe(56);
  expect(clock.waiting).toBe(0);
});

test('a log that cannot be written stops it with nothing under way', async () => {
  const clock = createFakeClock(0);
  const prober = createFakeProber(clock, new Map());
  let lots = 0;
  const done = runSweep(
    {
      ...{ addresses: addresses(200), port: 50_000, perSecond: 100, onTouch: () => {} },
      onAhead: () => {
        if (++lots === 2) throw new Error('the disk is full');
      },
    },
    { clock, prober, random: () => 0.5 },
    new AbortController().signal,
  );
  const failing = expect(done).rejects.toThrow('the disk is full');
  await clock.advance(5000);
  await failing;
  expect([prober.probed.length, clock.waiting]).toEqual([50, 0]);
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
  expect(Math.max(...perWindow)).toBeLessThanOrEqual(12);
});

test('the time left follows the pace that is really kept', async () => {
  const { clock, progress, done } = begin({
    ...{ count: 400, perSecond: 100, network: { neighbourEntries: 64 } },
  });
  await clock.advance(9000);
  // 48 entries, each held 3 s: 16 a second, whatever was planned.
  expect(progress[0]).toMatchObject({ done: 1, total: 400, perSecond: 100 });
  const last = progress.at(-1);
  expect(last?.perSecond).toBeGreaterThan(14);
  expect(last?.perSecond).toBeLessThan(20);
  expect(last?.leftMs).toBeCloseTo(
    (((last?.total ?? 0) - (last?.done ?? 0)) / (last?.perSecond ?? 1)) * 1000,
    -3,
  );
  await clock.advance(60_000);
  await done;
  expect(progress.at(-1)).toMatchObject({ done: 400, total: 400, leftMs: 0 });
});

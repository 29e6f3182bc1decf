import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeProber, type FakeHost, type FakeNetwork } from '../../../test/fakes/discovery/prober.ts';
import { createFakeClock } from '../../../test/fakes/fake-clock.ts';
import { runSweep } from './run-sweep.ts';
import type { Ask, Touch } from './sweep-ports.ts';

const ADDRESSES = Array.from({ length: 120 }, (_, index) => `10.20.4.${index + 1}`);
const GATEWAY = '10.20.4.1';
const host = fc.record({
  outcome: fc.constantFrom('open' as const, 'closed' as const, 'unreachable' as const),
  rttMs: fc.integer({ min: 0, max: 90 }),
  noRoomFirst: fc.constantFrom(0, 0, 0, 1, 2),
});
const world = fc.record({
  hosts: fc.dictionary(fc.constantFrom(...ADDRESSES), host, { maxKeys: 30 }),
  gateway: fc.constantFrom(GATEWAY, '10.20.4.77', '10.20.9.1', null),
  known: fc.uniqueArray(fc.constantFrom(...ADDRESSES), { maxLength: 4 }),
  perSecond: fc.constantFrom(25, 100, 250),
  neighbourEntries: fc.constantFrom(16, 256, 1024),
  /** When the network goes down and for how long; 0 for never. */
  downAtMs: fc.nat(6000),
  downForMs: fc.constantFrom(0, 0, 300, 4000, 60_000),
  stopAtMs: fc.constantFrom(200, 1500, 1_000_000),
  jitter: fc.double({ min: 0, max: 0.999, noNaN: true }),
});

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

async function sweep(given: World) {
  const clock = createFakeClock(0);
  const network: FakeNetwork = { neighbourEntries: given.neighbourEntries };
  const hosts = new Map<string, FakeHost>(Object.entries(given.hosts));
  const prober = createFakeProber(clock, hosts, network);
  const [ahead, touches]: [Ask[], Touch[]] = [[], []];
  const stop = new AbortController();
  const { gateway, known, perSecond } = given;
  const running = runSweep(
    {
      ...{ addresses: ADDRESSES, port: 50_000, gateway, known, perSecond },
      onAhead: (asks) => ahead.push(...asks),
      onTouch: (touch) => touches.push(touch),
      look: async () => true,
    },
    { clock, prober, random: () => given.jitter },
    stop.signal,
  );
  const goDown = (isDown: boolean) => (): void => {
    network.isDown = isDown;
  };
  const schedule = [
    [given.downAtMs, goDown(given.downForMs > 0)],
    [given.downAtMs + given.downForMs, goDown(false)],
    [given.stopAtMs, () => stop.abort(new Error('stop'))],
  ] as const;
  for (const [atMs, act] of [...schedule].sort(([one], [other]) => one - other)) {
    await clock.advance(Math.min(atMs, 400_000) - clock.now());
    act();
  }
  return { result: await running, ahead, touches, prober, clock, hosts };
}

test('whatever the network does, every question is written down, accounted for, and asked no more often than said', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const { result, ahead, touches, prober, clock, hosts } = await sweep(given);
      const numbers = touches.map(({ number }) => number).sort((one, other) => one - other);
      expect(numbers).toEqual(ahead.map((_ask, index) => index + 1));
      const asked = touches.filter(({ outcome }) => outcome !== 'not-asked');
      expect(asked.map(({ address }) => address).sort()).toEqual(
        prober.probed.map(({ address }) => address).sort(),
      );
      for (const address of ADDRESSES) {
        const range = asked.filter((touch) => touch.address === address && touch.purpose === 'range');
        // Once; again when its silence was doubtful; and again when this laptop had no room.
        const lacked = range.filter(({ outcome }) => outcome === 'no-room').length;
        expect(range.length - lacked).toBeLessThanOrEqual(2);
        expect(lacked).toBeLessThanOrEqual(3);
      }
      expect(prober.mostEntries).toBeLessThanOrEqual(given.neighbourEntries);
      expect(clock.waiting).toBe(0);
      if (result.ending === 'complete' && given.downForMs === 0) {
        const open = touches.filter(({ outcome }) => outcome === 'open').map(({ address }) => address);
        const there = ADDRESSES.filter((address) => hosts.get(address)?.outcome === 'open');
        expect(new Set(open)).toEqual(new Set(there));
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

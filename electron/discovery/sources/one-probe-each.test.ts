import { expect, test } from 'vitest';
import { createFakeProber } from '../../../test/fakes/discovery/prober.ts';
import { createFakeClock } from '../../../test/fakes/fake-clock.ts';
import { createOneProbeEach } from './one-probe-each.ts';

const never = new AbortController().signal;
const open = (neighbourEntries = 1024) => {
  const clock = createFakeClock();
  const hosts = new Map([['10.20.4.11', { outcome: 'open' as const, rttMs: 100 }]]);
  const fake = createFakeProber(clock, hosts, { neighbourEntries });
  return { clock, hosts, fake, prober: createOneProbeEach(fake, clock) };
};

test('two who ask the same place at once share one connect', async () => {
  const { clock, fake, prober } = open();
  const both = [1, 2].map(() => prober.probe('10.20.4.11', 50_000, 500, never));
  await clock.advance(100);
  expect(await Promise.all(both)).toEqual([
    { outcome: 'open', tookMs: 100 },
    { outcome: 'open', tookMs: 100 },
  ]);
  expect(fake.probed.length).toBe(1);
});

test('at another port of the same machine the second one waits for the first', async () => {
  const { clock, fake, prober } = open();
  const both = [50_000, 50_001].map((port) => prober.probe('10.20.4.11', port, 500, never));
  await clock.advance(200);
  await Promise.all(both);
  expect(fake.probed.map(({ port, atMs }) => [port, atMs - (fake.probed[0]?.atMs ?? 0)])).toEqual([
    [50_000, 0],
    [50_001, 100],
  ]);
});

test('when the first gives up, the second asks for itself; who gives up waits no longer', async () => {
  const { clock, prober } = open();
  const [first, third] = [new AbortController(), new AbortController()];
  const given = prober.probe('10.20.4.11', 50_000, 500, first.signal).catch(String);
  const kept = prober.probe('10.20.4.11', 50_000, 500, never);
  const left = prober.probe('10.20.4.11', 50_000, 500, third.signal).catch(String);
  third.abort(new Error('left'));
  expect(await left).toBe('Error: left');
  first.abort(new Error('given up'));
  expect(await given).toBe('Error: given up');
  await clock.advance(100);
  expect(await kept).toEqual({ outcome: 'open', tookMs: 100 });
});

test('the newest outcome of each place is kept for ten minutes, of the last 4,096 places', async () => {
  const { clock, hosts, prober } = open(10_000);
  for (let index = 0; index < 5000; index++) {
    const address = `10.21.${index >> 8}.${index & 255}`;
    hosts.set(address, { outcome: 'open', rttMs: 0 });
    const probing = prober.probe(address, 50_000, 500, never);
    if (index % 100 === 0) await clock.advance(1);
    void probing;
  }
  await clock.advance(1);
  expect(prober.traces().length).toBe(4096);
  await clock.advance(600_001);
  expect(prober.traces()).toEqual([]);
});

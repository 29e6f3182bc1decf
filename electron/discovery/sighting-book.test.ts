import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sighting } from '../../shared/domain/discovery/sighting.ts';
import {
  createDiscoveryBench,
  type DiscoveryBench,
  plannedMachine,
} from '../../test/fakes/discovery/bench.ts';
import { createFakeClock } from '../../test/fakes/fake-clock.ts';
import { createFakeLog } from '../../test/fakes/fake-log.ts';
import { createSightingBook } from './sighting-book.ts';

/** What is held after the garbage is taken away. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}

let bench: DiscoveryBench;
beforeEach(() => {
  bench = createDiscoveryBench();
});
afterEach(() => bench.close());

const never = new AbortController().signal;

test('the same seen again is one sighting that knows since when, and after a pause it begins anew', async () => {
  const clock = createFakeClock();
  const kept = new Map<string, Sighting>();
  const store = {
    all: () => [...kept.values()],
    keep: (_site: string, sightings: readonly Sighting[]) => {
      for (const sighting of sightings) kept.set(sighting.id, sighting);
    },
    forget: (_site: string, ids: readonly string[]) => {
      for (const id of ids) kept.delete(id);
    },
  };
  const book = createSightingBook({ clock, log: createFakeLog(), store, siteId: () => 'st-anna' });
  const place = { address: '10.20.4.11', port: 50_000, interfaceName: null };
  const note = () => book.note({ ...place, source: 'node', claims: { answer: 'waiting' } });
  const times = () => book.all().map(({ firstSeenAtMs, seenAtMs }) => [firstSeenAtMs, seenAtMs]);
  const startMs = clock.now();
  note();
  expect(times()).toEqual([[undefined, startMs]]);
  const { version } = book;
  await clock.advance(20_000);
  note();
  await clock.advance(20_000);
  note();
  expect(times()).toEqual([[startMs, startMs + 40_000]]);
  expect(book.version).toBe(version);
  await clock.advance(200_000);
  note();
  expect(times()).toEqual([[undefined, startMs + 240_000]]);
});

test('what is said again is news only when something else was said there meanwhile', () => {
  const clock = createFakeClock();
  const store = { all: () => [], keep: () => {}, forget: () => {} };
  const book = createSightingBook({ clock, log: createFakeLog(), store, siteId: () => 'st-anna' });
  const place = { address: '10.20.4.11', port: 50_000, interfaceName: null, source: 'node' } as const;
  const isNews = (answer: 'waiting' | 'silent'): boolean => {
    const { version } = book;
    book.note({ ...place, claims: { answer } });
    return book.version !== version;
  };
  expect([isNews('waiting'), isNews('waiting'), isNews('silent')]).toEqual([true, false, true]);
  expect([isNews('waiting'), isNews('waiting'), book.renewals]).toEqual([true, false, 2]);
  const { version } = book;
  book.forget(book.all().map(({ id }) => id));
  expect([book.version === version, isNews('waiting')]).toEqual([false, true]);
});

test('two machines with one address are both listed while they answer in turn, and not when one took over', async () => {
  const answer = async (number: number): Promise<void> => {
    bench.neighbours.machines.set('10.20.4.11:50000', plannedMachine(number));
    await bench.settle(bench.handlers['discovery.addTyped']({ typed: '10.20.4.11' }, never));
    await bench.clock.advance(20_000);
  };
  const listed = () =>
    bench.discovery.book
      .all()
      .map(({ serial, places }) => [serial?.value, places.map(({ isContested }) => isContested)]);
  await answer(1);
  await answer(2);
  expect(listed()).toEqual([['7KX2-0932', [false]]]);
  await answer(1);
  expect(listed()).toEqual([
    ['7KX2-0931', [true]],
    ['7KX2-0932', [true]],
  ]);
  for (let round = 0; round < 5; round += 1) await answer(1);
  expect(listed()).toEqual([['7KX2-0931', [false]]]);
});

test('whatever is announced in a day, the book keeps its size, and the machines that answered stay in it', () => {
  const clock = createFakeClock();
  const store = { all: () => [], keep: () => {}, forget: () => {} };
  const book = createSightingBook({ clock, log: createFakeLog(), store, siteId: () => 'st-anna' });
  const at = (address: string) => ({ address, port: 50_000, interfaceName: null });
  book.note({ ...at('10.20.4.11'), source: 'node', claims: { answer: 'waiting', serial: '7KX2-0931' } });
  book.note({ ...at('10.20.4.11'), source: 'mdns', claims: { hostname: 'talos-1' } });
  book.note({ ...at('10.20.4.12'), source: 'typed', claims: {} });
  const beforeBytes = heldBytes();
  for (let index = 0; index < 200_000; index++) {
    const address = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
    book.note({ ...at(address), source: 'mdns', claims: { hostname: `fake-${index}` } });
    if (index % 50 === 0) book.note({ ...at(address), source: 'node', claims: { answer: 'silent' } });
    if (index % 1000 === 0) book.flush();
  }
  expect(book.all().length).toBeLessThanOrEqual(5000);
  expect(
    book
      .all()
      .filter(({ address }) => ['10.20.4.11', '10.20.4.12'].includes(address))
      .map(({ source }) => source),
  ).toEqual(['node', 'mdns', 'typed']);
  expect(heldBytes() - beforeBytes).toBeLessThan(20_000_000);
});

import { beforeEach, expect, test } from 'vitest';
import { createLabNeighbours, type LabNeighbours } from '../../test/fakes/discovery/lab-neighbours.ts';
import { createFakeClock, type FakeClock } from '../../test/fakes/fake-clock.ts';
import { createFakeLog } from '../../test/fakes/fake-log.ts';
import type { NodeLook } from '../nodes/node-link.ts';
import { createLookQueue, type LookQueue } from './look-queue.ts';

const place = { address: '10.20.4.11', port: 50_000 };
const machine = {
  ...{ state: 'maintenance' as const, uuid: null, serial: '7KX2-0931', hostname: 'talos-1' },
  ...{ fingerprint: 'x', ca: null },
};
const halfLook: NodeLook = {
  ...{ answer: 'waiting', fingerprint: 'x', talosVersion: null, hostname: null, uuid: null, serial: null },
  ...{ product: null, stage: null, macs: [], addresses: [] },
};
const log = createFakeLog();
let clock: FakeClock;
let lab: LabNeighbours;
let queue: LookQueue;
let told: string[];
beforeEach(() => {
  clock = createFakeClock();
  lab = createLabNeighbours(clock);
  told = [];
  const onLook = (_place: unknown, { answer }: { readonly answer: string }) => void told.push(answer);
  queue = createLookQueue({ clock, log, links: lab.links, credentials: () => null, onLook });
});

/** What it gave and how long that took. */
async function timed(asked: Promise<{ readonly answer: string } | null>): Promise<readonly unknown[]> {
  const beganMs = clock.now();
  let result: readonly unknown[] | null = null;
  void asked.then((look) => {
    result = [look?.answer ?? null, clock.now() - beganMs];
  });
  await clock.advance(0);
  while (result === null) await clock.advance(1);
  return result;
}

test('a sweep that comes after somebody asked takes his answer and does not wait', async () => {
  lab.machines.set('10.20.4.11:50000', machine);
  expect(await timed(queue.ask(place, 'now'))).toEqual(['waiting', 30]);
  expect(await timed(queue.ask(place, 'soon'))).toEqual(['waiting', 0]);
  // A beacon that says something new wants to know what is true now; it waits, a sweep still does not.
  const anew = queue.ask(place, 'anew');
  expect(await timed(queue.ask(place, 'soon'))).toEqual(['waiting', 0]);
  expect(await timed(anew)).toEqual(['waiting', 5000]);
  expect([lab.looks.length, log.bugs]).toEqual([2, []]);
});

test('a person never waits for the rest of an address, nor behind eight that say nothing', async () => {
  lab.machines.set('10.20.4.11:50000', machine);
  await timed(queue.ask(place, 'now'));
  void queue.ask(place, 'anew');
  expect(await timed(queue.ask(place, 'now'))).toEqual(['waiting', 30]);
  for (let index = 0; index < 60; index++)
    void queue.ask({ address: `10.20.4.${100 + index}`, port: 50_000 }, 'soon');
  await clock.advance(1000);
  expect(await timed(queue.ask(place, 'now'))).toEqual(['waiting', 30]);
  expect(lab.busiest).toBe(9);
});

test('one who waits in the row goes first when a person asks for him', async () => {
  for (let index = 0; index < 60; index++)
    void queue.ask({ address: `10.20.4.${100 + index}`, port: 50_000 }, 'soon');
  lab.machines.set('10.20.4.159:50000', machine);
  await clock.advance(1000);
  expect(await timed(queue.ask({ address: '10.20.4.159', port: 50_000 }, 'now'))).toEqual(['waiting', 30]);
});

test('a silent address may be asked again after one second, an answering one after five', async () => {
  expect(await timed(queue.ask(place, 'anew', 3000))).toEqual(['silent', 3000]);
  lab.machines.set('10.20.4.11:50000', machine);
  expect(await timed(queue.ask(place, 'anew'))).toEqual(['waiting', 30]);
  expect(await timed(queue.ask(place, 'anew'))).toEqual(['waiting', 5000]);
});

test('with patience for three seconds silence is told after three, and once', async () => {
  expect(await timed(queue.ask(place, 'now', 3000))).toEqual(['silent', 3000]);
  expect(told).toEqual(['silent']);
  await clock.advance(10_000);
  expect(told).toEqual(['silent']);
});

test('who has no patience does not wait for a look that another began, and what that brings is of before', async () => {
  const times: [string, number][] = [];
  const onLook = (_place: unknown, { answer }: { readonly answer: string }, askedAtMs: number) =>
    void times.push([answer, askedAtMs]);
  // The plug is pulled in the middle: the certificate came, the rest does not.
  const look = async (): Promise<NodeLook> => {
    await clock.wait(8000);
    return halfLook;
  };
  const slow = { ...lab.links, look };
  queue = createLookQueue({ clock, log, links: slow, credentials: () => null, onLook });
  const beganMs = clock.now();
  void queue.ask(place, 'anew');
  await clock.advance(2000);
  expect(await timed(queue.ask(place, 'now', 3000))).toEqual(['silent', 3000]);
  await clock.advance(8000);
  expect(times).toEqual([
    ['silent', beganMs + 5000],
    ['waiting', beganMs],
  ]);
});

test('after the stop nothing is asked, and who waited gets nothing', async () => {
  const waiting = queue.ask(place, 'soon');
  const stopping = queue.stop();
  await clock.advance(10);
  expect(await waiting).toBe(null);
  await stopping;
  expect(await queue.ask(place, 'now')).toBe(null);
  expect([clock.waiting, log.bugs]).toEqual([0, []]);
});

test('who asks for more places than a hospital has is refused, and a person is not', async () => {
  lab.machines.set('10.20.4.11:50000', machine);
  const refused: unknown[] = [];
  for (let index = 0; index < 5000; index++)
    void queue
      .ask({ address: `10.${30 + (index >> 8)}.0.${index & 255}`, port: 50_000 }, 'anew')
      .then((look) => void (look === null && refused.push(index)));
  await clock.advance(0);
  expect(refused.length).toBe(904);
  expect(await timed(queue.ask(place, 'now'))).toEqual(['waiting', 30]);
});

/** Browsers and beacons on a port of their own on loopback, and an ear that waits for what is told. */
import { createSocket } from 'node:dgram';
import { afterEach } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createMdnsBrowser } from '../../electron/adapters/mdns/mdns-browser.ts';
import { createInterfaces } from '../../electron/adapters/network/interfaces.ts';
import type { MdnsBrowser, NetworkInterface } from '../../electron/discovery/discovery-ports.ts';
import type { Clock } from '../../electron/ports.ts';
import { type MdnsInstance, NODE_SERVICE_TYPE } from '../../shared/domain/discovery/mdns-claims.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import { createFakeLog } from '../fakes/fake-log.ts';
import { openBeacon } from './beacon.ts';

export const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

export const node = (label: string, change: Partial<MdnsInstance> = {}): MdnsInstance => ({
  name: `${label}.${NODE_SERVICE_TYPE}`,
  interfaceName: 'lo',
  hostname: `${label}.local`,
  addresses: ['127.77.0.11'],
  port: 50_000,
  txt: { id: '4c4c4544-0042-3510-8051-b7c04f4a3132', stage: 'maintenance' },
  ...change,
});

/** What a listener was told, and a way to wait for more. */
export function createEar() {
  const told: { readonly what: 'heard' | 'gone'; readonly instance: MdnsInstance }[] = [];
  let hearingChanges = 0;
  const waiting = new Set<() => void>();
  const senders: (string | undefined)[] = [];
  // Who sent it is apart: stories compare what was said.
  const tell =
    (what: 'heard' | 'gone') =>
    ({ source, ...instance }: MdnsInstance) => {
      senders.push(source);
      told.push({ what, instance });
      for (const wake of [...waiting]) wake();
    };
  const matching = (what: string, name: string) =>
    told.filter((each) => each.what === what && each.instance.name === name).map(({ instance }) => instance);
  return {
    told,
    /** The address that each of them was first announced from. */
    senders,
    count: (what: 'heard' | 'gone'): number => told.filter((each) => each.what === what).length,
    get hearingChanges() {
      return hearingChanges;
    },
    listener: {
      heard: tell('heard'),
      gone: tell('gone'),
      hearingChanged: () => {
        hearingChanges++;
      },
    },
    /** The `count`-th time that it was told so; fails after 8 s. */
    hears: (what: 'heard' | 'gone', name: string, count = 1): Promise<MdnsInstance> =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`never ${what}: ${name}`)), 8000);
        const look = (): void => {
          const found = matching(what, name)[count - 1];
          if (found === undefined) return;
          clearTimeout(late);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** A port of its own for each test, so that runs side by side do not hear each other. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

export interface Change {
  readonly list?: () => readonly NetworkInterface[];
  readonly clock?: Clock;
}

export async function realBench(change: Change = {}) {
  const port = await freePort();
  const beacon = await openBeacon(port);
  cleanups.push(() => beacon.close());
  return { browser: browserOn(port, change), beacon, port };
}

export function browserOn(port: number, { list, clock = systemClock }: Change = {}): MdnsBrowser {
  const interfaces = list === undefined ? createInterfaces({ allowed: ['lo'] }) : { list };
  const browser = createMdnsBrowser({ interfaces, clock, log: createFakeLog(), port });
  cleanups.push(() => browser.stop());
  return browser;
}

/** Lets the browser's time pass in steps, with real packets in between, until it is so; `limitMs` at most. */
export async function passUntil(clock: FakeClock, isSo: () => boolean, limitMs = 30_000): Promise<void> {
  for (let passedMs = 0; !isSo(); passedMs += 50) {
    if (passedMs > limitMs) throw new Error(`not so after ${limitMs} ms`);
    await clock.advance(50);
  }
}
/** The same for a whole stretch of time. */
export async function pass(clock: FakeClock, forMs: number): Promise<void> {
  const endMs = clock.now() + forMs;
  await passUntil(clock, () => clock.now() >= endMs, forMs + 50);
}

/** Real sockets, but the browser's time belongs to the test. */
export async function pacedBench(change: Change = {}) {
  const clock = createFakeClock();
  return { ...(await realBench({ ...change, clock })), clock, ear: createEar() };
}

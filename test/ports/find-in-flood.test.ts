/** Discovery with the real mDNS browser, on a segment that somebody floods with what no responder should send. */
import { encode } from 'dns-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMdnsBrowser } from '../../electron/adapters/mdns/mdns-browser.ts';
import { beaconOf, createDiscoveryBench, type DiscoveryBench, uuidOf } from '../fakes/discovery/bench.ts';
import { createUdpSegment, type UdpSegment } from '../fakes/discovery/udp-segment.ts';
import { recordsOf } from './beacon.ts';
import { cleanups } from './mdns-bench.ts';
import { beaconOn, PORT } from './mdns-segment.ts';

let bench: DiscoveryBench;
let segment: UdpSegment;
beforeEach(() => {
  segment = createUdpSegment();
  const laptop = segment.host({ ipv4: '10.20.4.200' });
  bench = createDiscoveryBench({
    openMdns: (parts) => createMdnsBrowser({ ...parts, port: PORT, random: () => 0.5, open: laptop.open }),
  });
  bench.world.interfaces = [laptop.interface];
  cleanups.push(() => bench.close());
});
afterEach(() => {
  expect(bench.log.bugs).toEqual([]);
});

const never = new AbortController().signal;
const nodes = () => bench.discovery.book.all();
const real = () => nodes().find(({ uuid }) => uuid?.value === uuidOf(1));
const diagnosis = async () => {
  const around = await bench.settle(bench.handlers['discovery.surroundings']({}, never));
  return typeof around === 'string' ? [around] : around.diagnosis.map(({ code }) => code);
};
const fake = (index: number, address: string, txt: Readonly<Record<string, string>> = {}) =>
  encode({
    type: 'response',
    answers: recordsOf(
      beaconOf(2, {
        name: `fake-${index}._rounds-node._tcp.local`,
        hostname: `fake-${index}.local`,
        addresses: [address],
        txt,
      }),
      120,
    ),
  });
/** Lets time pass while `send` puts its packets on the wire ten times a second. */
async function during(seconds: number, send: (round: number) => void, isOver = () => false): Promise<number> {
  for (let round = 0; round < seconds * 10; round++) {
    if (isOver()) return round / 10;
    send(round);
    await bench.clock.advance(100);
  }
  return seconds;
}
const isFound = () => real()?.answer === 'waiting';

test('ten thousand fakes a second: a node that starts meanwhile is found within seconds, and the flood is named', async () => {
  bench.put(1);
  bench.discovery.startListening();
  let count = 0;
  const flood = (): void => {
    for (let index = 0; index < 1000; index++, count++) {
      const sender = `10.20.4.${50 + (count % 100)}`;
      segment.inject(fake(count, sender), sender, PORT);
    }
  };
  await during(2, flood);
  const beacon = await beaconOn(segment, '10.20.4.11');
  beacon.announce(beaconOf(1, { addresses: ['10.20.4.11'] }));
  expect(await during(6, flood, isFound)).toBeLessThan(5);
  expect(nodes().length).toBeLessThanOrEqual(1002);
  expect(await diagnosis()).toContain('flooded');
}, 120_000);

test('packets that lie, loop and are too long hide no node and are counted', async () => {
  bench.put(1);
  bench.discovery.startListening();
  const whole = fake(1, '10.20.4.66');
  const loop = Buffer.from([
    0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 120, 0, 2, 0xc0, 12,
  ]);
  const lying = Buffer.from(whole);
  lying.writeUInt16BE(0xffff, 6);
  const malformed = [loop, lying, Buffer.alloc(9001), whole.subarray(0, whole.length - 3), Buffer.alloc(5)];
  const send = (): void => {
    for (const bytes of malformed) segment.inject(bytes, '10.20.4.66', PORT);
  };
  await during(2, send);
  const beacon = await beaconOn(segment, '10.20.4.11');
  beacon.announce(beaconOf(1, { addresses: ['10.20.4.11'] }));
  expect(await during(5, send, isFound)).toBeLessThan(3);
  expect(nodes().map(({ id }) => id)).toEqual([`uuid:${uuidOf(1)}`]);
  const around = await bench.settle(bench.handlers['discovery.surroundings']({}, never));
  if (typeof around === 'string') throw new Error(around);
  expect(around.interfaces[0]?.ipv4.packetsMalformed).toBeGreaterThanOrEqual(100);
});

test('names that differ in case are one node; markup, escapes and turned text come harmless or not at all', async () => {
  bench.discovery.startListening();
  const evil = '<img src=x onerror=alert(1)>\u001b[2J\u202e9.1v\u0000';
  for (const label of ['Fake-7', 'FAKE-7', 'fake-7']) {
    const instance = beaconOf(2, {
      addresses: ['10.20.4.12'],
      txt: { stage: evil, ver: evil, fp: evil, id: evil },
    });
    const named = { ...instance, name: `${label}._rounds-node._tcp.local`, hostname: `${label}.local` };
    segment.inject(encode({ type: 'response', answers: recordsOf(named, 120) }), '10.20.4.12', PORT);
    await bench.clock.advance(200);
  }
  await bench.clock.advance(2000);
  expect(nodes().length).toBe(1);
  const shown = JSON.stringify(nodes());
  expect(shown).toContain('‹img src');
  expect(shown).not.toMatch(/<|\\u00[01]|[\p{Cc}\p{Cf}]/u);
});

/** What the browser tells of how well it hears, and what floods and strangers can do to it. */
import { encode } from 'dns-packet';
import { afterEach, expect, test } from 'vitest';
import { readPacket } from '../../electron/adapters/mdns/packet/mdns-packet.ts';
import { NODE_SERVICE_TYPE } from '../../shared/domain/discovery/mdns-claims.ts';
import { recordsOf } from './beacon.ts';
import { node } from './mdns-bench.ts';
import { beaconOn, createSegmentBench, PORT, type SegmentBench, until } from './mdns-segment.ts';

let bench: SegmentBench;
const open = (): SegmentBench => {
  bench = createSegmentBench({ ipv4: '10.20.4.200' });
  return bench;
};
afterEach(() => {
  expect(bench.log.bugs).toEqual([]);
});
const edge = (label: string, ...addresses: string[]) => node(label, { interfaceName: 'eth0', addresses });
/** A whole beacon as one packet. */
const beaconPacket = (label: string, address: string) =>
  encode({ type: 'response', answers: recordsOf(edge(label, address), 120) });
const query = (known: readonly string[] = [], flags = 0) =>
  encode({
    ...({ type: 'query', flags } as const),
    questions: [{ name: NODE_SERVICE_TYPE, type: 'PTR' }],
    answers: known.map((data) => ({ type: 'PTR', name: NODE_SERVICE_TYPE, ttl: 100, data }) as const),
  });
/** The questions that the laptop sent for the type, with how many answers each named as known. */
const asked = ({ segment }: SegmentBench) =>
  segment.sent
    .filter(({ from }) => from === '10.20.4.200')
    .map(({ bytes }) => readPacket(bytes))
    .filter((packet) => packet?.kind === 'query');

test('its own question coming back proves that this laptop lets multicast through', async () => {
  const { browser, clock, ear, hearing } = open();
  browser.start(ear.listener);
  await clock.advance(2000);
  expect(hearing('ipv4')).toEqual({
    ...{ socket: 'shared', reason: null, hearsItself: 'yes' },
    ...{ packetsOfOthers: 0, packetsDropped: 0, packetsMalformed: 0 },
  });
});

test('two questions that do not come back tell that this laptop drops multicast, and one that does takes it back', async () => {
  const { browser, clock, ear, hearing, laptop } = open();
  laptop.hearsItself = false;
  browser.start(ear.listener);
  await clock.advance(1500);
  expect(hearing('ipv4')?.hearsItself).toBe('not-yet');
  expect(await until(clock, () => hearing('ipv4')?.hearsItself === 'no')).toBeLessThanOrEqual(1500);
  laptop.hearsItself = true;
  await until(clock, () => hearing('ipv4')?.hearsItself === 'yes', 5000);
});

test('a firewall that closes in the middle of a visit is noticed with the next two questions, seconds apart', async () => {
  const { browser, clock, ear, hearing, laptop } = open();
  browser.start(ear.listener);
  await clock.advance(600_000);
  expect(hearing('ipv4')?.hearsItself).toBe('yes');
  laptop.hearsItself = false;
  await until(clock, () => hearing('ipv4')?.hearsItself === 'no', 67_000);
  const before = asked(bench).length;
  await clock.advance(60_000);
  expect(asked(bench).length - before).toBeLessThanOrEqual(16);
  laptop.hearsItself = true;
  await until(clock, () => hearing('ipv4')?.hearsItself === 'yes', 5000);
});

test('packets of others are counted, of this laptop not; so is what cannot be read', async () => {
  const { browser, clock, ear, hearing, segment } = open();
  browser.start(ear.listener);
  await clock.advance(500);
  segment.inject(
    encode({ type: 'query', questions: [{ name: '_ipp._tcp.local', type: 'PTR' }] }),
    '10.20.4.9',
    5353,
  );
  segment.inject(encode({ type: 'query', questions: [{ name: 'x.local', type: 'A' }] }), '10.20.4.9', 50_123);
  segment.inject(encode({ type: 'query', questions: [{ name: 'y.local', type: 'A' }] }), '10.20.4.200', 5353);
  segment.inject(Buffer.from('00ff'.repeat(40), 'hex'), '10.20.4.9', 5353);
  await clock.advance(10);
  expect(hearing('ipv4')).toMatchObject({ packetsOfOthers: 1, packetsMalformed: 1 });
});

test('a change of hearing is told once a second at most, and numbers alone are no change', async () => {
  const { browser, clock, ear, segment } = open();
  browser.start(ear.listener);
  await clock.advance(3000);
  const before = ear.hearingChanges;
  for (let round = 0; round < 50; round++) {
    segment.inject(beaconPacket('chatty', '10.20.4.9'), '10.20.4.9', PORT);
    await clock.advance(100);
  }
  expect(ear.hearingChanges).toBe(before + 1);
});

test('before the start and after the stop there is nothing to tell', async () => {
  const { browser, clock, ear } = open();
  expect(browser.hearing()).toEqual([]);
  browser.start(ear.listener);
  await clock.advance(100);
  expect(browser.hearing().length).toBe(1);
  await browser.stop();
  expect(browser.hearing()).toEqual([]);
  browser.reconfirm(edge('nobody'));
});

test('what two hundred nodes said is named as known in full, over several packets', async () => {
  const { browser, clock, ear, segment } = open();
  browser.start(ear.listener);
  await clock.advance(200);
  for (let index = 0; index < 200; index++)
    segment.inject(beaconPacket(`edge-${index}`, `10.20.4.${index}`), `10.20.4.${index}`, PORT);
  await until(clock, () => ear.count('heard') === 200, 1000);
  await clock.advance(1200);
  const packets = asked(bench).filter(({ known }) => known.length > 0);
  const names = packets.flatMap(({ known }) => known.map((each) => each.type === 'PTR' && each.target));
  expect(new Set(names).size).toBe(200);
  expect(packets.map(({ isTruncated }) => isTruncated).slice(0, 3)).toContain(true);
});

test('a question that another laptop has just asked is not asked again, once', async () => {
  const { browser, clock, ear, segment } = open();
  browser.start(ear.listener);
  await clock.advance(800);
  const before = asked(bench).length;
  segment.inject(query(), '10.20.4.9', PORT);
  await clock.advance(600);
  expect(asked(bench).length).toBe(before);
  for (let round = 0; round < 40; round++) {
    segment.inject(query(), '10.20.4.9', PORT);
    await clock.advance(100);
  }
  expect(asked(bench).length).toBe(before + 1);
});

test('a question of another laptop that knows more than we do, or has not said all, does not replace ours', async () => {
  for (const theirs of [query([`unknown.${NODE_SERVICE_TYPE}`]), query([], 0x0200)]) {
    const { browser, clock, ear, segment } = open();
    browser.start(ear.listener);
    await clock.advance(800);
    const before = asked(bench).length;
    segment.inject(theirs, '10.20.4.9', PORT);
    await clock.advance(600);
    expect(asked(bench).length).toBe(before + 1);
    await browser.stop();
  }
});

test('a node whose name holds a dot, a space and an umlaut is found, and asked for by its own labels', async () => {
  const { browser, clock, ear, segment } = open();
  browser.start(ear.listener);
  await clock.advance(500);
  // The codec of this test has no way to write a dot into a label: a tilde stands for it on the way.
  const packet = encode({
    type: 'response',
    answers: [{ type: 'PTR', name: NODE_SERVICE_TYPE, ttl: 120, data: `Lab~1 Süd.${NODE_SERVICE_TYPE}` }],
  });
  packet[packet.indexOf('~')] = '.'.charCodeAt(0);
  segment.inject(packet, '10.20.4.11', PORT);
  await clock.advance(500);
  const questions = asked(bench).flatMap((each) => each.questions);
  expect(questions.filter(({ type }) => type === 'SRV').map(({ name }) => name)).toEqual([
    `Lab\\.1 Süd.${NODE_SERVICE_TYPE}`,
  ]);
  expect(segment.sent.some(({ bytes }) => Buffer.from(bytes).includes('\u000aLab.1 Süd'))).toBe(true);
});

test('ten thousand fakes a second for five seconds leave a real node on the list, and little work undone', async () => {
  const { browser, clock, ear, hearing, segment } = open();
  browser.start(ear.listener);
  await clock.advance(500);
  const real = await beaconOn(segment, '10.20.4.11');
  const flood = async (from: number): Promise<void> => {
    for (let index = 0; index < 1000; index++) {
      const sender = `10.20.4.${50 + (index % 100)}`;
      segment.inject(beaconPacket(`fake-${from}-${index}`, sender), sender, PORT);
    }
    await clock.advance(100);
  };
  for (let round = 0; round < 10; round++) await flood(round);
  real.announce(edge('real', '10.20.4.11'));
  for (let round = 10; round < 50; round++) await flood(round);
  const isListed = () => {
    const about = ear.told.filter(({ instance }) => instance.name === edge('real').name);
    return about.at(-1)?.what === 'heard';
  };
  await until(clock, isListed, 10_000);
  expect(ear.count('heard') - ear.count('gone')).toBeLessThanOrEqual(1000);
  expect(hearing('ipv4')?.packetsDropped).toBeGreaterThan(20_000);
  expect(asked(bench).length).toBeLessThan(300);
});

test('a node that says something else with every packet is told of once a second', async () => {
  const { browser, clock, ear, segment } = open();
  browser.start(ear.listener);
  await clock.advance(500);
  for (let round = 0; round < 100; round++) {
    const packet = encode({
      type: 'response',
      answers: recordsOf({ ...edge('restless', '10.20.4.11'), txt: { stage: `${round}` } }, 120),
    });
    segment.inject(packet, '10.20.4.11', PORT);
    await clock.advance(50);
  }
  expect(ear.count('heard')).toBeLessThanOrEqual(6);
  await clock.advance(1500);
  expect(ear.told.at(-1)?.instance.txt).toEqual({ stage: '99' });
});

test('names that differ only in case are one node', async () => {
  const { browser, clock, ear, segment } = open();
  browser.start(ear.listener);
  await clock.advance(500);
  for (const label of ['Edge-One', 'EDGE-one', 'edge-ONE'])
    segment.inject(beaconPacket(label, '10.20.4.11'), '10.20.4.11', PORT);
  await clock.advance(3000);
  expect(new Set(ear.told.map(({ instance }) => instance.name))).toEqual(new Set([edge('Edge-One').name]));
});

test('fakes that come slowly enough to be read, and find no room, are a flood all the same', async () => {
  const { browser, clock, ear, hearing, segment } = open();
  browser.start(ear.listener);
  await clock.advance(500);
  for (let index = 0; index < 1500; index++) {
    const sender = `10.20.4.${50 + (index % 100)}`;
    segment.inject(beaconPacket(`slow-${index}`, sender), sender, PORT);
    if (index % 100 === 0) await clock.advance(1000);
  }
  await clock.advance(2000);
  expect(ear.count('heard') - ear.count('gone')).toBe(1000);
  expect(hearing('ipv4')?.packetsDropped).toBe(500);
});

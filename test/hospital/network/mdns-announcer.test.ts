import { createSocket, type Socket } from 'node:dgram';
import { type Answer, decode, encode } from 'dns-packet';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readResponse } from '../../../electron/adapters/mdns/packet/mdns-packet.ts';
import { type MdnsAnnouncer, startMdnsAnnouncer } from './mdns-announcer.ts';
import type { AnnouncedNode } from './mdns-packets.ts';

// Not 5353: tests that run beside this one would be heard.
const PORT = 15_353;
const GROUP = '224.0.0.251';
const NODE: AnnouncedNode = {
  instance: 'LAB-EDGE-01',
  hostname: 'lab-edge-01',
  address: '127.77.9.11',
  port: 50_000,
  txt: { id: '4c4c4544-0039-5810-8046-b7c04f333333', stage: 'maintenance', ver: 'v1.13.9' },
};
let announcer: MdnsAnnouncer;
let neighbour: Socket;
let inbox: Buffer[];
let arrived: () => void;

beforeEach(async () => {
  announcer = await startMdnsAnnouncer(PORT);
  neighbour = createSocket({ type: 'udp4', reuseAddr: true });
  inbox = [];
  arrived = () => undefined;
  neighbour.on('message', (bytes) => {
    inbox.push(bytes);
    arrived();
  });
  await new Promise<void>((resolve) => neighbour.bind(PORT, '0.0.0.0', () => resolve()));
  neighbour.addMembership(GROUP, '127.0.0.1');
  neighbour.setMulticastInterface('127.0.0.1');
});
afterEach(async () => {
  await announcer.stop();
  neighbour.close();
});

/** The first packet heard that fits; the test's own time limit is the deadline. */
async function heard(fits: (answers: readonly Answer[]) => boolean): Promise<readonly Answer[]> {
  for (;;) {
    for (let bytes = inbox.shift(); bytes !== undefined; bytes = inbox.shift()) {
      const { type, answers = [], additionals = [] } = decode(bytes);
      if (type === 'response' && fits(answers)) return [...answers, ...additionals];
    }
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  }
}
const ask = (
  question: { name: string; type: 'PTR' | 'A' | 'AAAA' | 'SRV' },
  known: Answer[] = [],
  flags = 0,
) => neighbour.send(encode({ type: 'query', flags, questions: [question], answers: known }), PORT, GROUP);
const PTR = { name: '_rounds-node._tcp.local', type: 'PTR' } as const;

test('a node announces everything that leads to it, twice, and says goodbye', async () => {
  announcer.announce('one', NODE);
  for (const _time of [1, 2]) {
    const answers = await heard(() => true);
    expect(answers.map(({ type, name }) => `${type} ${name}`)).toEqual([
      'PTR _rounds-node._tcp.local',
      'SRV LAB-EDGE-01._rounds-node._tcp.local',
      'TXT LAB-EDGE-01._rounds-node._tcp.local',
      'A lab-edge-01.local',
      'PTR _services._dns-sd._udp.local',
    ]);
  }
  announcer.withdraw('one');
  expect((await heard(() => true)).map((answer) => ('ttl' in answer ? answer.ttl : null))).toEqual([
    0, 0, 0, 0, 0,
  ]);
});

test("the engine's reader understands the beacon", async () => {
  const packet = new Promise<Buffer>((resolve) => neighbour.once('message', resolve));
  announcer.announce('one', NODE);
  expect(readResponse(await packet)).toMatchObject([
    { type: 'PTR', target: 'LAB-EDGE-01._rounds-node._tcp.local' },
    { type: 'SRV', target: 'lab-edge-01.local', port: 50_000 },
    { type: 'TXT', entries: NODE.txt },
    { type: 'A', address: '127.77.9.11' },
    { type: 'PTR' },
  ]);
});

test('who asks is answered, and not with what it knows already', async () => {
  const isOf = (host: string) => (answers: readonly Answer[]) =>
    answers.some(({ name }) => name === `${host}.local`);
  announcer.announce('one', NODE);
  await heard(isOf('lab-edge-01'));
  await heard(isOf('lab-edge-01'));
  announcer.announce('two', {
    ...NODE,
    instance: 'LAB-EDGE-02',
    hostname: 'lab-edge-02',
    address: '127.77.9.12',
  });
  await heard(isOf('lab-edge-02'));
  await heard(isOf('lab-edge-02'));
  // Both have been announced twice; from here on only answers come.
  ask(PTR, [{ ...PTR, ttl: 4500, data: 'LAB-EDGE-01._rounds-node._tcp.local' }]);
  expect(isOf('lab-edge-02')(await heard(() => true))).toBe(true);
  ask({ name: 'LAB-EDGE-01.local', type: 'A' });
  expect(isOf('lab-edge-01')(await heard(() => true))).toBe(true);
});

test('an ordinary resolver gets its id, its question and short lives', async () => {
  announcer.announce('one', NODE);
  const resolver = createSocket('udp4');
  const reply = await new Promise<Buffer>((resolve) => {
    resolver.once('message', resolve);
    resolver.bind(0, '127.0.0.1', () => {
      resolver.setMulticastInterface('127.0.0.1');
      resolver.send(encode({ type: 'query', id: 4711, questions: [PTR] }), PORT, GROUP);
    });
  });
  resolver.close();
  const { id, questions, answers = [] } = decode(reply);
  expect([id, questions?.[0]?.name]).toEqual([4711, PTR.name]);
  expect(answers.every((answer) => 'ttl' in answer && answer.ttl === 10)).toBe(true);
});

test('hostile text comes with the node and does not hide it', async () => {
  announcer.announce('one', NODE);
  announcer.setTrouble({ controlCharacters: true, markup: true, rightToLeft: true });
  const answers = await heard(
    (all) => JSON.stringify(all.map(String)) !== '' && textOf(all).includes('<img'),
  );
  expect(textOf(answers)).toMatch(/id=4c4c4544-0039/);
  expect(textOf(answers)).toContain('\u001b[2J');
  expect(textOf(answers)).toContain('\u202e');
});

test('a packet of more than 9,000 bytes and one that points at itself are really sent, and both are refused', async () => {
  announcer.setTrouble({ oversized: true, compressionLoop: true });
  announcer.announce('one', NODE);
  const [loop, large] = await heardRaw(2);
  // The codec follows the pointer of a name at offset 12 to offset 12.
  expect(loop?.subarray(12, 14)).toEqual(Buffer.from([0xc0, 0x0c]));
  expect(large?.length).toBeGreaterThan(9000);
  expect([loop, large].map((bytes) => readResponse(bytes ?? Buffer.alloc(0)))).toEqual([null, null]);
});

test('a long text in a packet that is just small enough is read, and the node is known by it', async () => {
  announcer.setTrouble({ longText: true });
  announcer.announce('one', NODE);
  const [packet = Buffer.alloc(0)] = await heardRaw(1);
  expect(packet.length).toBeGreaterThan(8000);
  const text = readResponse(packet)?.find(({ type }) => type === 'TXT');
  expect(text).toMatchObject({ entries: NODE.txt });
});

const numbered = (index: number): AnnouncedNode => ({
  ...NODE,
  ...{ instance: `LAB-EDGE-${index}`, hostname: `lab-edge-${index}`, address: `127.77.9.${index}` },
});
/** Announces so many nodes and waits until all that is said about it by itself has been said. */
async function settled(count: number): Promise<void> {
  for (let index = 1; index <= count; index++) announcer.announce(`${index}`, numbered(index));
  const isLast = (all: readonly Answer[]) => all.some(({ name }) => name === `lab-edge-${count}.local`);
  await heard(isLast);
  await heard(isLast);
  // A record may be said again a second later (RFC 6762 §6); a question before that has to wait for it.
  inbox.length = 0;
}

test('two hundred nodes answer one question in packets that carry several of them, each once', async () => {
  await settled(200);
  ask(PTR);
  const found = new Set<string>();
  const packets: number[] = [];
  while (found.size < 200) {
    const answers = await heard(() => true);
    const pointers = answers.flatMap((answer) => (answer.type === 'PTR' ? [answer.data] : []));
    for (const name of pointers) expect(found.has(name)).toBe(false);
    for (const name of pointers) found.add(name);
    packets.push(pointers.length);
    expect(answers.filter(({ type }) => type === 'A').length).toBe(pointers.length);
  }
  expect(packets.length).toBeLessThan(80);
});

test('known answers that go on in further packets are waited for', async () => {
  await settled(2);
  const known = (index: number): Answer => {
    return { ...PTR, ttl: 4500, data: `LAB-EDGE-${index}._rounds-node._tcp.local` };
  };
  ask(PTR, [], 0x0200);
  neighbour.send(encode({ type: 'query', questions: [], answers: [known(1)] }), PORT, GROUP);
  const answers = await heard(() => true);
  expect(answers.flatMap((answer) => (answer.type === 'PTR' ? [answer.data] : []))).toEqual([
    'LAB-EDGE-2._rounds-node._tcp.local',
  ]);
});

test('a node with an IPv6 address says it, and is asked for it alone', async () => {
  announcer.announce('six', { ...NODE, ipv6: 'fe80::11' });
  expect((await heard(() => true)).filter(({ type }) => type === 'AAAA').length).toBe(1);
  await heard(() => true);
  ask({ name: 'lab-edge-01.local', type: 'AAAA' });
  const [first] = await heard(() => true);
  expect(first).toMatchObject({ type: 'AAAA', data: 'fe80::11' });
});

test('a node whose cable is pulled is silent about itself', async () => {
  await settled(2);
  announcer.forget('1');
  ask({ name: 'lab-edge-1.local', type: 'A' });
  ask({ name: 'lab-edge-2.local', type: 'A' });
  expect((await heard(() => true)).map(({ name }) => name)).toEqual(['lab-edge-2.local']);
});

test('a dot in a name stays inside its label', async () => {
  announcer.announce('dotted', { ...NODE, instance: 'Lab.1 Süd' });
  const [packet = Buffer.alloc(0)] = await heardRaw(1);
  expect(readResponse(packet)?.[0]).toMatchObject({ target: 'Lab\\.1 Süd._rounds-node._tcp.local' });
});

test('of two who claim one name the one with the smaller data takes another, and the other says its own again', async () => {
  const claim = (address: string) =>
    neighbour.send(
      encode({
        type: 'response',
        answers: [{ type: 'A', name: 'lab-edge-01.local', ttl: 120, flush: true, data: address }],
      }),
      PORT,
      GROUP,
    );
  const isOurs = (all: readonly Answer[]) =>
    all.some((answer) => answer.type === 'A' && answer.data === NODE.address);
  announcer.announce('one', NODE);
  await heard(isOurs);
  await heard(isOurs);
  claim('127.77.9.10');
  expect((await heard(isOurs)).map(({ name }) => name)).toContain('lab-edge-01.local');
  claim('127.77.9.99');
  const answers = await heard(
    (all) =>
      all.some(({ type }) => type === 'SRV') &&
      isOurs(all) &&
      all.some(({ name }) => name === 'lab-edge-2.local'),
  );
  expect(answers.find(({ type }) => type === 'SRV')?.name).toBe('LAB-EDGE-01 #2._rounds-node._tcp.local');
});

async function heardRaw(count: number): Promise<readonly Buffer[]> {
  while (inbox.length < count) {
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  }
  return inbox.splice(0, count);
}

function textOf(answers: readonly Answer[]): string {
  return answers
    .flatMap((answer) => (answer.type === 'TXT' ? [answer.data].flat().map(String) : []))
    .join('\n');
}

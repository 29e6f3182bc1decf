import { encode } from 'dns-packet';
import { expect, test } from 'vitest';
import { NODE_SERVICE_TYPE } from '../../../shared/domain/discovery/mdns-claims.ts';
import { createMdnsCache } from './mdns-cache.ts';
import { readResponse, writeQuery } from './mdns-packet.ts';
import { afterName } from './packet-guard.ts';

const instance = `edge-1.${NODE_SERVICE_TYPE}`;
const good = encode({
  type: 'response',
  answers: [
    { type: 'PTR', name: NODE_SERVICE_TYPE, ttl: 120, data: instance },
    { type: 'SRV', name: instance, ttl: 120, flush: true, data: { target: 'edge-1.local', port: 50_000 } },
    {
      type: 'TXT',
      name: instance,
      ttl: 4500,
      data: ['ID=a', 'id=b', '=x', 'flag', 'ver=v1.13.9'].map((text) => Buffer.from(text)),
    },
  ],
  additionals: [{ type: 'A', name: 'edge-1.local', ttl: 120, flush: true, data: '127.77.0.11' }],
});
const header = (answers: number): Buffer => {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16BE(0x8400, 2);
  bytes.writeUInt16BE(answers, 6);
  return bytes;
};
/** Numbers that look random and are the same in every run. */
function createDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('the records of a beacon are read; of equal TXT keys the first counts', () => {
  expect(readResponse(good)).toEqual([
    { type: 'PTR', name: NODE_SERVICE_TYPE, ttlMs: 120_000, flush: false, target: instance },
    { type: 'SRV', name: instance, ttlMs: 120_000, flush: true, target: 'edge-1.local', port: 50_000 },
    { type: 'TXT', name: instance, ttlMs: 4_500_000, flush: false, entries: { id: 'a', ver: 'v1.13.9' } },
    { type: 'A', name: 'edge-1.local', ttlMs: 120_000, flush: true, address: '127.77.0.11' },
  ]);
});

test('a query is no response, and nothing longer than 9000 bytes or shorter than a header is read', () => {
  expect(readResponse(writeQuery([{ name: NODE_SERVICE_TYPE, type: 'PTR' }], [], { unicast: false }))).toBe(
    null,
  );
  expect(readResponse(Buffer.concat([good, Buffer.alloc(9000 - good.length)]))).not.toBe(null);
  expect(readResponse(Buffer.concat([good, Buffer.alloc(9001 - good.length)]))).toBe(null);
  expect(readResponse(good.subarray(0, 11))).toBe(null);
});

test('a packet that ends anywhere before its end is refused', () => {
  for (let length = 0; length < good.length; length++)
    expect(readResponse(good.subarray(0, length))).toBe(null);
});

test('names that point to themselves, in circles, forward or endlessly back are refused', () => {
  const tail = Buffer.from([0, 12, 0, 1, 0, 0, 0, 120, 0, 2, 192, 12]);
  const named = (...name: number[]): Buffer => Buffer.concat([header(1), Buffer.from(name), tail]);
  for (const packet of [
    named(192, 12),
    named(1, 97, 192, 12),
    named(192, 14, 192, 12),
    named(192, 40),
    named(192, 0),
  ])
    expect(readResponse(packet)).toBe(null);
  const ladder = Buffer.alloc(8000);
  ladder[12] = 0;
  for (let offset = 13; offset < 7998; offset += 2)
    ladder.writeUInt16BE(0xc000 + (offset === 13 ? 12 : offset - 2), offset);
  expect(afterName(ladder, 13)).toBe(15);
  expect(afterName(ladder, 7001)).toBe(null);
});

test('only the first 64 records are read, however many there are', () => {
  const answers = Array.from({ length: 200 }, (_, index) => ({
    ...({ type: 'A', name: 'x.local', ttl: 120, data: `127.77.0.${index}` } as const),
  }));
  expect(readResponse(encode({ type: 'response', answers }))?.length).toBe(64);
});

test('no more than 1300 bytes of TXT are read', () => {
  const data = Array.from({ length: 30 }, (_, index) => Buffer.from(`k${index}=${'v'.repeat(200)}`));
  const packet = encode({ type: 'response', answers: [{ type: 'TXT', name: instance, ttl: 120, data }] });
  const [record] = readResponse(packet) ?? [];
  expect(record?.type === 'TXT' && Object.keys(record.entries).length).toBe(6);
});

test('a key that is special in JavaScript is a key like any other', () => {
  const data = [Buffer.from('__proto__=polluted'), Buffer.from('constructor=x')];
  const [record] =
    readResponse(encode({ type: 'response', answers: [{ type: 'TXT', name: instance, data }] })) ?? [];
  expect(record?.type === 'TXT' && Object.entries(record.entries)).toEqual([
    ['__proto__', 'polluted'],
    ['constructor', 'x'],
  ]);
  expect('polluted' in {}).toBe(false);
});

test('a question can ask for an answer to us alone, and names that cannot be written are not asked for', () => {
  const asked = [NODE_SERVICE_TYPE, `${'x'.repeat(64)}.local`, 'a..b'].map(
    (name) => ({ name, type: 'PTR' }) as const,
  );
  const multicast = writeQuery(asked, [], { unicast: false });
  const unicast = writeQuery(asked, [], { unicast: true });
  expect(multicast.readUInt16BE(4)).toBe(1);
  expect([multicast.readUInt16BE(multicast.length - 2), unicast.readUInt16BE(unicast.length - 2)]).toEqual([
    1, 0x8001,
  ]);
});

test('20,000 random and mutated packets neither throw nor take long nor leave more than the limit', () => {
  const dice = createDice(77);
  const cache = createMdnsCache(() => cache.size < 1000);
  const startedMs = performance.now();
  for (let round = 0; round < 20_000; round++) {
    const packet =
      round % 4 === 0 ? Buffer.from(Array.from({ length: dice(600) }, () => dice(256))) : Buffer.from(good);
    for (let change = dice(6); change > 0 && packet.length > 0; change--)
      packet[dice(packet.length)] = dice(256);
    if (round % 4 !== 0) packet.writeUInt16BE(0x8400, 2);
    const records = readResponse(packet.subarray(0, dice(8) === 0 ? dice(packet.length) : packet.length));
    cache.accept(records ?? [], round);
    cache.takeRefreshes(round);
    for (const question of cache.missing())
      writeQuery([question], cache.knownAnswers(round), { unicast: true });
    if (round % 100 === 0) cache.expire(round * 1000);
  }
  expect(cache.size).toBeLessThanOrEqual(1000);
  expect(performance.now() - startedMs).toBeLessThan(5000);
});

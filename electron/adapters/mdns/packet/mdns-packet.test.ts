import { encode } from 'dns-packet';
import { expect, test } from 'vitest';
import { NODE_SERVICE_TYPE } from '../../../../shared/domain/discovery/mdns-claims.ts';
import { readPacket, readResponse } from './mdns-packet.ts';
import { readName, splitLabels } from './name-codec.ts';
import { writeQuery } from './query-writer.ts';

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
  additionals: [
    { type: 'A', name: 'edge-1.local', ttl: 120, flush: true, data: '127.77.0.11' },
    { type: 'AAAA', name: 'edge-1.local', ttl: 120, flush: true, data: 'FE80:0:0:0:0:0:0:11' },
    { type: 'HINFO', name: 'edge-1.local', ttl: 120, data: { cpu: 'x', os: 'y' } },
  ],
});
const header = (answers: number): Buffer => {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt16BE(0x8400, 2);
  bytes.writeUInt16BE(answers, 6);
  return bytes;
};
test('the records of a beacon are read; of equal TXT keys the first counts', () => {
  expect(readResponse(good)).toEqual([
    { type: 'PTR', name: NODE_SERVICE_TYPE, ttlMs: 120_000, flush: false, target: instance },
    { type: 'SRV', name: instance, ttlMs: 120_000, flush: true, target: 'edge-1.local', port: 50_000 },
    { type: 'TXT', name: instance, ttlMs: 4_500_000, flush: false, entries: { id: 'a', ver: 'v1.13.9' } },
    { type: 'A', name: 'edge-1.local', ttlMs: 120_000, flush: true, address: '127.77.0.11' },
    { type: 'AAAA', name: 'edge-1.local', ttlMs: 120_000, flush: true, address: 'fe80::11' },
  ]);
});

test('a query is no response, and nothing longer than 9000 bytes or shorter than a header is read', () => {
  const [query = good] = writeQuery([{ name: NODE_SERVICE_TYPE, type: 'PTR' }], [], { unicast: false });
  expect(readResponse(query)).toBe(null);
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
  expect(readName(ladder, 13)).toEqual({ text: '', end: 15 });
  expect(readName(ladder, 7001)).toBe(null);
});

test('only the first 512 records are read, however many there are', () => {
  const answers = Array.from({ length: 580 }, () => ({
    ...({ type: 'A', name: '', ttl: 120, data: '127.77.0.1' } as const),
  }));
  expect(readResponse(encode({ type: 'response', answers }))?.length).toBe(512);
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
  const asked = [NODE_SERVICE_TYPE, `${'x'.repeat(64)}.local`, 'a..b', ''].map(
    (name) => ({ name, type: 'PTR' }) as const,
  );
  const [multicast = good] = writeQuery(asked, [], { unicast: false });
  const [unicast = good] = writeQuery(asked, [], { unicast: true });
  expect(multicast.readUInt16BE(4)).toBe(1);
  expect([multicast.readUInt16BE(multicast.length - 2), unicast.readUInt16BE(unicast.length - 2)]).toEqual([
    1, 0x8001,
  ]);
  expect(writeQuery(asked.slice(1), [], { unicast: false })).toEqual([]);
});

test('a name keeps its labels: dots, backslashes, spaces and umlauts go out as they came in', () => {
  const labels = ['Lab.1 \\ Süd 🧪', '_rounds-node', '_tcp', 'local'];
  const wire = Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([Buffer.byteLength(label)]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
  const read = readName(Buffer.concat([Buffer.alloc(12), wire]), 12);
  expect(read).toEqual({ text: `Lab\\.1 \\\\ Süd 🧪.${NODE_SERVICE_TYPE}`, end: 12 + wire.length });
  expect(splitLabels(read?.text ?? '')).toEqual(labels);
  const [query = good] = writeQuery([{ name: read?.text ?? '', type: 'SRV' }], [], { unicast: true });
  expect(query.subarray(12, 12 + wire.length)).toEqual(wire);
  expect(query.readUInt16BE(12 + wire.length + 2)).toBe(0x8001);
});

test('a name that is no UTF-8 takes only its own record away', () => {
  const packet = Buffer.from(good);
  // The first byte of the SRV record's name is a pointer or a label; the PTR target's first letter is plain.
  packet[packet.indexOf('edge-1')] = 0xff;
  expect(readResponse(packet)?.map(({ type }) => type)).not.toContain('PTR');
  expect(readResponse(packet)).not.toBe(null);
});

test('known answers go on in further packets, each but the last saying so, and none is left out', () => {
  const known = Array.from({ length: 300 }, (_, index) => ({
    ...{ name: NODE_SERVICE_TYPE, target: `Lab\\.node ${index}.${NODE_SERVICE_TYPE}`, ttlSeconds: 4000 },
  }));
  const packets = writeQuery([{ name: NODE_SERVICE_TYPE, type: 'PTR' }], known, { unicast: false });
  expect(packets.length).toBeGreaterThan(4);
  expect(Math.max(...packets.map(({ length }) => length))).toBeLessThanOrEqual(1400);
  const read = packets.map((packet) => readPacket(packet));
  const queries = read.filter((packet) => packet?.kind === 'query');
  expect(queries.map(({ questions }) => questions.length)).toEqual([1, ...packets.slice(1).map(() => 0)]);
  expect(queries.map(({ isTruncated }) => isTruncated)).toEqual([...packets.slice(1).map(() => true), false]);
  const targets = queries.flatMap((query) => query.known).map((each) => each.type === 'PTR' && each.target);
  expect(targets).toEqual(known.map(({ target }) => target));
});

test('an error, another operation and a record of another class say nothing to us', () => {
  const failing = Buffer.from(good);
  failing[3] = 3;
  const update = Buffer.from(good);
  update[2] = 0xa8;
  expect([readPacket(failing), readPacket(update)]).toEqual([{ kind: 'other' }, { kind: 'other' }]);
  const chaos = encode({
    type: 'response',
    answers: [{ type: 'A', class: 'CH', name: 'x.local', data: '1.2.3.4' }],
  });
  expect(readResponse(chaos)).toEqual([]);
});

test('a text whose strings are longer than the record, and addresses of another length, are refused', () => {
  const tampered = (type: 'TXT' | 'AAAA', at: number, value: number): Buffer => {
    const data = type === 'TXT' ? [Buffer.from('id=a')] : 'fe80::1';
    const packet = encode({
      type: 'response',
      answers: [type === 'TXT' ? { type, name: 'x', data } : { type, name: 'x', data: String(data) }],
    });
    packet[packet.length + at] = value;
    return packet;
  };
  expect(readResponse(tampered('TXT', -5, 200))).toBe(null);
  expect(readResponse(tampered('AAAA', -17, 15))).toBe(null);
});

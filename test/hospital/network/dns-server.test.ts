import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect } from 'node:net';
import { decode, encode, type Packet, streamDecode, streamEncode } from 'dns-packet';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LabDnsServer, startDnsServer } from './dns-server.ts';

const HOST = 'api.eu-1.edge.example';
const MANY = Array.from({ length: 60 }, (_, index) => `127.77.9.${128 + index}`);
let server: LabDnsServer;
let resolver: Resolver;

beforeAll(async () => {
  server = await startDnsServer(
    { address: '127.77.9.53', port: 0 },
    new Map([
      [HOST, ['127.77.9.130']],
      ['many.eu-1.edge.example', MANY],
    ]),
  );
  resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`${server.place.address}:${server.place.port}`]);
});
afterEach(() => server.setTrouble({}));
afterAll(() => server.stop());

test('the backend has its addresses, other names do not exist, and other types have no answer', async () => {
  expect(await resolver.resolve4(HOST)).toEqual(['127.77.9.130']);
  expect(await resolver.resolve4(HOST.toUpperCase())).toEqual(['127.77.9.130']);
  await expect(resolver.resolve4('nobody.eu-1.edge.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(resolver.resolve6(HOST)).rejects.toMatchObject({ code: 'ENODATA' });
  expect(server.asked.at(-1)).toBe(HOST);
});

test('an answer too large for UDP is marked as cut, and comes whole by TCP', async () => {
  const query: Packet = { type: 'query', id: 7, questions: [{ type: 'A', name: 'many.eu-1.edge.example' }] };
  const asker = createSocket('udp4');
  const reply = await new Promise<Buffer>((resolve) => {
    asker.once('message', resolve);
    asker.send(encode(query), server.place.port, server.place.address);
  });
  asker.close();
  expect(decode(reply)).toMatchObject({ id: 7, flag_tc: true, answers: [] });
  const socket = connect(server.place.port, server.place.address);
  const whole = await new Promise<Buffer>((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) resolve(bytes);
    });
    socket.write(streamEncode(query));
  });
  socket.destroy();
  expect(streamDecode(whole)?.answers).toHaveLength(60);
});

test('each trouble looks as it does in the field', async () => {
  server.setTrouble({ hijack: true });
  expect(await resolver.resolve4('nobody.eu-1.edge.example')).toEqual(['198.51.100.1']);
  expect(await resolver.resolve4(HOST)).toEqual(['127.77.9.130']);
  server.setTrouble({ wrongAnswers: true });
  expect(await resolver.resolve4(HOST)).toEqual(['203.0.113.9']);
  server.setTrouble({ silent: true });
  await expect(resolver.resolve4(HOST)).rejects.toMatchObject({ code: 'ETIMEOUT' });
  server.setTrouble({ slowMs: 60 });
  const startedMs = performance.now();
  expect(await resolver.resolve4(HOST)).toEqual(['127.77.9.130']);
  expect(performance.now() - startedMs).toBeGreaterThan(55);
});

test('bytes that are no question are dropped and the server goes on', async () => {
  const asker = createSocket('udp4');
  for (const bytes of [Buffer.alloc(0), Buffer.from('ff'.repeat(30), 'hex'), Buffer.alloc(12, 0xc0)]) {
    await new Promise((resolve) => asker.send(bytes, server.place.port, server.place.address, resolve));
  }
  asker.close();
  expect(await resolver.resolve4(HOST)).toEqual(['127.77.9.130']);
});

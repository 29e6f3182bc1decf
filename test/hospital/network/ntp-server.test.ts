import { createSocket, type Socket } from 'node:dgram';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LabNtpServer, startNtpServer } from './ntp-server.ts';

let server: LabNtpServer;
let asker: Socket;
beforeAll(async () => {
  server = await startNtpServer({ address: '127.77.9.60', port: 0 });
  asker = createSocket('udp4');
});
afterEach(() => server.setTrouble({}));
afterAll(async () => {
  asker.close();
  await server.stop();
});

const COOKIE = Buffer.from('0123456789abcdef', 'hex');
function question(mode = 3): Buffer {
  const packet = Buffer.alloc(48);
  packet.writeUInt8((4 << 3) | mode, 0);
  COOKIE.copy(packet, 40);
  return packet;
}
function ask(packet = question()): Promise<Buffer> {
  return new Promise((resolve) => {
    asker.once('message', resolve);
    asker.send(packet, server.place.port, server.place.address);
  });
}
const timeAt = (packet: Buffer, offset: number) =>
  (packet.readUInt32BE(offset) - 2_208_988_800) * 1000 + (packet.readUInt32BE(offset + 4) / 2 ** 32) * 1000;

test('the answer repeats what was sent, and says stratum and time', async () => {
  const beforeMs = Date.now();
  const answer = await ask();
  expect(answer.readUInt8(0)).toBe((4 << 3) | 4);
  expect(answer.readUInt8(1)).toBe(2);
  expect(answer.subarray(24, 32)).toEqual(COOKIE);
  expect(timeAt(answer, 32)).toBeGreaterThanOrEqual(beforeMs);
  expect(timeAt(answer, 40)).toBeGreaterThanOrEqual(timeAt(answer, 32));
  expect(timeAt(answer, 40)).toBeLessThanOrEqual(Date.now());
});

test('a clock that is wrong is wrong by what was asked for', async () => {
  server.setTrouble({ aheadMs: -90_000 });
  const offsetMs = timeAt(await ask(), 40) - Date.now();
  expect(offsetMs).toBeGreaterThan(-90_500);
  expect(offsetMs).toBeLessThanOrEqual(-90_000);
});

test('a server that does not know the time says so', async () => {
  server.setTrouble({ unsynchronised: true });
  const answer = await ask();
  expect([answer.readUInt8(0) >> 6, answer.readUInt8(1)]).toEqual([3, 16]);
});

test('silence, packets that are too short and answers of other servers get nothing', async () => {
  const heard: Buffer[] = [];
  asker.on('message', (packet) => heard.push(packet));
  server.setTrouble({ silent: true });
  await new Promise((resolve) => asker.send(question(), server.place.port, server.place.address, resolve));
  server.setTrouble({});
  for (const packet of [question().subarray(0, 47), question(4)]) {
    await new Promise((resolve) => asker.send(packet, server.place.port, server.place.address, resolve));
  }
  // One socket, one order: whatever had been answered would have come before this.
  await ask();
  expect(heard).toHaveLength(1);
  asker.removeAllListeners('message');
});

import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { nodeForTest } from './lab-bench.ts';
import { clientFor, refusal, take } from './node-client.ts';

/** Seconds from 1900 to 1970 (RFC 5905 §6). */
const NTP_EPOCH_SECONDS = 2_208_988_800;

/** A time server that is `aheadMs` ahead, and may say that it has no idea (stratum 0). Gives its port. */
async function timeServer(aheadMs: number, stratum = 2): Promise<number> {
  const socket = createSocket('udp4');
  socket.on('message', (question, from) => {
    const answer = Buffer.alloc(48);
    // Leap 0, version 4, mode 4 (server).
    answer[0] = 0x24;
    answer[1] = stratum;
    question.copy(answer, 24, 40, 48);
    const nowMs = Date.now() + aheadMs;
    answer.writeUInt32BE(Math.floor(nowMs / 1000) + NTP_EPOCH_SECONDS, 40);
    answer.writeUInt32BE(Math.floor(((nowMs % 1000) / 1000) * 2 ** 32), 44);
    socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return (socket.address() as AddressInfo).port;
}

function networkWith(timeServers: readonly string[]) {
  return {
    addresses: ['127.0.0.1/24'],
    gateway: '127.0.0.254',
    nameservers: [],
    timeServers,
    hostname: 'clock',
  };
}

test('a node asks the time server that it is told to, and says both times', async () => {
  const port = await timeServer(90_000);
  const { time } = clientFor(await nodeForTest());
  const [answer] = (await time.timeCheck({ server: `127.0.0.1:${port}` })).messages;
  if (!answer?.localtime || !answer.remotetime) throw new Error('a time is missing');
  const aheadMs = timestampMs(answer.remotetime) - timestampMs(answer.localtime);
  expect(Math.abs(aheadMs - 90_000)).toBeLessThan(500);
});

test('a time server that is not there, has no time, or is outside is an error in the words of the node', async () => {
  const { time } = clientFor(await nodeForTest());
  const lost = await timeServer(0, 0);
  expect((await refusal(time.timeCheck({ server: `127.0.0.1:${lost}` }))).message).toContain(
    'error validating NTP response',
  );
  expect((await refusal(time.timeCheck({ server: '192.0.2.1' }))).message).toContain('i/o timeout');
  expect((await refusal(time.timeCheck({ server: 'ntp.nowhere' }))).message).toContain('no such host');
  expect((await refusal(time.timeCheck({ server: '' }))).code).toBe('InvalidArgument');
});

test('whether the time is right follows the time server and the habit', async () => {
  const synced = async (node: Awaited<ReturnType<typeof nodeForTest>>) => {
    const id = { namespace: 'runtime', type: 'TimeStatuses.v1alpha1.talos.dev', id: 'node' };
    return parse((await clientFor(node).state.get(id)).resource?.spec?.yamlSpec ?? '').synced;
  };
  const port = await timeServer(0);
  const good = await nodeForTest({ network: networkWith([`127.0.0.1:${port}`]) });
  await expect.poll(() => synced(good), { timeout: 3000 }).toBe(true);
  await good.misbehave({ timeNotInSync: true });
  await expect.poll(() => synced(good), { timeout: 3000 }).toBe(false);
  const bad = await nodeForTest({ network: networkWith(['192.0.2.1']) });
  expect(await synced(bad)).toBe(false);
});

test('a late listener gets the events it asks for: the last ones, or those after one it knows', async () => {
  const { machine } = clientFor(await nodeForTest());
  const all = (await take(machine.events({ tailEvents: -1 }), 12)).slice(1);
  const known = all[4];
  const [hello, after] = await take(machine.events({ tailId: known?.id ?? '' }), 2);
  expect(hello?.data?.typeUrl).toBe('');
  expect(after?.id).toBe(all[5]?.id);
  const [, last] = await take(machine.events({ tailEvents: 1 }), 2);
  expect(last?.id && known?.id && last.id > known.id).toBe(true);
  expect((await refusal(take(machine.events({ tailId: 'not an id' }), 2))).message).toContain(
    'error parsing tail_id',
  );
});

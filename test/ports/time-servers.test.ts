import { createSocket, type Socket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createTimeServers } from '../../electron/adapters/ntp/time-servers.ts';
import type { TcpTarget, TimeServers } from '../../electron/checks/checks-ports.ts';
import { createFakeSiteNetwork } from '../fakes/checks/fake-site-network.ts';
import { samplePack } from '../fakes/sample-pack.ts';
import { startNtpServer } from '../hospital/network/ntp-server.ts';

const options = { localAddress: null, timeoutMs: 1000 };
const never = new AbortController().signal;

interface World {
  readonly servers: TimeServers;
  readonly place: TcpTarget;
  be(trouble: { aheadMs: number } | 'silent' | 'unsynchronised'): void;
  stop(): Promise<void>;
}

async function inMemory(): Promise<World> {
  const network = createFakeSiteNetwork(samplePack());
  const key = '10.20.0.123:123';
  network.ntp.set(key, { state: 'time', offsetMs: 0, roundTripMs: 1, stratum: 2 });
  const be: World['be'] = (trouble) => {
    if (typeof trouble === 'string') network.ntp.set(key, { state: trouble });
    else network.ntp.set(key, { state: 'time', offsetMs: trouble.aheadMs, roundTripMs: 1, stratum: 2 });
  };
  const place = { address: '10.20.0.123', port: 123 };
  return { servers: network.timeServers, place, be, stop: async () => undefined };
}

async function overTheWire(): Promise<World> {
  const server = await startNtpServer({ address: '127.0.0.1', port: 0 });
  return {
    servers: createTimeServers(systemClock),
    place: server.place,
    be: (trouble) => server.setTrouble(typeof trouble === 'string' ? { [trouble]: true } : trouble),
    stop: () => server.stop(),
  };
}

describe.each([
  ['in memory', inMemory],
  ['over the wire', overTheWire],
] as const)('time servers, %s', (_name, make) => {
  let world: World;
  beforeEach(async () => {
    world = await make();
  });
  afterEach(() => world.stop());
  const offset = async (): Promise<number> => {
    const answer = await world.servers.ask(world.place, options, never);
    if (answer.state !== 'time') throw new Error(`the server is ${answer.state}`);
    return answer.offsetMs;
  };

  test('a server that agrees with this laptop', async () => {
    expect(await world.servers.ask(world.place, options, never)).toMatchObject({ state: 'time', stratum: 2 });
    expect(Math.abs(await offset())).toBeLessThan(100);
  });

  test.each([5000, -90_000, 315_360_000_000])('a server that is %d ms ahead', async (aheadMs) => {
    world.be({ aheadMs });
    expect(Math.abs((await offset()) - aheadMs)).toBeLessThan(100);
  });

  test('a server that does not know the time itself says so', async () => {
    world.be('unsynchronised');
    expect(await world.servers.ask(world.place, options, never)).toEqual({ state: 'unsynchronised' });
  });

  test('a silent server is silent', async () => {
    world.be('silent');
    expect(await world.servers.ask(world.place, options, never)).toEqual({ state: 'silent' });
  });

  test('a question that is given up throws', async () => {
    await expect(world.servers.ask(world.place, options, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('time servers, over the wire only', () => {
  const servers = createTimeServers(systemClock);

  /** A socket that answers each question with what the function makes of it, or not at all. */
  async function answering(make: (question: Buffer, asked: number) => Buffer | null): Promise<Socket> {
    const socket = createSocket('udp4');
    let asked = 0;
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    socket.on('message', (question, from) => {
      asked += 1;
      const answer = make(question, asked);
      if (answer !== null) socket.send(answer, from.port, from.address);
    });
    return socket;
  }
  const placeOf = (socket: Socket): TcpTarget => ({ address: '127.0.0.1', port: socket.address().port });
  /** A good answer to a question, in 2036's second era when `seconds` is small. */
  const good = (question: Buffer, seconds: number): Buffer => {
    const answer = Buffer.alloc(48);
    answer.writeUInt8(0b00_100_100, 0);
    answer.writeUInt8(1, 1);
    question.copy(answer, 24, 40, 48);
    answer.writeUInt32BE(seconds, 32);
    answer.writeUInt32BE(seconds, 40);
    return answer;
  };
  const SECONDS_NOW = Math.floor(Date.now() / 1000) + 2_208_988_800;

  test('a port where nobody listens refuses', async () => {
    const socket = await answering(() => null);
    const place = placeOf(socket);
    await new Promise<void>((resolve) => socket.close(resolve));
    expect(await servers.ask(place, options, never)).toEqual({ state: 'refused' });
  });

  test('one lost packet is made up for by a second question', async () => {
    const socket = await answering((question, asked) => (asked === 1 ? null : good(question, SECONDS_NOW)));
    expect(await servers.ask(placeOf(socket), options, never)).toMatchObject({ state: 'time', stratum: 1 });
    socket.close();
  });

  test('the era after February 2036 is read as such', async () => {
    const socket = await answering((question) => good(question, 1000));
    const answer = await servers.ask(placeOf(socket), options, never);
    socket.close();
    const expectedMs = (2 ** 32 + 1000 - 2_208_988_800) * 1000 - Date.now();
    expect(answer).toMatchObject({ state: 'time' });
    expect(Math.abs((answer.state === 'time' ? answer.offsetMs : 0) - expectedMs)).toBeLessThan(2000);
  });

  test.each<[string, (question: Buffer) => Buffer]>([
    ['an answer to a question that was not asked', () => good(Buffer.alloc(48, 7), SECONDS_NOW)],
    ['the question itself, sent back', (question) => question],
    ['too few bytes', (question) => good(question, SECONDS_NOW).subarray(0, 47)],
    ['nothing', () => Buffer.alloc(0)],
  ])('%s is no answer', async (_what, make) => {
    const socket = await answering(make);
    expect(await servers.ask(placeOf(socket), { ...options, timeoutMs: 300 }, never)).toEqual({
      state: 'silent',
    });
    socket.close();
  });

  test('a kiss of death is a refusal', async () => {
    const socket = await answering((question) => {
      const answer = good(question, SECONDS_NOW);
      answer.writeUInt8(0, 1);
      answer.write('RATE', 12, 'ascii');
      return answer;
    });
    expect(await servers.ask(placeOf(socket), options, never)).toEqual({ state: 'refused' });
    socket.close();
  });

  test('the question does not tell what time this laptop believes it is', async () => {
    let seen: Buffer | null = null;
    const socket = await answering((question) => {
      seen = question;
      return good(question, SECONDS_NOW);
    });
    await servers.ask(placeOf(socket), { ...options, localAddress: '127.0.0.1' }, never);
    socket.close();
    const bytes = seen ?? Buffer.alloc(0);
    expect(bytes).toHaveLength(48);
    // Header and 8 random bytes; everything else is zero.
    expect(bytes.subarray(1, 40).every((byte) => byte === 0)).toBe(true);
  });
});

import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTcpProbe } from '../../electron/adapters/tcp/tcp-probe.ts';
import type { TcpProbe, TcpTarget } from '../../electron/checks/checks-ports.ts';
import { createFakeSiteNetwork } from '../fakes/checks/fake-site-network.ts';
import { samplePack } from '../fakes/sample-pack.ts';
import { openStreetDoor, type StreetDoor } from '../hospital/street-door.ts';
import { startDeafServer } from './deaf-server.ts';

const options = { localAddress: null, timeoutMs: 400 };
const never = new AbortController().signal;

interface World {
  readonly probe: TcpProbe;
  place(state: 'open' | 'refused' | 'silent' | 'unreachable'): TcpTarget & { localAddress: string | null };
  stop(): Promise<void>;
}

async function inMemory(): Promise<World> {
  const network = createFakeSiteNetwork(samplePack());
  return {
    probe: network.tcpProbe,
    place: (state) => {
      network.tcp.set('10.77.0.10:443', state);
      return { address: '10.77.0.10', port: 443, localAddress: null };
    },
    stop: async () => undefined,
  };
}

async function overTheWire(): Promise<World> {
  const open = await openStreetDoor({ address: '127.0.0.1', port: 0 }, () => undefined);
  const shut = await openStreetDoor({ address: '127.0.0.1', port: 0 }, () => undefined);
  await shut.shut();
  const deaf = await startDeafServer();
  const at = (port: number, localAddress: string | null = null) => ({
    address: '127.0.0.1',
    port,
    localAddress,
  });
  const places = {
    open: at(open.place.port),
    refused: at(shut.place.port),
    silent: at(deaf.port),
    // An address that is not this laptop's: what is left when the cable was pulled.
    unreachable: at(open.place.port, '203.0.113.1'),
  };
  return {
    probe: createTcpProbe(),
    place: (state) => places[state],
    stop: async () => {
      await Promise.all([open.shut(), deaf.stop()]);
    },
  };
}

describe.each([
  ['in memory', inMemory],
  ['over the wire', overTheWire],
] as const)('a TCP probe, %s', (_name, make) => {
  let world: World;
  beforeEach(async () => {
    world = await make();
  });
  afterEach(() => world.stop());

  test.each(['open', 'refused', 'silent', 'unreachable'] as const)('tells what is %s', async (state) => {
    const { localAddress, ...target } = world.place(state);
    const answer = await world.probe.connect(target, { ...options, localAddress }, never);
    expect(answer).toEqual({ state, tookMs: expect.any(Number) });
    if (state === 'silent') expect(answer.tookMs).toBeGreaterThanOrEqual(options.timeoutMs - 5);
  });

  test('does not begin once it is given up', async () => {
    await expect(world.probe.connect(world.place('open'), options, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('a TCP probe, over the wire only', () => {
  test('ends with a reset, so that no port of the laptop stays in use', async () => {
    let ended: string | null = null;
    let door: StreetDoor | null = null;
    const reset = new Promise<void>((resolve) => {
      void openStreetDoor({ address: '127.0.0.1', port: 0 }, (socket) => {
        socket.on('error', (error) => {
          ended = 'code' in error ? String(error.code) : error.message;
        });
        socket.on('close', () => resolve());
        socket.resume();
      }).then((opened) => {
        door = opened;
        void createTcpProbe().connect(opened.place, options, never);
      });
    });
    await reset;
    await (door as StreetDoor | null)?.shut();
    expect(ended).toBe('ECONNRESET');
  });

  test('can be given up while it waits', async () => {
    const deaf = await startDeafServer();
    const stop = new AbortController();
    const place = { address: '127.0.0.1', port: deaf.port };
    const asking = createTcpProbe().connect(place, { ...options, timeoutMs: 60_000 }, stop.signal);
    stop.abort(new Error('stopped by the person'));
    await expect(asking).rejects.toThrow('stopped by the person');
    await deaf.stop();
  });

  test('asks from the address it is told to', async () => {
    const from = new Promise<string>((resolve) => {
      const server = createServer((socket) => {
        resolve(socket.remoteAddress ?? '');
        socket.on('error', () => undefined);
        server.close();
      });
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        const port = typeof address === 'object' && address !== null ? address.port : 0;
        const place = { address: '127.0.0.1', port };
        void createTcpProbe().connect(place, { ...options, localAddress: '127.9.9.9' }, never);
      });
    });
    expect(await from).toBe('127.9.9.9');
  });
});

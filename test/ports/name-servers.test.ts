import { createSocket } from 'node:dgram';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createNameServers } from '../../electron/adapters/dns/name-servers.ts';
import type { NameServers, TcpTarget } from '../../electron/checks/checks-ports.ts';
import { createFakeSiteNetwork } from '../fakes/checks/fake-site-network.ts';
import { samplePack } from '../fakes/sample-pack.ts';
import { startDnsServer } from '../hospital/network/dns-server.ts';

const HOST = 'registry.backend.example';
const options = { localAddress: null, timeoutMs: 1000 };
const never = new AbortController().signal;

interface World {
  readonly servers: NameServers;
  readonly place: TcpTarget;
  be(state: 'silent' | 'hijack'): void;
  stop(): Promise<void>;
}

async function inMemory(): Promise<World> {
  const network = createFakeSiteNetwork(samplePack());
  const place = { address: '10.20.0.53', port: 53 };
  const server = network.dns.get('10.20.0.53:53');
  if (server === undefined) throw new Error('the sample pack has this name server');
  const be: World['be'] = (state) => {
    if (state === 'silent') server.state = 'silent';
    else server.forUnknown = ['198.51.100.1'];
  };
  return { servers: network.nameServers, place, be, stop: async () => undefined };
}

async function overTheWire(): Promise<World> {
  const server = await startDnsServer({ address: '127.0.0.1', port: 0 }, new Map([[HOST, ['10.77.0.10']]]));
  return {
    servers: createNameServers(),
    place: server.place,
    be: (state) => server.setTrouble({ silent: state === 'silent', hijack: state === 'hijack' }),
    stop: () => server.stop(),
  };
}

describe.each([
  ['in memory', inMemory],
  ['over the wire', overTheWire],
] as const)('name servers, %s', (_name, make) => {
  let world: World;
  beforeEach(async () => {
    world = await make();
  });
  afterEach(() => world.stop());

  test('a known name has its addresses and the time it took', async () => {
    const answer = await world.servers.resolve(world.place, HOST, options, never);
    expect(answer).toEqual({ state: 'addresses', addresses: ['10.77.0.10'], tookMs: expect.any(Number) });
  });

  test('a name that nobody has is honestly none', async () => {
    const answer = await world.servers.resolve(world.place, 'nobody.backend.example', options, never);
    expect(answer).toEqual({ state: 'none', tookMs: expect.any(Number) });
  });

  test('a server that lies about unknown names is told by its answer', async () => {
    world.be('hijack');
    expect(await world.servers.resolve(world.place, 'nobody.backend.example', options, never)).toMatchObject({
      state: 'addresses',
      addresses: ['198.51.100.1'],
    });
  });

  test('a silent server is silent', async () => {
    world.be('silent');
    expect(await world.servers.resolve(world.place, HOST, options, never)).toEqual({ state: 'silent' });
  });

  test('a question that is given up throws', async () => {
    await expect(world.servers.resolve(world.place, HOST, options, AbortSignal.abort())).rejects.toThrow();
  });
});

describe('name servers, over the wire only', () => {
  const servers = createNameServers();

  test('a port where nobody listens refuses', async () => {
    const server = await startDnsServer({ address: '127.0.0.1', port: 0 }, new Map());
    await server.stop();
    expect(await servers.resolve(server.place, HOST, options, never)).toEqual({ state: 'refused' });
  });

  test('an answer that does not fit into a datagram is fetched over TCP', async () => {
    const many = Array.from({ length: 250 }, (_, index) => `10.77.0.${index}`);
    const server = await startDnsServer({ address: '127.0.0.1', port: 0 }, new Map([[HOST, many]]));
    const answer = await servers.resolve(server.place, HOST, options, never);
    await server.stop();
    expect(answer).toMatchObject({ state: 'addresses', addresses: many.slice(0, 64) });
  });

  test('a question on its way can be given up', async () => {
    const server = await startDnsServer({ address: '127.0.0.1', port: 0 }, new Map());
    server.setTrouble({ silent: true });
    const stop = new AbortController();
    const asking = servers.resolve(server.place, HOST, { ...options, timeoutMs: 60_000 }, stop.signal);
    stop.abort(new Error('stopped by the person'));
    await expect(asking).rejects.toThrow('stopped by the person');
    await server.stop();
  });

  test('bytes that are no answer are not one', async () => {
    const noise = createSocket('udp4');
    await new Promise<void>((resolve) => noise.bind(0, '127.0.0.1', resolve));
    noise.on('message', (_bytes, from) => noise.send(Buffer.alloc(9000, 0xff), from.port, from.address));
    const place = { address: '127.0.0.1', port: noise.address().port };
    const { state } = await servers.resolve(place, HOST, options, never);
    noise.close();
    expect(['silent', 'broken']).toContain(state);
  });
});

/** What every prober does, on the fake network and on real sockets over loopback. */
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createTcpProber } from '../../electron/adapters/sweep/tcp-prober.ts';
import { runSweep } from '../../electron/discovery/sweep/run-sweep.ts';
import type { Prober, Touch } from '../../electron/discovery/sweep/sweep-ports.ts';
import { LONGEST_TIMEOUT_MS } from '../../shared/domain/discovery/sweep/rtt-estimate.ts';
import { createFakeProber, type FakeHost } from '../fakes/discovery/prober.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean();
});
const never = new AbortController().signal;

/** A listener that remembers who came and how each connection ended. */
async function openDoor(address: string, port = 0) {
  const ends: string[] = [];
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections++;
    socket.on('error', (error) => ends.push('code' in error ? String(error.code) : 'error'));
    socket.on('end', () => ends.push('end'));
  });
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  cleanups.push(() => new Promise((resolve) => server.close(() => resolve())));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('not a port');
  return {
    port: bound.port,
    ends,
    count: () => connections,
  };
}
interface Bench {
  readonly prober: Prober;
  readonly open: { readonly address: string; readonly port: number };
  readonly closed: { readonly address: string; readonly port: number };
}
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  fake: async () => {
    const hosts = new Map<string, FakeHost>([
      ['127.77.9.1', { outcome: 'open', rttMs: 1 }],
      ['127.77.9.2', { outcome: 'closed', rttMs: 1 }],
    ]);
    const place = (address: string) => ({ address, port: 50_000 });
    return {
      prober: createFakeProber(systemClock, hosts),
      open: place('127.77.9.1'),
      closed: place('127.77.9.2'),
    };
  },
  'real sockets': async () => {
    const { port } = await openDoor('127.77.9.1');
    return {
      prober: createTcpProber(),
      open: { address: '127.77.9.1', port },
      closed: { address: '127.77.9.2', port },
    };
  },
};

describe.each(Object.keys(benches))('a prober (%s)', (name) => {
  const bench = async (): Promise<Bench> => {
    const make = benches[name];
    if (make === undefined) throw new Error(`no bench ${name}`);
    return make();
  };

  test('an open port is open and a refusing one is closed, with the time each took', async () => {
    const { prober, open, closed } = await bench();
    const opened = await prober.probe(open.address, open.port, LONGEST_TIMEOUT_MS, never);
    const refused = await prober.probe(closed.address, closed.port, LONGEST_TIMEOUT_MS, never);
    expect([opened.outcome, refused.outcome]).toEqual(['open', 'closed']);
    expect(Math.max(opened.tookMs, refused.tookMs)).toBeLessThan(500);
  });

  test('a probe that is stopped rejects with the reason, one that never began too', async () => {
    const { prober, open } = await bench();
    const reason = new Error('stopped by a person');
    await expect(
      prober.probe(open.address, open.port, LONGEST_TIMEOUT_MS, AbortSignal.abort(reason)),
    ).rejects.toBe(reason);
    const stop = new AbortController();
    const probing = prober.probe(open.address, open.port, LONGEST_TIMEOUT_MS, stop.signal);
    stop.abort(reason);
    await expect(probing).rejects.toBe(reason);
  });
});

describe('a prober on real sockets', () => {
  test('it leaves by a reset, so that nothing lingers on either side', async () => {
    const door = await openDoor('127.77.9.3');
    await createTcpProber().probe('127.77.9.3', door.port, 1000, never);
    await expect.poll(() => door.ends, { interval: 5 }).toEqual(['ECONNRESET']);
  });

  test('a whole /24 is swept in seconds: every listener found, one connection each, a neighbour never touched', async () => {
    const listeners = ['127.77.9.11', '127.77.9.12', '127.77.9.200'];
    const first = await openDoor(listeners[0] ?? '');
    const doors = [
      first,
      ...(await Promise.all(listeners.slice(1).map((address) => openDoor(address, first.port)))),
    ];
    const excluded = await openDoor('127.77.9.90', first.port);
    const addresses = Array.from({ length: 254 }, (_, index) => `127.77.9.${index + 1}`).filter(
      (address) => address !== '127.77.9.90',
    );
    const touches: Touch[] = [];
    const startedMs = performance.now();
    const { ending } = await runSweep(
      { addresses, port: first.port, perSecond: 250, onTouch: (touch) => touches.push(touch) },
      { clock: systemClock, prober: createTcpProber(), random: Math.random },
      never,
    );
    expect(ending).toBe('complete');
    expect(touches.filter(({ outcome }) => outcome === 'open').map(({ address }) => address)).toEqual(
      listeners,
    );
    expect(touches.length).toBe(253);
    expect(doors.map((door) => door.count())).toEqual([1, 1, 1]);
    expect(excluded.count()).toBe(0);
    const tookMs = performance.now() - startedMs;
    // 253 addresses at 250 a second: not faster than agreed, and not much slower.
    expect(tookMs).toBeGreaterThan(900);
    expect(tookMs).toBeLessThan(3000);
  });

  test('a canary is asked again, by a connection of its own each time', async () => {
    const canary = await openDoor('127.77.9.21');
    const addresses = Array.from(
      { length: 520 },
      (_, index) => `127.77.${10 + Math.floor(index / 250)}.${(index % 250) + 1}`,
    );
    const touches: Touch[] = [];
    const { canaries } = await runSweep(
      {
        ...{ addresses, port: canary.port, perSecond: 250, known: ['127.77.9.21'], gateway: '127.77.9.22' },
        onTouch: (touch) => touches.push(touch),
      },
      { clock: systemClock, prober: createTcpProber(), random: Math.random },
      never,
    );
    // The gateway refuses, which is an answer too.
    expect(canaries).toBe(2);
    const asked = touches.filter(({ address }) => address === '127.77.9.21');
    expect([asked.length, canary.count()]).toEqual([2, 2]);
    expect(touches.filter(({ purpose }) => purpose === 'canary').map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['open', 'closed']),
    );
  });

  test('an answer that lay waiting while the laptop was busy still counts', async () => {
    const { port } = await openDoor('127.77.9.31');
    const probing = createTcpProber().probe('127.77.9.31', port, 100, never);
    // Longer than the time limit: its timer and the answer are both due when the loop comes round again.
    const untilMs = performance.now() + 250;
    while (performance.now() < untilMs);
    expect((await probing).outcome).toBe('open');
  });

  test('a stop takes effect within 200 ms, whatever is under way', async () => {
    const addresses = Array.from({ length: 254 }, (_, index) => `127.77.10.${index + 1}`);
    for (const after of [1, 10, 40]) {
      const stop = new AbortController();
      const touches: Touch[] = [];
      const { promise: enough, resolve } = Promise.withResolvers<void>();
      const done = runSweep(
        {
          ...{ addresses, port: 9, perSecond: 100, gateway: '127.77.10.254' },
          onTouch: (touch) => {
            if (touches.push(touch) === after) resolve();
          },
        },
        { clock: systemClock, prober: createTcpProber(), random: Math.random },
        stop.signal,
      );
      await enough;
      const stoppedMs = performance.now();
      stop.abort(new Error('stop'));
      expect(await done).toMatchObject({ ending: 'stopped' });
      expect(performance.now() - stoppedMs).toBeLessThan(200);
      const asked = touches.filter(({ outcome }) => outcome !== 'not-asked');
      expect(asked.length).toBeLessThan(after + 20);
    }
  });
});

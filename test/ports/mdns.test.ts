/** What every mDNS browser does, on the fake and on real sockets over loopback; then what only sockets can show. */
import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { createInterfaces } from '../../electron/adapters/network/interfaces.ts';
import type { MdnsBrowser, NetworkInterface } from '../../electron/discovery/discovery-ports.ts';
import type { MdnsInstance } from '../../shared/domain/discovery/mdns-claims.ts';
import { createFakeMdnsLink } from '../fakes/discovery/mdns-browser.ts';
import { type Beacon, recordsOf } from './beacon.ts';
import {
  browserOn,
  cleanups,
  createEar,
  freePort,
  node,
  pacedBench,
  pass,
  passUntil,
  realBench,
} from './mdns-bench.ts';

interface Bench {
  readonly browser: MdnsBrowser;
  announce(instance: MdnsInstance): void;
  goodbye(instance: MdnsInstance): void;
}
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  fake: async () => {
    const link = createFakeMdnsLink();
    return { browser: link.open(), announce: link.announce, goodbye: ({ name }) => link.withdraw(name) };
  },
  'real sockets': async () => {
    const { browser, beacon } = await realBench();
    return { browser, announce: beacon.announce, goodbye: beacon.goodbye };
  },
};

describe.each(Object.keys(benches))('an mDNS browser (%s)', (name) => {
  const open = async () => {
    const bench = benches[name];
    if (bench === undefined) throw new Error(`no bench ${name}`);
    const ear = createEar();
    return { ...(await bench()), ear };
  };

  test('a node that was there before is found', async () => {
    const { browser, announce, ear } = await open();
    announce(node('early'));
    browser.start(ear.listener);
    expect(await ear.hears('heard', node('early').name)).toEqual(node('early'));
  });

  test('a node that comes later is found, and a change of what it says is heard', async () => {
    const { browser, announce, ear } = await open();
    browser.start(ear.listener);
    announce(node('late'));
    await ear.hears('heard', node('late').name);
    const changed = node('late', { txt: { id: node('late').txt.id ?? '', stage: 'running' } });
    announce(changed);
    expect(await ear.hears('heard', changed.name, 2)).toEqual(changed);
  });

  test('a goodbye is heard, and a node that comes back is heard again', async () => {
    const { browser, announce, goodbye, ear } = await open();
    browser.start(ear.listener);
    announce(node('brief'));
    await ear.hears('heard', node('brief').name);
    goodbye(node('brief'));
    expect(await ear.hears('gone', node('brief').name)).toEqual(node('brief'));
    announce(node('brief'));
    await ear.hears('heard', node('brief').name, 2);
  });

  test('nothing is told after it has stopped', async () => {
    const { browser, announce, ear } = await open();
    browser.start(ear.listener);
    announce(node('before'));
    await ear.hears('heard', node('before').name);
    await browser.stop();
    const before = ear.told.length;
    announce(node('after'));
    expect(ear.told.length).toBe(before);
  });

  test('started again after a stop it finds everything anew', async () => {
    const { browser, announce, ear } = await open();
    browser.start(ear.listener);
    announce(node('again'));
    await ear.hears('heard', node('again').name);
    await browser.stop();
    browser.start(ear.listener);
    await ear.hears('heard', node('again').name, 2);
  });

  test('starting twice is refused', async () => {
    const { browser, ear } = await open();
    browser.start(ear.listener);
    expect(() => browser.start(ear.listener)).toThrow('twice');
  });
});

describe('an mDNS browser on real sockets', () => {
  const askedFor = (beacon: Beacon, type: string): number =>
    beacon.asked.filter((each) => each.type === type).length;

  test('a responder that sends pointers only is asked for the rest', async () => {
    const { browser, beacon } = await realBench();
    const ear = createEar();
    beacon.faults.pointersOnly = true;
    beacon.announce(node('terse'));
    browser.start(ear.listener);
    await ear.hears('heard', node('terse').name);
    expect([askedFor(beacon, 'SRV'), askedFor(beacon, 'A')]).toEqual([1, 1]);
  });

  test('two browsers on one machine both find the node', async () => {
    const { browser, beacon, port } = await realBench();
    const ears = [createEar(), createEar()];
    browser.start(ears[0]?.listener ?? createEar().listener);
    browserOn(port).start(ears[1]?.listener ?? createEar().listener);
    beacon.announce(node('shared'));
    await Promise.all(ears.map((ear) => ear.hears('heard', node('shared').name)));
  });

  test('a node that is unplugged is gone when its records run out', async () => {
    const { browser, beacon, clock, ear } = await pacedBench();
    browser.start(ear.listener);
    beacon.announce(node('pulled'));
    await passUntil(clock, () => ear.count('heard') === 1);
    beacon.fallSilent();
    await pass(clock, 115_000);
    expect(ear.count('gone')).toBe(0);
    await passUntil(clock, () => ear.count('gone') === 1);
    // It was asked again four times before it was given up (RFC 6762 §5.2).
    expect([askedFor(beacon, 'SRV'), askedFor(beacon, 'A')]).toEqual([4, 4]);
  });

  test('a node that is still there is renewed before its records run out', async () => {
    const { browser, beacon, clock, ear } = await pacedBench();
    browser.start(ear.listener);
    beacon.announce(node('steady'));
    await pass(clock, 400_000);
    expect([ear.count('heard'), ear.count('gone')]).toEqual([1, 0]);
  });

  test('questions become ever rarer, down to one a minute', async () => {
    const { browser, beacon, clock, ear } = await pacedBench();
    browser.start(ear.listener);
    await pass(clock, 10_000);
    // At about 0, 1, 3 and 7 s.
    expect(askedFor(beacon, 'PTR')).toBe(4);
    await pass(clock, 600_000);
    expect(askedFor(beacon, 'PTR')).toBeLessThanOrEqual(17);
  });

  test('where the port is taken for itself, nodes are found by one-shot queries from another port', async () => {
    const port = await freePort();
    // Refuses to share, as some services do; it is also the responder, so it answers to the asking port.
    const owner = createSocket({ type: 'udp4', reuseAddr: false });
    cleanups.push(() => new Promise((resolve) => owner.close(() => resolve())));
    owner.on('message', (bytes, from) => {
      const { id = 0 } = decode(bytes);
      owner.send(
        encode({ type: 'response', id, answers: recordsOf(node('alone'), 10) }),
        from.port,
        from.address,
      );
    });
    await new Promise<void>((resolve) =>
      owner.bind(port, '0.0.0.0', () => {
        owner.addMembership('224.0.0.251', '127.0.0.1');
        resolve();
      }),
    );
    const ear = createEar();
    browserOn(port).start(ear.listener);
    expect(await ear.hears('heard', node('alone').name)).toEqual(node('alone'));
  });

  test('an interface that comes later is used, and what was heard on one that went is gone', async () => {
    let now: readonly NetworkInterface[] = [];
    const { browser, beacon, clock, ear } = await pacedBench({ list: () => now });
    beacon.announce(node('docked'));
    browser.start(ear.listener);
    await pass(clock, 5000);
    expect(ear.count('heard')).toBe(0);
    now = createInterfaces({ allowed: ['lo'] }).list();
    await passUntil(clock, () => ear.count('heard') === 1);
    now = [];
    await passUntil(clock, () => ear.count('gone') === 1, 5000);
  });

  test('after sleep a node that is still there stays, without having gone', async () => {
    const { browser, beacon, clock, ear } = await pacedBench();
    browser.start(ear.listener);
    beacon.announce(node('asleep'));
    await passUntil(clock, () => ear.count('heard') === 1);
    const questions = askedFor(beacon, 'PTR');
    browser.resume();
    await pass(clock, 15_000);
    expect(askedFor(beacon, 'PTR')).toBeGreaterThan(questions);
    expect(ear.count('gone')).toBe(0);
  });

  test('after sleep a node that was carried away meanwhile is gone within seconds', async () => {
    const { browser, beacon, clock, ear } = await pacedBench();
    browser.start(ear.listener);
    beacon.announce(node('carried'));
    await passUntil(clock, () => ear.count('heard') === 1);
    beacon.fallSilent();
    browser.resume();
    await passUntil(clock, () => ear.count('gone') === 1, 10_000);
  });

  test('addresses outside the link are not believed, and a source outside it is not heard', async () => {
    const { browser, beacon } = await realBench();
    const ear = createEar();
    browser.start(ear.listener);
    beacon.announce(node('wide', { addresses: ['127.77.0.12', '198.51.100.7'] }));
    expect((await ear.hears('heard', node('wide').name)).addresses).toEqual(['127.77.0.12']);
  });

  test('a flood of nonsense neither stops it nor makes a node', async () => {
    const { browser, beacon } = await realBench();
    const ear = createEar();
    browser.start(ear.listener);
    for (let size = 0; size < 600; size++) beacon.send(Buffer.alloc(size, size));
    beacon.announce(node('calm'));
    await ear.hears('heard', node('calm').name);
    expect(ear.told.map(({ instance }) => instance.name)).toEqual([node('calm').name]);
  });
});

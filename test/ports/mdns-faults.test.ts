/** What the system may refuse, and what a network may do: the browser goes on, says so, and finds its way back. */
import { afterEach, describe, expect, test } from 'vitest';
import type { UdpStep } from '../fakes/discovery/udp-segment.ts';
import { node } from './mdns-bench.ts';
import {
  beaconOn,
  createSegmentBench,
  laptopAddresses,
  PORT,
  type SegmentBench,
  until,
} from './mdns-segment.ts';

let bench: SegmentBench;
const open = (addresses: Parameters<typeof createSegmentBench>[0] = laptopAddresses): SegmentBench => {
  bench = createSegmentBench(addresses);
  return bench;
};
/** Mistakes of ours that a test provokes. */
let expectedBugs = 0;
afterEach(() => {
  expect(bench.log.bugs.length).toBe(expectedBugs);
  expectedBugs = 0;
});
const edge = (label: string, ...addresses: string[]) => node(label, { interfaceName: 'eth0', addresses });

const steps: readonly UdpStep[] = ['create', 'bind', 'addMembership', 'setMulticastInterface', 'send'];
const codes = ['EADDRNOTAVAIL', 'ENETUNREACH', 'ENODEV', 'EMFILE'];

describe.each(steps)('a system that refuses to %s', (step) => {
  test.each(codes)(
    'with %s on both families is named as the reason, and forgiven within 15 s',
    async (code) => {
      const { browser, clock, ear, hearing, laptop, segment } = open();
      for (const family of ['udp4', 'udp6'] as const) laptop.refuse(family, step, code);
      const beacon = await beaconOn(segment, '10.20.4.11');
      browser.start(ear.listener);
      await clock.advance(60_000);
      // The way around the group needs no membership.
      const socket = step === 'addMembership' ? 'one-shot' : 'lost';
      expect([hearing('ipv4')?.socket, hearing('ipv6')?.socket]).toEqual([socket, socket]);
      if (socket === 'lost') expect([hearing('ipv4')?.reason, hearing('ipv6')?.reason]).toEqual([code, code]);
      for (const family of ['udp4', 'udp6'] as const) laptop.refuse(family, step, null);
      await until(
        clock,
        () => hearing('ipv4')?.socket === 'shared' && hearing('ipv6')?.socket === 'shared',
        31_000,
      );
      beacon.announce(edge('back', '10.20.4.11'));
      await until(clock, () => ear.count('heard') === 1, 1000);
      expect(laptop.sockets).toBe(2);
    },
  );

  test('on IPv4 alone leaves IPv6 at work', async () => {
    const { browser, clock, ear, hearing, laptop, segment } = open();
    laptop.refuse('udp4', step, 'EACCES');
    laptop.refuse('udp4', 'send', 'ENETUNREACH');
    const beacon = await beaconOn(segment, 'fe80::11');
    beacon.announce(edge('six', 'fe80::11'));
    browser.start(ear.listener);
    await until(clock, () => ear.count('heard') === 1);
    expect(ear.told[0]?.instance.addresses).toEqual(['fe80::11%eth0']);
    expect([hearing('ipv4')?.socket, hearing('ipv6')?.socket]).toEqual(['lost', 'shared']);
  });
});

test('a packet that may not go out ends nothing: others are still heard, and the reason is told', async () => {
  const { browser, clock, ear, hearing, laptop, segment } = open();
  laptop.refuse('udp4', 'send', 'EPERM');
  const beacon = await beaconOn(segment, '10.20.4.11');
  browser.start(ear.listener);
  await clock.advance(5000);
  expect(hearing('ipv4')).toMatchObject({ socket: 'shared', reason: 'EPERM', hearsItself: 'no' });
  beacon.announce(edge('loud', '10.20.4.11'));
  await until(clock, () => ear.count('heard') === 1, 1000);
  laptop.refuse('udp4', 'send', null);
  await until(clock, () => hearing('ipv4')?.reason === null, 61_000);
  expect(hearing('ipv4')?.hearsItself).toBe('yes');
});

test('a system that gives no room for bursts is listened on all the same', async () => {
  const { browser, clock, ear, hearing, laptop } = open();
  laptop.refuse('udp4', 'setRecvBufferSize', 'ENOBUFS');
  browser.start(ear.listener);
  await clock.advance(1000);
  expect(hearing('ipv4')).toMatchObject({ socket: 'shared', hearsItself: 'yes' });
});

test('a mistake of ours is logged once and ends nothing', async () => {
  expectedBugs = 1;
  const { browser, clock, ear, laptop, segment, world } = open({ ipv4: '10.20.4.200' });
  const beacon = await beaconOn(segment, '10.20.4.11');
  beacon.announce(edge('kept', '10.20.4.11'));
  Object.defineProperty(world, 'interfaces', { configurable: true, get: () => undefined });
  browser.start(ear.listener);
  await clock.advance(5000);
  Object.defineProperty(world, 'interfaces', { configurable: true, get: () => [laptop.interface] });
  await until(clock, () => ear.count('heard') === 1, 3000);
});

test('an interface with IPv6 alone finds nodes, whose link-local addresses carry its zone', async () => {
  const { browser, clock, ear, hearing, segment } = open({ ipv6: 'fe80::200' });
  const beacon = await beaconOn(segment, 'fe80::11');
  beacon.announce(edge('six', 'fe80::11'));
  browser.start(ear.listener);
  await until(clock, () => ear.count('heard') === 1);
  expect(ear.told[0]?.instance).toEqual(edge('six', 'fe80::11%eth0'));
  expect([hearing('ipv4')?.socket, hearing('ipv6')?.socket]).toEqual(['off', 'shared']);
});

test('what a node says over both families is one instance, IPv4 first', async () => {
  const { browser, clock, ear, segment } = open();
  for (const address of ['fe80::11', '10.20.4.11'])
    (await beaconOn(segment, address)).announce(edge('dual', '10.20.4.11', 'fe80::11'));
  browser.start(ear.listener);
  await clock.advance(3000);
  expect(ear.told.map(({ instance }) => instance)).toEqual([edge('dual', '10.20.4.11', 'fe80::11%eth0')]);
  expect(ear.senders).toEqual(['10.20.4.11']);
});

test('sources and addresses beyond the link are not believed, in either family', async () => {
  const { browser, clock, ear, hearing, segment } = open();
  const beacon = await beaconOn(segment, '10.20.4.11');
  browser.start(ear.listener);
  await clock.advance(500);
  beacon.announce(edge('wide', '10.20.4.11', '198.51.100.7', 'fe80::11', '2001:db8::1', '::1'));
  await until(clock, () => ear.count('heard') === 1);
  expect(ear.told[0]?.instance.addresses).toEqual(['10.20.4.11', 'fe80::11%eth0']);
  const [said] = segment.sent.filter(({ from }) => from === '10.20.4.11').map(({ bytes }) => bytes);
  const others = () => [hearing('ipv6')?.packetsOfOthers, hearing('ipv4')?.packetsOfOthers];
  const before = others();
  for (const source of ['fe80::66%wlan0', '2001:db8::66'])
    segment.inject(said ?? new Uint8Array(), source, PORT);
  segment.inject(said ?? new Uint8Array(), '198.51.100.7', PORT);
  await clock.advance(10);
  expect(others()).toEqual(before);
  segment.inject(said ?? new Uint8Array(), '10.20.4.66', PORT);
  await clock.advance(10);
  expect(others()).toEqual([before[0], (before[1] ?? 0) + 1]);
});

test('where the port is refused, one-shot queries find nodes, and the port is taken back when it is free', async () => {
  const { browser, clock, ear, hearing, laptop, segment } = open({ ipv4: '10.20.4.200' });
  const owner = laptop.open({ type: 'udp4', reuseAddr: false });
  await new Promise<void>((resolve) => void owner.bind({ port: PORT, address: '0.0.0.0' }, resolve));
  const beacon = await beaconOn(segment, '10.20.4.11');
  beacon.announce(edge('alone', '10.20.4.11'));
  browser.start(ear.listener);
  await until(clock, () => ear.count('heard') === 1);
  expect(hearing('ipv4')).toMatchObject({ socket: 'one-shot', reason: null, hearsItself: 'not-yet' });
  await new Promise<void>((resolve) => void owner.close(resolve));
  await until(clock, () => hearing('ipv4')?.socket === 'shared', 31_000);
  await until(clock, () => hearing('ipv4')?.hearsItself === 'yes', 2000);
  expect([ear.count('heard'), ear.count('gone'), laptop.sockets]).toEqual([1, 0, 1]);
});

test('an interface that comes or goes is acted upon within two seconds, and a new address opens new sockets', async () => {
  const { browser, clock, ear, laptop, segment, world } = open();
  const beacon = await beaconOn(segment, '10.20.4.11');
  beacon.announce(edge('near', '10.20.4.11'));
  browser.start(ear.listener);
  await until(clock, () => ear.count('heard') === 1);
  world.interfaces = [];
  expect(await until(clock, () => ear.count('gone') === 1)).toBeLessThanOrEqual(2000);
  expect(laptop.sockets).toBe(0);
  world.interfaces = [{ ...laptop.interface, linkChanges: 1 }];
  expect(await until(clock, () => ear.count('heard') === 2)).toBeLessThanOrEqual(2000);
});

test('a cable that was moved keeps what is confirmed, and drops the rest within seconds', async () => {
  const { browser, clock, ear, laptop, segment, world } = open();
  const [stays, leaves] = [await beaconOn(segment, '10.20.4.11'), await beaconOn(segment, '10.20.4.12')];
  stays.announce(edge('stays', '10.20.4.11'));
  leaves.announce(edge('leaves', '10.20.4.12'));
  browser.start(ear.listener);
  await until(clock, () => ear.count('heard') === 2);
  leaves.fallSilent();
  world.interfaces = [{ ...laptop.interface, linkChanges: 2 }];
  expect(await until(clock, () => ear.count('gone') === 1)).toBeLessThanOrEqual(7000);
  await clock.advance(10_000);
  expect(ear.told.filter(({ what }) => what === 'gone').map(({ instance }) => instance.name)).toEqual([
    edge('leaves').name,
  ]);
});

test('a node in doubt is asked twice; it stays if it answers and is gone after three seconds if not', async () => {
  const { browser, clock, ear, segment } = open({ ipv4: '10.20.4.200' });
  const beacon = await beaconOn(segment, '10.20.4.11');
  beacon.announce(edge('doubted', '10.20.4.11'));
  browser.start(ear.listener);
  await until(clock, () => ear.count('heard') === 1);
  const asked = () => beacon.asked.filter(({ type }) => type === 'SRV').length;
  browser.reconfirm(edge('doubted'));
  await clock.advance(5000);
  expect([asked(), ear.count('gone')]).toEqual([2, 0]);
  beacon.fallSilent();
  browser.reconfirm(edge('doubted'));
  browser.reconfirm(edge('doubted'));
  browser.reconfirm(edge('unknown'));
  const tookMs = await until(clock, () => ear.count('gone') === 1);
  expect([tookMs >= 2950 && tookMs <= 3500, asked()]).toEqual([true, 4]);
});

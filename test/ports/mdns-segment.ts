/** A laptop with a browser and nodes with beacons on a segment in memory, where time and every fault belong to the test. */
import { createMdnsBrowser } from '../../electron/adapters/mdns/mdns-browser.ts';
import type { NetworkInterface } from '../../electron/discovery/discovery-ports.ts';
import { createUdpSegment, type SegmentHost, type UdpSegment } from '../fakes/discovery/udp-segment.ts';
import { createFakeClock, type FakeClock } from '../fakes/fake-clock.ts';
import { createFakeLog } from '../fakes/fake-log.ts';
import { type Beacon, openBeacon } from './beacon.ts';
import { cleanups, createEar } from './mdns-bench.ts';

export const PORT = 5353;
export const laptopAddresses = { ipv4: '10.20.4.200', ipv6: 'fe80::200' };

export function createSegmentBench(addresses: { ipv4?: string; ipv6?: string } = laptopAddresses) {
  const clock = createFakeClock();
  const log = createFakeLog();
  const ear = createEar();
  const segment = createUdpSegment();
  const laptop = segment.host(addresses);
  const world: { interfaces: readonly NetworkInterface[] } = { interfaces: [laptop.interface] };
  const browser = createMdnsBrowser({
    ...{ clock, log, port: PORT, random: () => 0.5, open: laptop.open },
    interfaces: { list: () => world.interfaces },
  });
  cleanups.push(() => browser.stop());
  const hearing = (family: 'ipv4' | 'ipv6') => browser.hearing()[0]?.[family] ?? null;
  return { clock, log, ear, segment, laptop, world, browser, hearing };
}
export type SegmentBench = ReturnType<typeof createSegmentBench>;

/** A node that speaks over one family; its host is one of its own. */
export async function beaconOn(segment: UdpSegment, address: string): Promise<Beacon> {
  const isIpv6 = address.includes(':');
  const host: SegmentHost = segment.host(isIpv6 ? { ipv6: address } : { ipv4: address });
  const beacon = await openBeacon(PORT, {
    open: host.open,
    ...(isIpv6
      ? { type: 'udp6', group: 'ff02::fb', via: '::%eth0' }
      : { type: 'udp4', group: '224.0.0.251', via: address }),
  });
  cleanups.push(() => beacon.close());
  return beacon;
}

/** Lets time pass in steps until it is so; fails after `limitMs`. Gives how long it took. */
export async function until(clock: FakeClock, isSo: () => boolean, limitMs = 10_000): Promise<number> {
  for (let passedMs = 0; ; passedMs += 50) {
    if (isSo()) return passedMs;
    if (passedMs >= limitMs) throw new Error(`not so after ${limitMs} ms`);
    await clock.advance(50);
  }
}

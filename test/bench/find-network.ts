/** Networks for the finding benches: many addresses on few hosts, at places that a seed decides. */

import { formatIpv4, parseIpv4 } from '../../shared/domain/discovery/ipv4.ts';
import { randomOf } from '../chaos/fuzz-random.ts';
import type { Lan } from '../lan/network/create-lan.ts';
import type { Host, Segment } from '../lan/network/host.ts';

/** What a sweep is told. */
export interface SweepOrder {
  readonly range: string;
  readonly exclude: readonly string[];
  readonly own: string;
  readonly gateway: string;
  readonly port: number;
}
/** What it, or its peer, found. */
export interface SweptBy {
  readonly seconds: number;
  readonly answered: readonly string[];
  readonly note: string;
}

/** A subnet with live hosts, the first of them the gateway, and devices that nobody may touch. */
export interface Field {
  readonly segment: Segment;
  readonly range: string;
  readonly prefix: number;
  readonly hosts: readonly string[];
  readonly excluded: readonly string[];
  /** Three addresses for those who look. */
  readonly lookers: readonly string[];
  /** Packets that reached the devices or asked for their link addresses, since the field was made. */
  touches(): Promise<number>;
}

const BASE = '10.60.0.0';
const HOSTS = 60;
const DEVICES = 5;
const LOOKERS = 4;
const PORT = 50_000;

/** Puts 60 hosts and 5 devices at random places of a subnet of this prefix length; a third of the hosts has the port open. */
export async function plantField(lan: Lan, prefix: number, seed: number): Promise<Field> {
  const segment = await lan.segment(`field${prefix}`);
  const places = randomPlaces(prefix, HOSTS + DEVICES + LOOKERS, seed);
  const hosts = places.slice(0, HOSTS);
  const excluded = places.slice(HOSTS, HOSTS + DEVICES);
  const rack = await lan.host(`hosts${prefix}`);
  await plugMany(rack, segment, hosts, prefix);
  const doors = new URL('find-doors-program.ts', import.meta.url).pathname;
  const open = hosts.filter((_address, index) => index % 3 === 0);
  await rack.start('open ports', [process.execPath, doors, String(PORT), ...open]).until(/^open$/, 15_000);
  const devices = await lan.host(`devices${prefix}`);
  await plugMany(devices, segment, excluded, prefix);
  await countTouches(devices, excluded);
  return {
    ...{ segment, range: `${BASE}/${prefix}`, prefix, hosts, excluded },
    lookers: places.slice(HOSTS + DEVICES),
    touches: () => touchesOf(devices),
  };
}

export function orderOf({ range, excluded, hosts: [gateway = ''] }: Field, own: string): SweepOrder {
  return { range, exclude: excluded, own, gateway, port: PORT };
}

/** Gives one host many addresses at once. */
export async function plugMany(
  host: Host,
  segment: Segment,
  addresses: readonly string[],
  prefix: number,
): Promise<void> {
  await host.plugIn(segment);
  const lines = addresses.map((address) => `address add ${address}/${prefix} dev eth0`).join('\n');
  await host.run(['sh', '-c', 'printf "%s\\n" "$1" | ip -batch -', 'sh', lines]);
}

/** Packets that this host has sent by its first cable, whatever they were. */
export async function packetsSent(host: Host): Promise<number> {
  return Number(await host.run(['cat', '/sys/class/net/eth0/statistics/tx_packets']));
}

/** Counts, from now on, the packets that this host sends to ask for link addresses. */
export async function countArp(host: Host): Promise<() => Promise<number>> {
  await host.nft(`
    table netdev watch {
      counter asked {}
      chain out { type filter hook egress device "eth0" priority filter; ether type arp counter name asked; }
    }`);
  return async () => {
    const table = await host.run(['nft', 'list', 'counters', 'table', 'netdev', 'watch']);
    return Number(table.match(/packets (\d+)/)?.[1] ?? 0);
  };
}

function randomPlaces(prefix: number, count: number, seed: number): readonly string[] {
  const random = randomOf(seed, prefix);
  const size = 2 ** (32 - prefix);
  const first = parseIpv4(BASE) ?? 0;
  const places = new Set<number>();
  // Neither the network's own nor its broadcast address.
  while (places.size < count) places.add(1 + random.below(size - 2));
  return [...places].map((offset) => formatIpv4(first + offset));
}

async function countTouches(devices: Host, addresses: readonly string[]): Promise<void> {
  const set = addresses.join(', ');
  const table = (family: string, field: string): string => `
    table ${family} watch {
      counter touches {}
      chain in { type filter hook input priority filter; ${field} { ${set} } counter name touches; }
    }`;
  await devices.nft(table('inet', 'ip daddr') + table('arp', 'arp daddr ip'));
}

async function touchesOf(devices: Host): Promise<number> {
  const tables = await Promise.all(
    ['inet', 'arp'].map((family) => devices.run(['nft', 'list', 'counters', 'table', family, 'watch'])),
  );
  return [...tables.join('\n').matchAll(/packets (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
}

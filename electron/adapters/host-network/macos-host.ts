import type { Neighbour } from '../../checks/checks-ports.ts';
import type { LinkFacts } from './link-facts.ts';
import type { RunCommand } from './run-command.ts';

/**
 * Every interface that `ifconfig` lists, with what `networksetup` calls its port. Written after their manual
 * pages (ifconfig(8), networksetup(8), arp(8)) and not yet seen on hardware.
 */
export async function readMacLinks(run: RunCommand, signal: AbortSignal): Promise<readonly LinkFacts[]> {
  const [listing, ports] = await Promise.all([
    run('/sbin/ifconfig', ['-a'], signal),
    run('/usr/sbin/networksetup', ['-listallhardwareports'], signal),
  ]);
  const portOf = readPorts(ports ?? '');
  // An interface begins at the margin, what belongs to it is indented.
  const blocks = (listing ?? '').split(/\n(?=\S)/).filter((block) => /^[\w.-]+:/.test(block));
  return blocks.map((block) => readBlock(block, portOf));
}

function readPorts(listing: string): ReadonlyMap<string, string> {
  const found = listing.matchAll(/Hardware Port: (.{1,80})\nDevice: (\S{1,40})/g);
  return new Map([...found].map(([, port = '', device = '']) => [device, port]));
}

function readBlock(block: string, portOf: ReadonlyMap<string, string>): LinkFacts {
  const name = block.slice(0, block.indexOf(':'));
  const status = /\n\s+status: (\w+)/.exec(block)?.[1];
  // For example `media: autoselect (1000baseT <full-duplex,flow-control>)`.
  const media = /\n\s+media: .{0,60}?\((\d+)(G?)base\S* ?<([^>]*)>\)/i.exec(block);
  const speed = media === null ? null : Number(media[1]) * (media[2] === '' ? 1 : 1000);
  return {
    name,
    kind: kindOf(name, block, portOf.get(name)),
    carrier: status === undefined ? null : status === 'active',
    speedMbit: speed,
    duplex: media === null ? null : duplexOf(media[3] ?? ''),
  };
}

function kindOf(name: string, block: string, port: string | undefined): LinkFacts['kind'] {
  if (/<[^>]*\bLOOPBACK\b/.test(block)) return 'loopback';
  if (port === undefined) return 'virtual';
  if (/wi-?fi|airport/i.test(port)) return 'wireless';
  // A bridge of several Thunderbolt ports has a port of its own and no cable.
  return /bridge/i.test(port) || name.startsWith('bridge') ? 'virtual' : 'wired';
}

function duplexOf(options: string): LinkFacts['duplex'] {
  if (options.includes('full-duplex')) return 'full';
  return options.includes('half-duplex') ? 'half' : null;
}

/** The entry that `arp -n` prints for an address. */
export async function readMacNeighbour(
  run: RunCommand,
  address: string,
  signal: AbortSignal,
): Promise<Neighbour> {
  const printed = await run('/usr/sbin/arp', ['-n', address], signal);
  if (printed === null) return { state: 'unreadable' };
  // Leading zeros are left out: `? (10.20.4.1) at 2:aa:0:0:0:1 on en0 ifscope [ethernet]`.
  const mac = /\) at ([0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5}) on /i.exec(printed)?.[1];
  if (mac === undefined) return { state: 'absent' };
  const padded = mac.split(':').map((part) => part.padStart(2, '0'));
  return { state: 'known', mac: padded.join(':').toLowerCase() };
}

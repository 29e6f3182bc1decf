import { z } from 'zod';
import type { Lan } from '../network/create-lan.ts';
import type { Cable, Host, Segment } from '../network/host.ts';
import type { Program } from '../network/program.ts';
import { type Announced, startAvahi } from './avahi.ts';

/** A lab node of the simulated site on a host of its own, announced by avahi-daemon. */
export interface LanNode {
  readonly host: Host;
  readonly cable: Cable;
  readonly serial: string;
  readonly uuid: string;
  readonly announced: Announced;
  readonly machine: Program;
  /** Null for a node that does not announce itself. */
  avahi: Program | null;
  /** Starts the announcer anew, after it was stopped. */
  announce(): Promise<void>;
}
export interface LanNodeOptions {
  /** Which machine of the catalogue it is; also part of its names. */
  readonly index: number;
  /** In CIDR form. Empty: the network gives it one. */
  readonly addresses: readonly string[];
  readonly isAnnounced?: boolean;
  readonly mac?: string;
  /** Between plugging it in and switching it on. */
  readonly onPlugged?: (host: Host, cable: Cable) => Promise<void>;
}

const beaconSchema = z.object({
  instance: z.string(),
  port: z.int(),
  txt: z.record(z.string(), z.string()),
});
const program = new URL('lab-node-program.ts', import.meta.url).pathname;
const START_LIMIT_MS = 30_000;

/** Plugs a node in and switches it on; resolves once it answers and is announced. */
export async function startNode(lan: Lan, segment: Segment, options: LanNodeOptions): Promise<LanNode> {
  const { index, addresses, isAnnounced = true, onPlugged, mac } = options;
  const host = await lan.host(`node${index}`);
  const cable = await host.plugIn(segment, { addresses, ...(mac !== undefined && { mac }) });
  await onPlugged?.(host, cable);
  const [address = '0.0.0.0/0'] = addresses;
  const command = [process.execPath, program, '::', address, String(index)];
  const machine = host.start('lab node', command);
  const { instance, port, txt } = beaconSchema.parse(JSON.parse(await machine.until(/^\{/, START_LIMIT_MS)));
  const announced: Announced = { instance, port, txt };
  const hostname = `talos-lan-${index}`;
  const announce = (): Promise<Program> => startAvahi(lan, host, { hostname, services: [announced] });
  const node: LanNode = {
    ...{ host, cable, machine, announced },
    serial: instance.replace('lab node ', ''),
    uuid: txt.id ?? '',
    avahi: isAnnounced ? await announce() : null,
    announce: async () => {
      node.avahi = await announce();
    },
  };
  return node;
}

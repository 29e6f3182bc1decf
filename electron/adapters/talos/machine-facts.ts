import { z } from 'zod';
import type { NodeLink, NodeLook, NodeResource } from '../../nodes/node-link.ts';
import { cleanLine } from './wire/clean-text.ts';
import { SHORT_TEXT_LIMIT } from './wire/limits.ts';

/** What a node tells about its hardware and itself without a certificate. */
export type MachineFacts = Pick<
  NodeLook,
  'hostname' | 'uuid' | 'serial' | 'product' | 'stage' | 'macs' | 'addresses'
>;

/** Interfaces and addresses of one node that are kept. */
const ENTRY_LIMIT = 64;

const line = z.string().transform((text) => cleanLine(text, SHORT_TEXT_LIMIT));
const optionalLine = z
  .unknown()
  .transform((value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : ''))
  .pipe(line);
const hostnameSpec = z.object({ hostname: optionalLine });
const systemSpec = z.object({ uuid: optionalLine, serialnumber: optionalLine, productName: optionalLine });
const stageSpec = z.object({ stage: optionalLine });
const linkSpec = z.object({
  type: optionalLine,
  kind: optionalLine,
  hardwareAddr: optionalLine,
  permanentAddr: optionalLine,
});
const addressesSpec = z.object({ addresses: z.array(line).max(1000) });
const macAddress = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** Reads what it can; what a node does not tell, or tells in another form, stays null or empty. */
export async function readMachineFacts(link: NodeLink, signal: AbortSignal): Promise<MachineFacts> {
  const list = async (namespace: string, type: string) => {
    try {
      return await link.list(namespace, type, signal);
    } catch {
      // A look tells what is known; a resource that this version does not have or refuses is not.
      return [];
    }
  };
  const [hostnames, systems, stages, links, addresses] = await Promise.all([
    list('network', 'HostnameStatuses.net.talos.dev'),
    list('hardware', 'SystemInformations.hardware.talos.dev'),
    list('runtime', 'MachineStatuses.runtime.talos.dev'),
    list('network', 'LinkStatuses.net.talos.dev'),
    list('network', 'NodeAddresses.net.talos.dev'),
  ]);
  const system = firstOf(systems, systemSpec);
  return {
    hostname: firstOf(hostnames, hostnameSpec)?.hostname || null,
    uuid: system?.uuid.toLowerCase() || null,
    serial: system?.serialnumber || null,
    product: system?.productName || null,
    stage: firstOf(stages, stageSpec)?.stage || null,
    macs: physicalMacs(links),
    addresses: currentAddresses(addresses),
  };
}

/** The Talos version as COSI tells it, which Talos 1.12 and older answer in maintenance mode when Version is not. */
export async function readVersionResource(link: NodeLink, signal: AbortSignal): Promise<string | null> {
  const versions = await link.list('runtime', 'Versions.runtime.talos.dev', signal).catch(() => []);
  return firstOf(versions, z.object({ version: optionalLine }))?.version || null;
}

function firstOf<T>(resources: readonly NodeResource[], schema: z.ZodType<T>): T | null {
  return schema.safeParse(resources[0]?.spec).data ?? null;
}

function physicalMacs(links: readonly NodeResource[]): readonly string[] {
  const macs = links
    .map(({ spec }) => linkSpec.safeParse(spec).data)
    .filter((link) => link !== undefined && link.type === 'ether' && link.kind === '')
    .map((link) => (link?.permanentAddr || link?.hardwareAddr || '').toLowerCase())
    .filter((mac) => macAddress.test(mac));
  return [...new Set(macs)].sort().slice(0, ENTRY_LIMIT);
}

function currentAddresses(resources: readonly NodeResource[]): readonly string[] {
  const current = resources.find(({ id }) => id === 'current') ?? resources[0];
  const { data } = addressesSpec.safeParse(current?.spec);
  return (data?.addresses ?? []).map((address) => address.replace(/\/\d+$/, '')).slice(0, ENTRY_LIMIT);
}

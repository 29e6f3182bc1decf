/** Lays a Rancher server's list beside what was seen on site. Reads only; what the list says is its claim. */
import type { Handlers, JobRun } from '../../../shared/contract/define.ts';
import type { EngineContract } from '../../../shared/contract/engine-contract.ts';
import type { RancherInventory, RancherNode } from '../../../shared/domain/discovery/rancher-inventory.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { RancherAccess, RancherApi, RancherNodeRecord } from './earlier-ports.ts';
import { shownServer } from './shown-server.ts';

export interface InventoryPorts {
  readonly rancher: RancherApi;
  readonly nodes: () => readonly NodeView[];
}

/** Builds the service; nothing is read before it is asked. */
export function createInventory(ports: InventoryPorts): {
  readonly handlers: Pick<Handlers<EngineContract>, 'discovery.readRancher'>;
} {
  return { handlers: { 'discovery.readRancher': (access, run) => readInventory(access, ports, run) } };
}

/** Reads clusters and nodes and marks those seen on site. Throws what `RancherApi.read` throws. */
export async function readInventory(
  access: RancherAccess,
  { rancher, nodes }: InventoryPorts,
  run: JobRun<{ readonly clusters: number; readonly nodes: number }>,
): Promise<RancherInventory> {
  const listing = await rancher.read(access, run.report, run.signal);
  const seen = seenBy(nodes());
  const ofCluster = Map.groupBy(listing.nodes, ({ clusterId }) => clusterId);
  const clusters = listing.clusters.map((cluster) => ({
    ...cluster,
    nodes: (ofCluster.get(cluster.id) ?? []).map((node) => described(node, seen)),
  }));
  return { url: shownServer(access.url), clusters, isCut: listing.isCut };
}

type Seen = (node: RancherNodeRecord) => RancherNode['seenOnSite'];

function described(record: RancherNodeRecord, seen: Seen): RancherNode {
  const { clusterId: _cluster, ...node } = record;
  return { ...node, seenOnSite: seen(record) };
}

/**
 * By address first. A host name alone counts only when one machine here has it: `debian` is the name of many.
 */
function seenBy(nodes: readonly NodeView[]): Seen {
  const byAddress = new Map(nodes.flatMap((node) => addressesOf(node).map((each) => [each, node] as const)));
  const byName = Map.groupBy(
    nodes.filter(({ hostname }) => hostname !== null),
    ({ hostname }) => firstLabel(hostname?.value ?? ''),
  );
  return ({ addresses, hostname }) => {
    const there = addresses.map((each) => byAddress.get(each)).find((node) => node !== undefined);
    if (there !== undefined) return { nodeId: there.id, by: 'address' };
    const [named, ...others] = hostname === null ? [] : (byName.get(firstLabel(hostname)) ?? []);
    return named === undefined || others.length > 0 ? null : { nodeId: named.id, by: 'hostname' };
  };
}

function addressesOf({ address, places }: NodeView): readonly string[] {
  return [...new Set([address, ...places.map((place) => place.address)])].filter((each) => each !== '');
}

function firstLabel(hostname: string): string {
  return hostname.toLowerCase().split('.')[0] ?? '';
}

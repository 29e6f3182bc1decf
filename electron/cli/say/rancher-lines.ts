import type { RancherInventory, RancherNode } from '../../../shared/domain/discovery/rancher-inventory.ts';
import { words } from '../../../shared/words/words.ts';
import { table } from './table.ts';

const unknown = '-';

/** Clusters of the earlier generation with their nodes, one row each, and which of them were seen here. */
export function rancherLines({ url, clusters, isCut }: RancherInventory): readonly string[] {
  const heading = [
    words('cli.column.cluster'),
    words('cli.column.name'),
    words('discovery.fact.address'),
    words('cli.column.system'),
    words('cli.column.kubernetes'),
    words('cli.column.state'),
    words('cli.column.seen'),
  ];
  const rows = clusters.flatMap(({ name, nodes }) => nodes.map((node) => row(name, node)));
  const seen = clusters.flatMap(({ nodes }) => nodes).filter(({ seenOnSite }) => seenOnSite !== null).length;
  const counts = { url, clusters: clusters.length, nodes: rows.length, seen };
  return [
    words('cli.rancher.summary', counts),
    ...(rows.length === 0 ? [] : table([heading, ...rows])),
    ...(isCut ? [words('cli.rancher.cut')] : []),
  ];
}

function row(cluster: string, node: RancherNode): readonly string[] {
  const { name, addresses, system, kubernetesVersion, state, seenOnSite } = node;
  return [
    cluster,
    name,
    addresses[0] ?? unknown,
    system ?? unknown,
    kubernetesVersion ?? unknown,
    state,
    seenOnSite === null ? words('cli.rancher.notSeen') : words('cli.rancher.seen', { by: seenOnSite.by }),
  ];
}

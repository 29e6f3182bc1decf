/** What a Rancher server lists of earlier-generation sites, and which of it was seen here. */
export interface RancherNode {
  readonly name: string;
  readonly hostname: string | null;
  readonly addresses: readonly string[];
  readonly state: string;
  readonly roles: readonly ('controlplane' | 'etcd' | 'worker')[];
  readonly system: string | null;
  readonly kubernetesVersion: string | null;
  /** The node in the list that it is, and by what; null when it was not seen on site. */
  readonly seenOnSite: { readonly nodeId: string; readonly by: 'address' | 'hostname' } | null;
}
export interface RancherCluster {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly distribution: string | null;
  readonly kubernetesVersion: string | null;
  readonly nodes: readonly RancherNode[];
}
export interface RancherInventory {
  readonly url: string;
  readonly clusters: readonly RancherCluster[];
  /** More than could be read within the limits. */
  readonly isCut: boolean;
}

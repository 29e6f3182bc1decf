/** What recognising nodes of the earlier generation needs from the world. */
import type { EarlierLook } from '../../nodes/node-link.ts';

/** Asks one address the few things by which such a node is recognised. */
export interface EarlierProbe {
  /** Null when nothing there speaks for one. Rejects only when the signal aborts; takes 3 s at most. */
  look(address: string, signal: AbortSignal): Promise<EarlierLook | null>;
}

/** One cluster and one node as a Rancher v3 API lists them; texts are cleaned and capped. */
export interface RancherClusterRecord {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly distribution: string | null;
  readonly kubernetesVersion: string | null;
}
export interface RancherNodeRecord {
  readonly clusterId: string;
  readonly name: string;
  readonly hostname: string | null;
  readonly addresses: readonly string[];
  readonly state: string;
  readonly roles: readonly ('controlplane' | 'etcd' | 'worker')[];
  readonly system: string | null;
  readonly kubernetesVersion: string | null;
}
export interface RancherListing {
  readonly clusters: readonly RancherClusterRecord[];
  readonly nodes: readonly RancherNodeRecord[];
  /** More than could be read within the limits. */
  readonly isCut: boolean;
}
export interface RancherAccess {
  /** https, with or without the `/v3` at its end. */
  readonly url: string;
  readonly token: string;
  /** PEM; null for the authorities that the system trusts. */
  readonly ca: string | null;
}
export interface RancherApi {
  /**
   * Reads every cluster and node; `report` hears how many were read so far. Throws `rancher-unreachable`,
   * `rancher-refused`, `rancher-unreadable` and the signal's reason.
   */
  read(
    access: RancherAccess,
    report: (read: { readonly clusters: number; readonly nodes: number }) => void,
    signal: AbortSignal,
  ): Promise<RancherListing>;
}

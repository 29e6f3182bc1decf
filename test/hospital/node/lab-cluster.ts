import { createHash, X509Certificate } from 'node:crypto';
import type { Authority } from './tls/authority.ts';

export interface ClusterMember {
  readonly name: string;
  readonly hostname: string;
  readonly address: string;
  readonly role: 'controlplane' | 'worker';
  readonly talosVersion: string;
  readonly machineId: string;
}

/** What the machines of one cluster know of each other: those that share a machine CA. */
export interface LabCluster {
  members(): readonly ClusterMember[];
  join(member: ClusterMember): void;
  leave(name: string): void;
  /** A control plane signs certificates for workers that show the token (its trustd). */
  offerTrust(name: string, authority: Authority, token: string): void;
  withdrawTrust(name: string): void;
  /** The authority of a control plane that takes this token, or null when none is up. */
  trustFor(token: string): Authority | null;
  isBootstrapped(): boolean;
  markBootstrapped(): void;
  setApiServer(name: string, isUp: boolean): void;
  isApiUp(): boolean;
  /** Gives the function that ends it. */
  onChange(listener: () => void): () => void;
}

/** Clusters by machine CA. Nodes that are given the same object can meet. */
export interface LabClusters {
  /** Throws when the PEM is not a certificate. */
  of(machineCaPem: string): LabCluster;
}

export function createLabClusters(): LabClusters {
  const clusters = new Map<string, LabCluster>();
  return {
    of(machineCaPem) {
      const spki = new X509Certificate(machineCaPem).publicKey.export({ type: 'spki', format: 'der' });
      const key = createHash('sha256').update(spki).digest('hex');
      const known = clusters.get(key);
      if (known) return known;
      const cluster = createLabCluster();
      clusters.set(key, cluster);
      return cluster;
    },
  };
}

function createLabCluster(): LabCluster {
  const members = new Map<string, ClusterMember>();
  const trust = new Map<string, { authority: Authority; token: string }>();
  const apiServers = new Set<string>();
  const listeners = new Set<() => void>();
  let isBootstrapped = false;
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };
  return {
    members: () => [...members.values()].sort((a, b) => a.hostname.localeCompare(b.hostname)),
    join(member) {
      members.set(member.name, member);
      changed();
    },
    leave(name) {
      const wasKnown = [members.delete(name), trust.delete(name), apiServers.delete(name)].includes(true);
      if (wasKnown) changed();
    },
    offerTrust(name, authority, token) {
      trust.set(name, { authority, token });
      changed();
    },
    withdrawTrust(name) {
      if (trust.delete(name)) changed();
    },
    trustFor: (token) => [...trust.values()].find((offer) => offer.token === token)?.authority ?? null,
    isBootstrapped: () => isBootstrapped,
    markBootstrapped() {
      isBootstrapped = true;
      changed();
    },
    setApiServer(name, isUp) {
      if (isUp) apiServers.add(name);
      else apiServers.delete(name);
      changed();
    },
    isApiUp: () => apiServers.size > 0,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

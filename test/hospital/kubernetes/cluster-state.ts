import { z } from 'zod';

/** What can be wrong with the cluster. Everything left out is in order. */
export const kubernetesTroubleSchema = z.strictObject({
  /** The API's port is closed. */
  apiDown: z.boolean().default(false),
  /** Cilium's agents start and fail, again and again. */
  tunnelDown: z.boolean().default(false),
  /** Flux cannot pull its artifact: the registry's certificate is not trusted. */
  fluxFailing: z.boolean().default(false),
  /** Every answer comes this much later. */
  slowMs: z.int().min(0).max(600_000).default(0),
});
export type KubernetesTrouble = z.infer<typeof kubernetesTroubleSchema>;

/** A node that told that it is ready. */
export interface ClusterNode {
  readonly hostname: string;
  readonly role: 'controlplane' | 'worker';
  readonly address: string;
  readonly talosVersion: string;
  readonly readyAtMs: number;
  readonly isDown: boolean;
}

/** All that the cluster's objects follow from. */
export interface ClusterState {
  readonly nodes: readonly ClusterNode[];
  /** When the API server came up first. */
  readonly bornAtMs: number;
  readonly nowMs: number;
  /** How many times faster than real the cluster lives. */
  readonly timeScale: number;
  readonly trouble: KubernetesTrouble;
  readonly registry: string;
}

/** Seconds of a real cluster from a ready node to its Cilium agent, from there to Flux, its source and the result. */
const CILIUM_AFTER_S = 4;
const FLUX_AFTER_S = 6;
const SOURCE_AFTER_S = 5;
const APPLIED_AFTER_S = 6;

/** When each part became ready, or null while it is not. */
export interface Milestones {
  /** By hostname. */
  readonly cilium: ReadonlyMap<string, number>;
  readonly flux: number | null;
  readonly source: number | null;
  readonly applied: number | null;
}

/** Works out how far the cluster has come. Nothing is stored: the same state gives the same cluster. */
export function milestonesOf({ nodes, nowMs, timeScale, trouble }: ClusterState): Milestones {
  const after = (fromMs: number | null, seconds: number): number | null => {
    const atMs = fromMs === null ? null : fromMs + (seconds * 1000) / timeScale;
    return atMs !== null && atMs <= nowMs ? atMs : null;
  };
  const cilium = new Map<string, number>();
  for (const { hostname, readyAtMs, isDown } of nodes) {
    const atMs = isDown || trouble.tunnelDown ? null : after(readyAtMs, CILIUM_AFTER_S);
    if (atMs !== null) cilium.set(hostname, atMs);
  }
  const first = cilium.size === 0 ? null : Math.min(...cilium.values());
  const flux = after(first, FLUX_AFTER_S);
  const source = trouble.fluxFailing ? null : after(flux, SOURCE_AFTER_S);
  return { cilium, flux, source, applied: after(source, APPLIED_AFTER_S) };
}

import { createHash } from 'node:crypto';

/** A Kubernetes object; only what every kind has is named. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: KubeMetadata;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}
export interface KubeMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly creationTimestamp: string;
  readonly resourceVersion: string;
  readonly uid: string;
  readonly generation?: number;
}

/** What an object is called and how old it is. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly bornAtMs: number;
  /** The last time that something about it changed. */
  readonly changedAtMs?: number;
}

/** Builds an object; uid and resource version follow from name and times, so that two reads agree. */
export function kubeObject(
  { apiVersion, kind, name, namespace, labels, bornAtMs, changedAtMs = bornAtMs }: ObjectName,
  parts: Pick<KubeObject, 'spec' | 'status'>,
): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
      creationTimestamp: instant(bornAtMs),
      resourceVersion: String(Math.floor(changedAtMs / 100) % 100_000_000),
      uid: uidOf(`${apiVersion}/${kind}/${namespace ?? ''}/${name}`),
      generation: 1,
    },
    ...parts,
  };
}

/** Kubernetes writes times to the second. */
export function instant(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** One entry of `status.conditions`. */
export function condition(
  type: string,
  status: 'True' | 'False' | 'Unknown',
  { reason, message, atMs }: { reason: string; message: string; atMs: number },
): Readonly<Record<string, string | number>> {
  return { type, status, reason, message, lastTransitionTime: instant(atMs), observedGeneration: 1 };
}

function uidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

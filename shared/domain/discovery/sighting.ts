/**
 * Where a raw observation came from. `node` is what the node itself said over the wire, `console` what it printed
 * on its serial console, `neighbour` the laptop's table of link neighbours, `known` the pack or an earlier visit.
 */
export type SightingSource = 'mdns' | 'typed' | 'sweep' | 'known' | 'neighbour' | 'console' | 'node';

/** What an observation claimed. Untrusted text, already capped and cleaned of control characters. */
export interface Claims {
  readonly hostname?: string;
  readonly uuid?: string;
  readonly serial?: string;
  readonly product?: string;
  readonly macs?: readonly string[];
  readonly addresses?: readonly string[];
  readonly talosVersion?: string;
  readonly stage?: string;
  /** SHA-256 of the public key of the certificate that it presented, base64 (44 characters). */
  readonly fingerprint?: string;
  /** What stood behind the port. */
  readonly answer?: NodeAnswerKind;
  /** It said, or its console printed, that SideroLink (Omni) manages it. */
  readonly siderolink?: boolean;
  /** Of an earlier-generation node: operating system, Kubernetes distribution and version, its Rancher cluster. */
  readonly system?: string;
  readonly distribution?: string;
  readonly kubernetesVersion?: string;
  readonly rancherCluster?: string;
  /** By what an earlier-generation node was recognised. */
  readonly signs?: readonly ManagementSign[];
}

/** What tells that somebody else runs a machine, or that it is of the earlier generation. */
export type ManagementSign =
  | 'agent-mode'
  | 'siderolink-on-console'
  | 'siderolink-in-beacon'
  | 'other-authority'
  | 'ssh-banner'
  | 'rancher-api'
  | 'rancher-list'
  | 'kubernetes-version'
  | 'kubernetes-certificate';

/**
 * How an address answered the Talos API:
 * `waiting` maintenance mode without certificate · `ours` configured and accepts our client certificate ·
 * `foreign` configured by another certificate authority · `old-maintenance` Talos ≤ 1.12 ·
 * `agent` Omni agent mode · `earlier` a Debian node of the earlier generation · `not-talos` something else ·
 * `closed` refused · `silent` no answer in time.
 */
export type NodeAnswerKind =
  | 'waiting'
  | 'ours'
  | 'foreign'
  | 'old-maintenance'
  | 'agent'
  | 'earlier'
  | 'not-talos'
  | 'closed'
  | 'silent';

/** Whether a machine stood behind the port, whatever it is. */
export function isPositive(answer: NodeAnswerKind | 'not-asked' | undefined): boolean {
  return answer !== undefined && !['silent', 'closed', 'not-asked'].includes(answer);
}

/** One raw observation of a node; never trusted alone. */
export interface Sighting {
  readonly id: string;
  readonly source: SightingSource;
  /** IPv4, or IPv6 with its zone where it needs one (`fe80::1%eth0`); the serial port's path for `console`. */
  readonly address: string;
  /** 0 for `console`. */
  readonly port: number;
  readonly interfaceName: string | null;
  readonly seenAtMs: number;
  /** When the same was first observed at the same place; left out when that was `seenAtMs`. */
  readonly firstSeenAtMs?: number;
  readonly claims: Claims;
}

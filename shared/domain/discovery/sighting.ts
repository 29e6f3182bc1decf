/** Where a raw observation came from. `node` is what the node itself said over the wire. */
export type SightingSource = 'mdns' | 'typed' | 'sweep' | 'known' | 'node';

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
}

/**
 * How an address answered the Talos API:
 * `waiting` maintenance mode without certificate · `ours` configured and accepts our client certificate ·
 * `foreign` configured by another certificate authority · `old-maintenance` Talos ≤ 1.12 ·
 * `agent` Omni agent mode · `not-talos` something else · `closed` refused · `silent` no answer in time.
 */
export type NodeAnswerKind =
  | 'waiting'
  | 'ours'
  | 'foreign'
  | 'old-maintenance'
  | 'agent'
  | 'not-talos'
  | 'closed'
  | 'silent';

/** One raw observation of a node; never trusted alone. */
export interface Sighting {
  readonly id: string;
  readonly source: SightingSource;
  readonly address: string;
  readonly port: number;
  readonly interfaceName: string | null;
  readonly seenAtMs: number;
  readonly claims: Claims;
}

/** What can happen on a visit. A kind's meaning never changes; a new meaning is a new kind. */
export const opKinds = [
  'device.enrolled',
  'pack.accepted',
  'pack.refused',
  'sweep.performed',
  'node.found',
  'node.identified',
  'node.identity-refused',
  'node.released',
  'serial.recorded',
  'checks.recorded',
  'provision.planned',
  'provision.step',
  'provision.done',
  'provision.stopped',
  'bundle.created',
  'visit.signed-off',
] as const;
export type OpKind = (typeof opKinds)[number];

/** One immutable record of something that happened, in the site's log. */
export interface Op {
  /** UUIDv7, minted once per intent. */
  readonly opId: string;
  readonly kind: OpKind;
  readonly v: 1;
  readonly site: string;
  readonly region: string;
  /** What it is about, for example `node:uuid:…` or `pack`. Ops of one aggregate keep their order. */
  readonly agg: string;
  readonly dev: string;
  /** Gapless from 1 per device enrolment. */
  readonly devSeq: number;
  readonly actor: string;
  /** The laptop's clock, ISO 8601 UTC; a claim, not an order. */
  readonly at: string;
  /** Hex SHA-256 over salt ‖ canonical JSON of the body: the body can be erased without breaking the chain. */
  readonly bodyHash: string;
  readonly prevHash: string;
  /** Hex SHA-256 over prevHash ‖ canonical JSON of all fields but hash, salt and body. */
  readonly hash: string;
  readonly salt: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the console said of an op. */
export type Verdict =
  | { readonly opId: string; readonly verdict: 'accepted'; readonly seq: number }
  | { readonly opId: string; readonly verdict: 'duplicate'; readonly seq: number }
  | { readonly opId: string; readonly verdict: 'conflict'; readonly seq: number; readonly conflictId: string }
  | { readonly opId: string; readonly verdict: 'refused'; readonly code: string; readonly fixable: boolean }
  | { readonly opId: string; readonly verdict: 'deferred'; readonly after: string };

/** local → sent → accepted → confirmed (read back with an equal hash), or what needs a person. */
export const opStates = ['local', 'sent', 'accepted', 'confirmed', 'conflict', 'refused', 'held'] as const;
export type OpState = (typeof opStates)[number];

export interface LedgerEntry {
  readonly op: Op;
  readonly state: OpState;
  readonly seq: number | null;
  /** Code of the refusal or id of the conflict. */
  readonly detail: string | null;
}
export interface LedgerPage {
  readonly entries: readonly LedgerEntry[];
  readonly total: number;
}

/** What the chip in the header says. The first four add up to all ops of this laptop. */
export interface SyncStatus {
  /** Only on this laptop: not sent yet, or held by a refused op of the same aggregate. */
  readonly savedHere: number;
  /** Sent, and not yet read back. */
  readonly sending: number;
  readonly confirmed: number;
  /** Refused, or in conflict. */
  readonly needsYou: number;
  /** Everything not yet confirmed. */
  readonly unsent: number;
  readonly connection:
    | { readonly state: 'unknown' }
    | { readonly state: 'connected'; readonly atMs: number; readonly skewMs: number }
    | { readonly state: 'away'; readonly sinceMs: number; readonly code: string }
    | { readonly state: 'stuck'; readonly sinceMs: number; readonly code: string };
  readonly lastConfirmedAtMs: number | null;
  readonly syncing: boolean;
}

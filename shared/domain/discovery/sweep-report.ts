/** What a sweep will do, does and did. */

/** Shown before it starts. */
export interface SweepForecast {
  readonly range: string;
  /** Addresses that will be touched, and those left out because they are excluded. */
  readonly addresses: number;
  readonly excluded: number;
  /** Left out because a node there has just answered. */
  readonly known: number;
  readonly port: number;
  readonly perSecond: number;
  /** Why it is not faster: the person's choice, a clinical network, or this system's neighbour table. */
  readonly paceReason: 'gentle' | 'clinical' | 'platform';
  readonly takesMs: number;
  /** Wider than a /20: it starts only with the range typed again and the hospital's authorisation reference. */
  readonly needsAuthority: boolean;
}

/** Who allowed a wide sweep; recorded and printed on the log for the hospital. */
export interface SweepAuthority {
  /** Change or ticket number of the hospital, or who allowed it. */
  readonly reference: string;
  /** The range, typed once more. */
  readonly typedRange: string;
}

/** Progress of a sweep: addresses touched so far and time left at the current pace. */
export interface SweepProgress {
  readonly done: number;
  readonly total: number;
  readonly answered: number;
  readonly leftMs: number;
  readonly perSecond: number;
}

/**
 * How a sweep ended. By itself it stops when known-live machines stop answering (`canary-lost`), when the gateway
 * becomes three times slower and stays so (`gateway-slow`), when everything answers (`answers-for-everything`), or
 * when this laptop runs out of sockets (`no-room`).
 */
export const sweepEndings = [
  'complete',
  'stopped',
  'canary-lost',
  'gateway-slow',
  'answers-for-everything',
  'no-room',
  'interrupted',
] as const;
export type SweepEnding = (typeof sweepEndings)[number];

export interface SweepReport {
  readonly sweepId: string;
  /** Addresses of the range that were asked, each counted once. */
  readonly touched: number;
  readonly answered: number;
  readonly nodes: number;
  /** True unless it went through to its end. */
  readonly stopped: boolean;
  readonly ending: SweepEnding;
  /** Not asked, because a node there had just answered. */
  readonly known: number;
  /** Known-live machines that were asked in between; 0 means that nobody can say how far silence is to be trusted. */
  readonly canaries: number;
  /** Addresses whose silence is not to be trusted, because known machines were silent at that time too. */
  readonly doubtful: number;
}

/** One sweep in the list of sweeps; its log can be exported for the hospital's security team. */
export interface SweepSummary {
  readonly sweepId: string;
  readonly range: string;
  readonly port: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  readonly touched: number;
  readonly answered: number;
  /** Null while it runs. */
  readonly ending: SweepEnding | null;
  readonly reference: string | null;
}

/** Where the log of a sweep was written: the table, its signature, and the public key that `minisign -V` needs. */
export interface SweepExport {
  readonly path: string;
  readonly signaturePath: string;
  readonly publicKeyPath: string;
}

/** What a sweep will do, does and did. */

/** Shown before it starts. */
export interface SweepForecast {
  readonly range: string;
  /** Addresses that will be touched, and those left out because they are excluded. */
  readonly addresses: number;
  readonly excluded: number;
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
  /** Change or ticket number of the hospital. */
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
export type SweepEnding =
  | 'complete'
  | 'stopped'
  | 'canary-lost'
  | 'gateway-slow'
  | 'answers-for-everything'
  | 'no-room'
  | 'interrupted';

export interface SweepReport {
  readonly sweepId: string;
  readonly touched: number;
  readonly answered: number;
  readonly nodes: number;
  readonly stopped: boolean;
  readonly ending: SweepEnding;
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
  readonly ending: SweepEnding;
  readonly reference: string | null;
}

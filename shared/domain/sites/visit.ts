/** One line of "Ready for this visit". */
export interface ReadinessItem {
  readonly code: 'pack' | 'signature' | 'expiry' | 'images' | 'disk-space';
  readonly state: 'ok' | 'fault';
  readonly facts: Readonly<Record<string, string | number>>;
}
export interface Readiness {
  readonly ready: boolean;
  readonly items: readonly ReadinessItem[];
}

/** What the page may know of the pack: no secrets. */
export interface PackSummary {
  readonly siteId: string;
  readonly siteName: string;
  readonly region: string;
  readonly version: number;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly visitTitle: string;
  readonly visitStartsAt: string;
  readonly visitEndsAt: string;
  readonly imagesHere: number;
  readonly imagesTotal: number;
  readonly slots: readonly {
    readonly id: string;
    readonly hostname: string;
    readonly label: string;
    readonly place: string;
    readonly role: 'controlplane' | 'worker';
    readonly address: string;
  }[];
  readonly sweepAllowed: readonly string[];
}

/** State of a task on the visit's list (GOV.UK pattern: few states, colour only for what needs a person). */
export type TaskState = 'todo' | 'doing' | 'done' | 'blocked' | 'needs-you';
export interface Task {
  /** `ready`, `find`, `network`, `slot:<slotId>`, `prove`, `bundle` or `sync`. */
  readonly id: string;
  readonly group: 'before' | 'on-site' | 'after';
  readonly state: TaskState;
  /** Why it is blocked or what it is doing; keys the words table `sites.task.<reason>`. */
  readonly reason: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** Everything the visit's home shows. */
export interface VisitOverview {
  readonly enrolment:
    | { readonly state: 'none' }
    | {
        readonly state: 'enrolled';
        readonly region: string;
        readonly engineer: string;
        readonly consoleUrl: string;
      };
  readonly pack: PackSummary | null;
  readonly readiness: Readiness;
  readonly tasks: readonly Task[];
}

export interface PrepareProgress {
  readonly stage: 'asking' | 'downloading' | 'verifying' | 'images';
  readonly done: number;
  readonly total: number;
}

/** What main and the engine's process say to each other. The page's own traffic goes over a port and never through here. */

/** Everything the engine is told when it starts. */
export interface EngineStart {
  readonly dataDir: string;
  readonly appVersion: string;
  readonly demo: boolean;
  /** Enrolment file to read at start (--enrolment=PATH), for the demo and tests. */
  readonly enrolmentFile: string | null;
  /** Limits every network action to these interfaces (--interfaces=lo). */
  readonly interfaces: readonly string[] | null;
  /** Serial ports of a simulated site, offered beside the real ones (--serial-port=PATH). */
  readonly serialPorts: readonly string[];
  /** Where beacons of a simulated site are heard (--mdns-port=PORT); left out for 5353. */
  readonly mdnsPort?: number;
  /** A SQLite binding to load instead of the packaged one (ROUNDS_SQLITE_BINDING). */
  readonly sqliteBinding: string | null;
  readonly key: StorageKey;
}

/** The key of everything stored, or why there is none. */
export type StorageKey =
  | { readonly state: 'unlocked'; readonly keyHex: string; readonly keystore: 'os' | 'demo' }
  | {
      readonly state: 'refused';
      readonly reason: 'no-keyring' | 'unreadable' | 'backend-changed';
      readonly detail: string;
    };

export type PowerEvent = 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen';

/** `page` comes with one transferred port. */
export type ToEngine =
  | { readonly type: 'start'; readonly start: EngineStart }
  | { readonly type: 'page' }
  | { readonly type: 'power'; readonly event: PowerEvent }
  | { readonly type: 'stop' };

export type FromEngine = { readonly type: 'ready' } | { readonly type: 'stopped' };

/** Channel names between main and the page, fixed here so that both ends agree. */
export const channels = {
  /** Page → main: the preload is there and wants its port. */
  hello: 'rounds:hello',
  /** Main → page: a port to the engine. */
  port: 'rounds:port',
  /** Main → page: 'lost' or 'stopped'. */
  engine: 'rounds:engine',
  /** Page → main: one ask of the shell. */
  shell: 'rounds:shell',
  /** Main → page: news of the shell. */
  news: 'rounds:news',
} as const;

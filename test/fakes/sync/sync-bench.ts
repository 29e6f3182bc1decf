/** The `sync` service on fakes of everything around it, with a clock and a line that a test owns. */
import { deviceKeyOf } from '../../../electron/security/device-key.ts';
import { createSync, type Sync } from '../../../electron/sync/create-sync.ts';
import type { Enrolment } from '../../../shared/domain/sites/pack.ts';
import type { ConsoleReply } from '../../../shared/domain/sync/console-problem.ts';
import type { Op, SyncStatus } from '../../../shared/domain/sync/op.ts';
import { someEnrolment } from '../enrolment.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createFakeLog } from '../fake-log.ts';
import { createFakeSitesStore } from '../sites/sites-store.ts';
import { createFakeConsole, fakeConsoleLine } from './console.ts';
import { createFakeSyncStore } from './sync-store.ts';

/** What happens to a call: it may be answered by the console, or not. */
export type Trouble = (call: string, answer: () => ConsoleReply<unknown>) => Promise<ConsoleReply<unknown>>;

export const noTrouble: Trouble = async (_call, answer) => answer();
/** Nobody is there. */
export const away: Trouble = async () => ({
  ok: false,
  problem: { kind: 'network', detail: 'ECONNREFUSED' },
});
/** Every call is refused with this status. */
export const refusedWith =
  (status: number): Trouble =>
  async () => ({ ok: false, problem: { kind: 'status', status, code: 'x', retryAfterMs: null } });
/** Every call hangs for ever. */
export const silent: Trouble = () => new Promise(() => {});

export class SyncBench {
  readonly clock = createFakeClock();
  readonly log = createFakeLog();
  readonly store = createFakeSyncStore();
  readonly console = createFakeConsole(() => this.clock.now());
  readonly keys = createFakeSitesStore();
  enrolment: Enrolment | null = someEnrolment();
  automatic = true;
  trouble: Trouble = noTrouble;
  calls: string[] = [];
  news: SyncStatus[] = [];
  resets = 0;
  sync: Sync;

  constructor() {
    this.sync = this.start();
  }

  /** The service as after a start of the engine. */
  start(): Sync {
    const line = fakeConsoleLine(this.console, (call, answer) => {
      this.calls.push(call);
      return this.trouble(call, answer);
    });
    const { clock, log, store, keys } = this;
    return createSync({
      ...{ clock, log, store },
      line: { ...line, reset: () => void this.resets++ },
      enrolment: () => this.enrolment,
      deviceKey: (deviceId) => deviceKeyOf(keys, deviceId),
      random: () => 1,
      automatic: () => this.automatic,
      announce: (name, payload) => {
        if (name === 'sync.changed') this.news.push(payload as SyncStatus);
      },
    });
  }

  record(agg = 'node:1'): Op {
    return this.sync.ops.record({ kind: 'node.found', agg, body: { seen: this.clock.now() } });
  }

  /** A person asks for sync. */
  job(signal = new AbortController().signal): {
    readonly reported: readonly SyncStatus[];
    readonly result: Promise<SyncStatus>;
  } {
    const reported: SyncStatus[] = [];
    const run = {
      signal,
      report: (progress: SyncStatus) => void reported.push(progress),
      pointOfNoReturn: () => {},
    };
    return { reported, result: this.sync.handlers['sync.now']({}, run) };
  }
}

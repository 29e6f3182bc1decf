import { parseRange } from '../../../shared/domain/discovery/ipv4.ts';
import type { SweepEnding } from '../../../shared/domain/discovery/sweep-report.ts';
import type { Clock, OpRecorder } from '../../ports.ts';
import type { SweepEntry, SweepLog } from './sweep-ports.ts';
import { createSweepTally, type SweepTally } from './sweep-tally.ts';

export interface RecordPorts {
  readonly clock: Clock;
  readonly ops: OpRecorder;
  readonly sweeps: SweepLog;
}
/** How a sweep ended, when the engine was there to see it. */
export interface SeenEnd {
  readonly ending: SweepEnding;
  readonly tally: SweepTally;
  readonly doubtful: number;
}

/** Read in pieces: the log of a /16 has 65,536 rows and more. */
const PAGE = 2000;

/** The op first, then the end: what dies in between is recorded at the next start, under the same id. */
export function recordSweep(entry: SweepEntry, ports: RecordPorts, seen: SeenEnd | null = null): void {
  const { ops, sweeps, clock } = ports;
  const { tally, lastAtMs } =
    seen === null ? tallyOf(entry, sweeps) : { tally: seen.tally, lastAtMs: clock.now() };
  const ending = seen?.ending ?? 'interrupted';
  ops.record({
    kind: 'sweep.performed',
    agg: `sweep:${entry.id}`,
    opId: entry.id,
    body: {
      range: entry.range,
      port: entry.port,
      pace: entry.pace,
      perSecond: entry.details.perSecond,
      paceReason: entry.details.paceReason,
      reference: entry.details.reference,
      ending,
      startedAt: new Date(entry.startedAtMs).toISOString(),
      endedAt: new Date(lastAtMs).toISOString(),
      doubtful: seen?.doubtful ?? null,
      ...tally.body(),
    },
  });
  sweeps.end(entry.id, { endedAtMs: lastAtMs, ending });
}

function tallyOf(
  { id, range, startedAtMs }: SweepEntry,
  sweeps: SweepLog,
): { readonly tally: SweepTally; readonly lastAtMs: number } {
  const tally = createSweepTally(parseRange(range) ?? { first: 0, last: 0 });
  let lastAtMs = startedAtMs;
  let after = 0;
  for (;;) {
    const page = sweeps.page(id, after, PAGE);
    for (const touch of page) {
      tally.add(touch);
      lastAtMs = Math.max(lastAtMs, touch.atMs ?? lastAtMs);
    }
    after = page.at(-1)?.number ?? after;
    if (page.length < PAGE) return { tally, lastAtMs };
  }
}

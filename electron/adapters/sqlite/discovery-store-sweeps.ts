import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { readSweepDetails } from '../../../shared/domain/discovery/sweep/sweep-details.ts';
import { sweepEndings } from '../../../shared/domain/discovery/sweep-report.ts';
import type { LoggedTouch, StoredSweep, SweepLog } from '../../discovery/sweep/sweep-ports.ts';
import type { Write } from './write-guard.ts';

const rowSchema = z
  .object({
    id: z.string(),
    range: z.string(),
    port: z.int(),
    pace: z.string(),
    startedAtMs: z.int(),
    details: z.string(),
    endedAtMs: z.int().nullable(),
    /** A sweep of an older version has none. */
    ending: z.enum(sweepEndings).nullable(),
    touched: z.int(),
    answered: z.int(),
  })
  .transform(
    ({ details, endedAtMs, ending, ...row }): StoredSweep => ({
      ...row,
      details: readSweepDetails(JSON.parse(details)),
      end: endedAtMs === null ? null : { endedAtMs, ending: ending ?? 'complete' },
    }),
  );
/** A list for people. */
const LIST_LIMIT = 100;
const ASKED = "outcome IS NULL OR outcome <> 'not-asked'";

/** The log of sweeps, on the database. */
export function createSweepLog(db: Database, write: Write): SweepLog {
  const begin = db.prepare(
    `INSERT INTO sweep (id, site, range, port, pace, started_at_ms, details)
     VALUES (@id, @site, @range, @port, @pace, @startedAtMs, @details)`,
  );
  const ahead = db.prepare(
    'INSERT INTO sweep_touch (sweep_id, number, address, attempt, purpose) VALUES (?, ?, ?, ?, ?)',
  );
  const touch = db.prepare('UPDATE sweep_touch SET at_ms = ?, outcome = ? WHERE sweep_id = ? AND number = ?');
  const page = db.prepare<[string, number, number], LoggedTouch>(
    `SELECT number, address, attempt, purpose, at_ms AS atMs, coalesce(outcome, 'unknown') AS outcome
     FROM sweep_touch WHERE sweep_id = ? AND number > ? ORDER BY number LIMIT ?`,
  );
  const touched = `(SELECT count(DISTINCT address) FROM sweep_touch WHERE sweep_id = sweep.id AND (${ASKED}))`;
  const answered = `(SELECT count(DISTINCT address) FROM sweep_touch WHERE sweep_id = sweep.id AND outcome = 'open')`;
  // Counted once, at the end: the log of a /16 has 65,536 rows.
  const end = db.prepare(
    `UPDATE sweep SET ended_at_ms = ?, ending = ?, touched = ${touched}, answered = ${answered} WHERE id = ?`,
  );
  const columns = `id, range, port, pace, started_at_ms AS startedAtMs, details, ended_at_ms AS endedAtMs, ending,
    coalesce(touched, ${touched}) AS touched, coalesce(answered, ${answered}) AS answered`;
  const all = db.prepare(
    `SELECT ${columns} FROM sweep WHERE site = ? ORDER BY started_at_ms DESC, id DESC LIMIT ${LIST_LIMIT}`,
  );
  const one = db.prepare(`SELECT ${columns} FROM sweep WHERE site = ? AND id = ?`);
  const unended = db.prepare(
    `SELECT ${columns} FROM sweep WHERE site = ? AND ended_at_ms IS NULL ORDER BY started_at_ms`,
  );
  return {
    begin: (site, { details, ...entry }) =>
      write(() => void begin.run({ site, ...entry, details: JSON.stringify(details) })),
    write: (sweepId, lot) =>
      write(() => {
        for (const { number, address, attempt, purpose } of lot.ahead)
          ahead.run(sweepId, number, address, attempt, purpose);
        for (const { atMs, outcome, number } of lot.touches) touch.run(atMs, outcome, sweepId, number);
      }),
    end: (sweepId, { endedAtMs, ending }) => write(() => void end.run(endedAtMs, ending, sweepId)),
    find: (site, sweepId) => rowSchema.nullable().parse(one.get(site, sweepId) ?? null),
    all: (site) => z.array(rowSchema).parse(all.all(site)),
    page: (sweepId, afterNumber, limit) => page.all(sweepId, afterNumber, limit),
    unended: (site) => z.array(rowSchema).parse(unended.all(site)),
  };
}

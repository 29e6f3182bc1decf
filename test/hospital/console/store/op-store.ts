import { z } from 'zod';
import { opSchema, type PullAnswer, type PushRequest } from '../../../../shared/console/console-contract.ts';
import { emptyChain } from '../../../../shared/domain/sync/op-chain.ts';
import { ConsoleRefusal } from '../console-refusal.ts';
import {
  type Claim,
  claimKey,
  exclusiveKinds,
  fateOf,
  judgeBatch,
  type KeptOp,
  type Ledger,
  type Refuse,
  type SentOp,
  type SentVerdict,
} from './judge-batch.ts';
import type { SqlDatabase, SqlRunner } from './sql-database.ts';

/** A pull page's ops together hold at most this much, half of what a laptop reads in one answer. */
const PAGE_LIMIT_BYTES = 4 * 1024 * 1024;

const state = z.enum(['applied', 'refused', 'deferred']);
// Drivers give 64-bit numbers as text, number or bigint; sequence numbers stay far below 2^53.
const seqNumber = z.coerce.number().int();
const fateRow = {
  state,
  seq: seqNumber.nullable(),
  detail: z.string().nullable(),
  fixable: z.boolean(),
};
const knownRow = z.object({ op_id: z.string(), dev_seq: seqNumber, hash: z.string(), ...fateRow });
const storedRow = z.object({ op: z.string(), ...fateRow });

/** One op as the console keeps it. */
export interface StoredOp {
  readonly op: SentOp;
  readonly state: 'applied' | 'refused' | 'deferred';
  readonly seq: number | null;
  readonly detail: string | null;
}

/** Keeps a batch in one transaction under the site's row lock and gives the verdicts. Throws `ConsoleRefusal`. */
export function pushOps(
  database: SqlDatabase,
  site: string,
  request: PushRequest,
  refuse: Refuse,
): Promise<readonly SentVerdict[]> {
  return database.transaction(async (runner) => {
    const nextSeq = await lockSite(runner, site);
    await bindKey(runner, site, request);
    const ledger = await readLedger(runner, site, request);
    const judged = judgeBatch(request.ops, { ...ledger, nextSeq, refuse });
    await keep(runner, site, judged.kept);
    if (judged.nextSeq !== nextSeq) await setNextSeq(runner, site, judged.nextSeq);
    return judged.verdicts;
  });
}

/** Gives the applied ops of a site after `cursor`, in seq order, as many as fit. */
export async function pullOps(
  database: SqlDatabase,
  query: { readonly site: string; readonly cursor: number; readonly limit: number },
): Promise<Omit<PullAnswer, 'serverTime'>> {
  const { site, cursor, limit } = query;
  const rows = await database.query(
    `SELECT seq, op FROM (
       SELECT seq, op, sum(octet_length(op)) OVER (ORDER BY seq) AS running, row_number() OVER (ORDER BY seq) AS place
       FROM (SELECT seq, op FROM ops WHERE site = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS page
     ) AS sized WHERE place = 1 OR running <= $4 ORDER BY seq`,
    [site, cursor, limit, PAGE_LIMIT_BYTES],
  );
  const ops = rows.map((row) => {
    const { seq, op } = z.object({ seq: seqNumber, op: z.string() }).parse(row);
    return { seq, op: opSchema.parse(JSON.parse(op)) };
  });
  const nextCursor = ops.at(-1)?.seq ?? cursor;
  const [newest] = await database.query('SELECT next_seq FROM sites WHERE site = $1', [site]);
  const last = newest === undefined ? 0 : seqNumber.parse(newest.next_seq) - 1;
  return { ops, nextCursor, more: last > nextCursor };
}

/** Everything the console keeps of a site: applied ops in seq order, then the others. */
export async function storedOps(database: SqlDatabase, site: string): Promise<readonly StoredOp[]> {
  const rows = await database.query(
    'SELECT op, state, seq, detail, fixable FROM ops WHERE site = $1 ORDER BY seq NULLS LAST, dev, dev_seq',
    [site],
  );
  return rows.map((row) => {
    const { op, fixable: _, ...fate } = storedRow.parse(row);
    return { op: opSchema.parse(JSON.parse(op)), ...fate };
  });
}

/**
 * Looks again at everything that was refused or waits for a refused op, in the order it was written, and applies
 * what is no longer refused. Gives the number of ops applied; the laptop learns of it at its next offer or pull.
 */
export function readmitOps(database: SqlDatabase, site: string, refuse: Refuse): Promise<number> {
  return database.transaction(async (runner) => {
    let nextSeq = await lockSite(runner, site);
    const rows = await runner.query(
      `SELECT op, state, seq, detail, fixable FROM ops WHERE site = $1 AND state <> 'applied' ORDER BY dev, dev_seq`,
      [site],
    );
    const ops = rows.map((row) => opSchema.parse(JSON.parse(storedRow.parse(row).op)));
    const refused = new Map<string, Map<string, string>>();
    let applied = 0;
    for (const op of ops) {
      const ofDevice = refused.get(op.dev) ?? new Map<string, string>();
      refused.set(op.dev, ofDevice);
      const fate = fateOf(op, {
        nextSeq,
        refused: ofDevice,
        claims: await claimsFor(runner, site, [op], op.dev),
        refuse,
      });
      if (fate.state === 'refused' && !ofDevice.has(op.agg)) ofDevice.set(op.agg, op.opId);
      if (fate.seq === null) continue;
      await runner.query(
        "UPDATE ops SET state = 'applied', seq = $3, detail = $4, fixable = false WHERE site = $1 AND op_id = $2",
        [site, op.opId, fate.seq, fate.detail],
      );
      nextSeq = fate.seq + 1;
      applied += 1;
    }
    if (applied > 0) await setNextSeq(runner, site, nextSeq);
    return applied;
  });
}

/** Sequence numbers are given under this lock, so no reader can see n + 1 before n. */
async function lockSite(runner: SqlRunner, site: string): Promise<number> {
  const [row] = await runner.query('SELECT next_seq FROM sites WHERE site = $1 FOR UPDATE', [site]);
  if (row === undefined) throw new ConsoleRefusal(403, 'site-unknown', `no site ${site} here`);
  return seqNumber.parse(row.next_seq);
}

function setNextSeq(runner: SqlRunner, site: string, nextSeq: number): Promise<unknown> {
  return runner.query('UPDATE sites SET next_seq = $2 WHERE site = $1', [site, nextSeq]);
}

/** The first push binds the key to the device. */
async function bindKey(
  runner: SqlRunner,
  site: string,
  { device, devicePublicKey }: PushRequest,
): Promise<void> {
  const [row] = await runner.query(
    `UPDATE devices SET public_key = coalesce(public_key, $3) WHERE site = $1 AND dev = $2 RETURNING public_key`,
    [site, device, devicePublicKey],
  );
  if (row?.public_key !== devicePublicKey) {
    throw new ConsoleRefusal(403, 'other-device-key', `device ${device} is bound to another key`);
  }
}

async function readLedger(
  runner: SqlRunner,
  site: string,
  { device, ops }: PushRequest,
): Promise<Omit<Ledger, 'nextSeq' | 'refuse'>> {
  const known = await runner.query(
    `SELECT op_id, dev_seq, hash, state, seq, detail, fixable FROM ops
     WHERE site = $1 AND (op_id = ANY($2::text[]) OR (dev = $3 AND dev_seq = ANY($4::bigint[])))`,
    [site, ops.map(({ opId }) => opId), device, ops.map(({ devSeq }) => devSeq)],
  );
  const [head] = await runner.query(
    'SELECT dev_seq, hash FROM ops WHERE site = $1 AND dev = $2 ORDER BY dev_seq DESC LIMIT 1',
    [site, device],
  );
  const refused = await runner.query(
    `SELECT agg, op_id FROM ops
     WHERE site = $1 AND dev = $2 AND state = 'refused' AND agg = ANY($3::text[]) ORDER BY dev_seq DESC`,
    [site, device, ops.map(({ agg }) => agg)],
  );
  const refusedRow = z.object({ agg: z.string(), op_id: z.string() });
  return {
    known: known.map((row) => {
      const { op_id: opId, dev_seq: devSeq, ...rest } = knownRow.parse(row);
      return { opId, devSeq, ...rest };
    }),
    head: head === undefined ? emptyChain : headOf(head),
    // Newest first, so that the earliest of an aggregate is what remains.
    refused: new Map(refused.map((row) => refusedRow.parse(row)).map(({ agg, op_id }) => [agg, op_id])),
    claims: await claimsFor(runner, site, ops, device),
  };
}

function headOf(row: Readonly<Record<string, unknown>>): Ledger['head'] {
  const { dev_seq: devSeq, hash } = z.object({ dev_seq: seqNumber, hash: z.string() }).parse(row);
  return { devSeq, hash };
}

async function claimsFor(
  runner: SqlRunner,
  site: string,
  ops: readonly SentOp[],
  device: string,
): Promise<ReadonlyMap<string, Claim>> {
  const exclusive = ops.filter(({ kind }) => exclusiveKinds.includes(kind));
  if (exclusive.length === 0) return new Map();
  const rows = await runner.query(
    `SELECT DISTINCT ON (kind, agg) op FROM ops
     WHERE site = $1 AND dev <> $2 AND state = 'applied' AND kind = ANY($3::text[]) AND agg = ANY($4::text[])
     ORDER BY kind, agg, seq DESC`,
    [site, device, [...exclusiveKinds], exclusive.map(({ agg }) => agg)],
  );
  return new Map(
    rows.map((row) => {
      const op = opSchema.parse(JSON.parse(z.object({ op: z.string() }).parse(row).op));
      return [claimKey(op), { body: op.body }];
    }),
  );
}

/** One statement for the whole batch: a round trip each would be what limits the console. */
async function keep(runner: SqlRunner, site: string, kept: readonly KeptOp[]): Promise<void> {
  if (kept.length === 0) return;
  const column = <T>(read: (entry: KeptOp) => T) => kept.map(read);
  await runner.query(
    `INSERT INTO ops (site, dev, dev_seq, op_id, kind, agg, hash, state, seq, detail, fixable, op)
     SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
                              $8::text[], $9::bigint[], $10::text[], $11::boolean[], $12::text[])`,
    [
      site,
      column(({ op }) => op.dev),
      column(({ op }) => op.devSeq),
      column(({ op }) => op.opId),
      column(({ op }) => op.kind),
      column(({ op }) => op.agg),
      column(({ op }) => op.hash),
      column((entry) => entry.state),
      column((entry) => entry.seq),
      column((entry) => entry.detail),
      column((entry) => entry.fixable),
      column(({ op }) => JSON.stringify(op)),
    ],
  );
}

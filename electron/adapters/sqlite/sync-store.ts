import type { Database } from 'better-sqlite3';
import { opSchema } from '../../../shared/console/console-contract.ts';
import type { Op, OpState } from '../../../shared/domain/sync/op.ts';
import type { OpChange } from '../../../shared/domain/sync/op-change.ts';
import type { PullPage } from '../../../shared/domain/sync/pull-page.ts';
import { readBack } from '../../../shared/domain/sync/read-back.ts';
import type { OpLogStore } from '../../sync/op-log-store.ts';
import type { OutboxStore } from '../../sync/outbox-store.ts';
import { createLedger } from './sync-ledger.ts';
import { createWrite, type Write, withRoom } from './write-guard.ts';

interface OpRow {
  readonly dev_seq: number;
  readonly document: string;
}

interface OwnRow {
  readonly hash: string;
  readonly state: OpState;
  readonly detail: string | null;
}

/** The op log and its outbox on the database. All of it is synchronous: one writer, one connection. */
export function createSyncStore(db: Database): OpLogStore & OutboxStore {
  const write = createWrite(db);
  return { ...createLog(db), ...createOutbox(db, write), ...createLedger(db) };
}

function createLog(db: Database): OpLogStore {
  const find = db.prepare<[string], OpRow>('SELECT dev_seq, document FROM op WHERE op_id = ?');
  const head = db.prepare<[string], { readonly devSeq: number; readonly hash: string }>(
    'SELECT dev_seq AS devSeq, hash FROM op WHERE dev = ? ORDER BY dev_seq DESC LIMIT 1',
  );
  const append = db.prepare(
    `INSERT INTO op (op_id, site, region, dev, dev_seq, kind, agg, document, hash)
     VALUES (@opId, @site, @region, @dev, @devSeq, @kind, @agg, @document, @hash)`,
  );
  const devices = db.prepare<[], string>('SELECT DISTINCT dev FROM op ORDER BY dev').pluck();
  const chain = db.prepare<[string, number, number], OpRow>(
    'SELECT dev_seq, document FROM op WHERE dev = ? AND dev_seq > ? ORDER BY dev_seq LIMIT ?',
  );
  return {
    find: (opId) => {
      const row = find.get(opId);
      return row === undefined ? null : readOp(row);
    },
    head: (dev) => head.get(dev) ?? null,
    append: (op) => {
      const { opId, site, region, dev, devSeq, kind, agg, hash } = op;
      const row = { opId, site, region, dev, devSeq, kind, agg, hash, document: JSON.stringify(op) };
      // One statement is one transaction of its own: a third faster than a written-out one.
      withRoom(db, () => append.run(row));
    },
    devices: () => devices.all(),
    chain: (dev, afterDevSeq, limit) =>
      chain.all(dev, afterDevSeq, limit).map((row) => ({ devSeq: row.dev_seq, op: tryReadOp(row) })),
  };
}

function createOutbox(db: Database, write: Write): Omit<OutboxStore, 'tally' | 'hasUnsentWork' | 'ledger'> {
  // `accepted` below the cursor: the feed went past it without bringing it back (a restored console), so it
  // is offered again. The NOT IN term makes the partial index fit.
  const outbox = db.prepare<{ dev: string; region: string; afterDevSeq: number; limit: number }, OpRow>(
    `SELECT dev_seq, document FROM op
     WHERE dev = @dev AND region = @region AND dev_seq > @afterDevSeq
       AND state NOT IN ('confirmed', 'conflict', 'refused')
       AND (state <> 'accepted' OR seq <= coalesce((SELECT cursor FROM sync_cursor c WHERE c.site = op.site), 0))
     ORDER BY dev_seq LIMIT @limit`,
  );
  const change = db.prepare<OpChange>(
    `UPDATE op SET state = @state, seq = coalesce(@seq, seq), detail = @detail
     WHERE op_id = @opId AND state <> 'confirmed'`,
  );
  const cursor = db.prepare<[string], number>('SELECT cursor FROM sync_cursor WHERE site = ?').pluck();
  return {
    outbox: (query) => outbox.all({ ...query }).map(readOp),
    change: (changes) => write(() => changes.forEach((one) => void change.run(one))),
    keepPage: createKeepPage(db, write),
    cursor: (site) => cursor.get(site) ?? 0,
  };
}

function createKeepPage(db: Database, write: Write): OutboxStore['keepPage'] {
  const own = db.prepare<[string], OwnRow>('SELECT hash, state, detail FROM op WHERE op_id = ?');
  const confirm = db.prepare(
    `UPDATE op SET state = @state, detail = @detail, seq = @seq, confirmed_at_ms = @atMs
     WHERE op_id = @opId`,
  );
  const keep = db.prepare(
    `INSERT INTO remote_op (site, seq, op_id, hash, document) VALUES (@site, @seq, @opId, @hash, @document)
     ON CONFLICT (site, seq) DO UPDATE SET op_id = @opId, hash = @hash, document = @document`,
  );
  const moveCursor = db.prepare(
    `INSERT INTO sync_cursor (site, cursor) VALUES (@site, @cursor)
     ON CONFLICT (site) DO UPDATE SET cursor = @cursor`,
  );
  const keepOp = (site: string, { seq, op }: PullPage['ops'][number], atMs: number): void => {
    const local = own.get(op.opId);
    if (local === undefined) {
      keep.run({ site, seq, opId: op.opId, hash: op.hash, document: JSON.stringify(op) });
      return;
    }
    const { state, detail, proved } = readBack(local, op.hash);
    confirm.run({ opId: op.opId, state, detail, seq, atMs: proved ? atMs : null });
  };
  return (site, page, atMs) =>
    write(() => {
      for (const one of page.ops) keepOp(site, one, atMs);
      moveCursor.run({ site, cursor: page.nextCursor });
    });
}

function readOp({ document }: OpRow): Op {
  return opSchema.parse(JSON.parse(document));
}

/** Damage shows as null here, so that the walk along the chain can say where it is. */
function tryReadOp({ document }: OpRow): Op | null {
  try {
    return opSchema.parse(JSON.parse(document));
  } catch {
    return null;
  }
}

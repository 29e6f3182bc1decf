import type { Database } from 'better-sqlite3';
import { opSchema } from '../../../shared/console/console-contract.ts';
import type { OpState } from '../../../shared/domain/sync/op.ts';
import type { LedgerQuery, OutboxStore } from '../../sync/outbox-store.ts';

interface LedgerRow {
  readonly document: string;
  readonly state: OpState;
  readonly seq: number | null;
  readonly detail: string | null;
}

const conditions: Readonly<Record<LedgerQuery['filter'], string>> = {
  all: 'true',
  unsent: "state <> 'confirmed'",
  confirmed: "state = 'confirmed'",
  'needs-you': "state IN ('conflict', 'refused')",
};

/** What the ledger page and the chip read. */
export function createLedger(db: Database): Pick<OutboxStore, 'tally' | 'hasUnsentWork' | 'ledger'> {
  const perState = db.prepare<
    [string],
    { readonly state: OpState; readonly ops: number; readonly lastMs: number | null }
  >('SELECT state, count(*) AS ops, max(confirmed_at_ms) AS lastMs FROM op WHERE dev = ? GROUP BY state');
  const unsentWork = db.prepare<[string], number>(
    `SELECT 1 FROM op WHERE dev = ? AND kind <> 'device.enrolled'
       AND state IN ('local', 'sent', 'accepted') LIMIT 1`,
  );
  const pages = Object.fromEntries(
    Object.entries(conditions).map(([filter, condition]) => [
      filter,
      {
        // Newest first, as they were written: rowid grows with each op on this laptop.
        entries: db.prepare<[number, number], LedgerRow>(
          `SELECT document, state, seq, detail FROM op WHERE ${condition} ORDER BY rowid DESC LIMIT ? OFFSET ?`,
        ),
        total: db.prepare<[], number>(`SELECT count(*) FROM op WHERE ${condition}`).pluck(),
      },
    ]),
  );
  return {
    hasUnsentWork: (dev) => unsentWork.get(dev) !== undefined,
    tally: (dev) => {
      const states = { local: 0, sent: 0, accepted: 0, confirmed: 0, conflict: 0, refused: 0, held: 0 };
      let lastConfirmedAtMs: number | null = null;
      for (const { state, ops, lastMs } of perState.all(dev)) {
        states[state] = ops;
        if (lastMs !== null) lastConfirmedAtMs = Math.max(lastConfirmedAtMs ?? 0, lastMs);
      }
      return { states, lastConfirmedAtMs };
    },
    ledger: ({ filter, offset, limit }) => {
      const page = pages[filter];
      if (page === undefined) throw new Error(`no ledger filter ${filter}`);
      const entries = page.entries.all(limit, offset).map(({ document, state, seq, detail }) => ({
        op: opSchema.parse(JSON.parse(document)),
        state,
        seq,
        detail,
      }));
      return { entries, total: page.total.get() ?? 0 };
    },
  };
}

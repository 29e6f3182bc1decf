/**
 * Record: one op durable on disk, hash chain and indexes included, against a bare insert of the same bytes into
 * the same table by the same library with the same cipher and pragmas. The two take turns in small groups.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { type Database, openDatabase } from '../../electron/adapters/sqlite/open-database.ts';
import { createSyncStore } from '../../electron/adapters/sqlite/sync-store.ts';
import { createOpLog } from '../../electron/sync/op-log.ts';
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import type { Op } from '../../shared/domain/sync/op.ts';
import { atMost, type BenchReport, context, quantile } from './bench-report.ts';

const GROUPS = 40;
const GROUP_SIZE = 100;
const WARM_UP = 200;

/** Only what the op log reads of it. */
const enrolment: Enrolment = {
  format: 'rounds-enrolment/1',
  region: 'eu-1',
  consoleUrl: 'https://127.0.0.1:1',
  consoleCa: '-----BEGIN CERTIFICATE-----',
  packKey: 'x'.repeat(56),
  device: { id: 'bench-laptop', token: 'x'.repeat(16) },
  engineer: 'Bench',
  site: 'bench-site',
};

/** About 350 bytes of op, as a finished step of provisioning has. */
const body = {
  node: 'uuid:4c4c4544-0037-4b10-8058-b7c04f583232',
  slot: 'lab-edge-02',
  step: 'install',
  tookMs: 241_337,
  planHash: 'a'.repeat(64),
};

/** Measures both sides and reports the 99th percentile and the ratio of the medians. */
export async function recordBench(): Promise<BenchReport> {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-record-'));
  const open = (name: string): Database =>
    openDatabase({ path: join(folder, name), keyHex: '5a'.repeat(32), nativeBinding: null });
  const ours = open('ours.db');
  const bare = open('bare.db');
  try {
    const record = recorder(ours);
    const insert = inserter(bare);
    const recorded: number[] = [];
    const inserted: number[] = [];
    for (let warm = 0; warm < WARM_UP; warm += 1) insert(record());
    for (let group = 0; group < GROUPS; group += 1) {
      const ops: Op[] = [];
      for (let index = 0; index < GROUP_SIZE; index += 1) recorded.push(timed(() => ops.push(record())));
      for (const op of ops) inserted.push(timed(() => insert(op)));
    }
    return report(recorded, inserted);
  } finally {
    ours.close();
    bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function recorder(db: Database): () => Op {
  const log = createOpLog({ clock: systemClock, store: createSyncStore(db), enrolment: () => enrolment });
  return () => log.record({ kind: 'provision.step', agg: `node:${body.node}`, body });
}

function inserter(db: Database): (op: Op) => void {
  const statement = db.prepare(
    `INSERT INTO op (op_id, site, region, dev, dev_seq, kind, agg, document, hash)
     VALUES (@opId, @site, @region, @dev, @devSeq, @kind, @agg, @document, @hash)`,
  );
  return (op) => {
    const { opId, site, region, dev, devSeq, kind, agg, hash } = op;
    statement.run({ opId, site, region, dev, devSeq, kind, agg, hash, document: JSON.stringify(op) });
  };
}

function timed(work: () => void): number {
  const beganAt = performance.now();
  work();
  return performance.now() - beganAt;
}

function report(recorded: readonly number[], inserted: readonly number[]): BenchReport {
  const peer = 'a bare better-sqlite3 insert with the same cipher and pragmas';
  const ratio = quantile(recorded, 0.5) / quantile(inserted, 0.5);
  return {
    bench: 'record',
    runtime: `Node ${process.versions.node}`,
    figures: [
      atMost({
        name: 'one op durable, p99',
        value: quantile(recorded, 0.99),
        unit: 'ms',
        goal: 25,
        peer: null,
      }),
      atMost({ name: 'one op durable, median', value: ratio, unit: '×', goal: 1.5, peer }),
      context('one op durable, median', quantile(recorded, 0.5), 'ms'),
      context('bare insert, median', quantile(inserted, 0.5), 'ms'),
      context('bare insert, p99', quantile(inserted, 0.99), 'ms'),
      context('ops recorded', recorded.length, 'ops'),
    ],
  };
}

import type { Database } from 'better-sqlite3';
import { type FlowRecord, flowRecordSchema } from '../../../shared/domain/provisioning/flow-document.ts';
import { LINE_LIMIT, type ProvisionLine } from '../../../shared/domain/provisioning/flow-view.ts';
import type { ProvisioningStore } from '../../provisioning/ports.ts';
import { createWrite } from './write-guard.ts';

interface LineRow {
  readonly at_ms: number;
  readonly text: string;
}

/** The journal of flows on the database. */
export function createProvisioningStore(db: Database): ProvisioningStore {
  const write = createWrite(db);
  const load = db
    .prepare<[string, string], string>('SELECT document FROM flow WHERE site = ? AND node_id = ?')
    .pluck();
  const all = db
    .prepare<[string], string>('SELECT document FROM flow WHERE site = ? ORDER BY updated_at_ms, node_id')
    .pluck();
  const save = db.prepare(
    `INSERT INTO flow (site, node_id, document, updated_at_ms) VALUES (@site, @nodeId, @document, @atMs)
     ON CONFLICT (site, node_id) DO UPDATE SET document = @document, updated_at_ms = @atMs`,
  );
  return {
    load: (site, nodeId) => {
      const document = load.get(site, nodeId);
      return document === undefined ? null : readRecord(document);
    },
    all: (site) => all.all(site).map(readRecord),
    save: (site, record, atMs) => {
      const { nodeId } = record.flow.plan;
      write(() => void save.run({ site, nodeId, document: JSON.stringify(record), atMs }));
    },
    ...createLines(db, write),
  };
}

function createLines(
  db: Database,
  write: ReturnType<typeof createWrite>,
): Pick<ProvisioningStore, 'addLines' | 'lines' | 'clearLines'> {
  const add = db.prepare('INSERT INTO flow_line (site, node_id, at_ms, text) VALUES (?, ?, ?, ?)');
  const cut = db.prepare<[string, string, string, string]>(
    `DELETE FROM flow_line WHERE site = ? AND node_id = ? AND line_id <=
       (SELECT line_id FROM flow_line WHERE site = ? AND node_id = ?
        ORDER BY line_id DESC LIMIT 1 OFFSET ${LINE_LIMIT})`,
  );
  const newest = db.prepare<[string, string], LineRow>(
    `SELECT at_ms, text FROM flow_line WHERE site = ? AND node_id = ? ORDER BY line_id DESC LIMIT ${LINE_LIMIT}`,
  );
  const clear = db.prepare('DELETE FROM flow_line WHERE site = ? AND node_id = ?');
  return {
    addLines: (site, nodeId, lines) =>
      write(() => {
        for (const { atMs, text } of lines) add.run(site, nodeId, atMs, text);
        cut.run(site, nodeId, site, nodeId);
      }),
    lines: (site, nodeId) =>
      newest
        .all(site, nodeId)
        .reverse()
        .map(({ at_ms: atMs, text }): ProvisionLine => ({ atMs, text })),
    clearLines: (site, nodeId) => write(() => void clear.run(site, nodeId)),
  };
}

function readRecord(document: string): FlowRecord {
  return flowRecordSchema.parse(JSON.parse(document));
}

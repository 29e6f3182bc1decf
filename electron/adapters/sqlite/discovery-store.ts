import type { Database } from 'better-sqlite3';
import { sightingSchema } from '../../../shared/domain/discovery/sighting-document.ts';
import { bindingSchema } from '../../../shared/domain/nodes/binding.ts';
import type { FoundLog, SightingStore } from '../../discovery/discovery-ports.ts';
import type { SweepLog } from '../../discovery/sweep/sweep-ports.ts';
import type { BindingStore } from '../../nodes/identification-ports.ts';
import { createSweepLog } from './discovery-store-sweeps.ts';
import { createWrite, type Write } from './write-guard.ts';

/** Kept per site: far more than a visit makes, little enough to fold in milliseconds. */
const SIGHTING_LIMIT = 5000;

export interface DiscoveryStore {
  readonly sightings: SightingStore;
  readonly found: FoundLog;
  readonly sweeps: SweepLog;
  readonly bindings: BindingStore;
}

/** Everything that finding and identifying nodes keeps, on the database. */
export function createDiscoveryStore(db: Database): DiscoveryStore {
  const write = createWrite(db);
  return {
    sightings: createSightings(db, write),
    found: createFound(db, write),
    sweeps: createSweepLog(db, write),
    bindings: createBindings(db, write),
  };
}

function createSightings(db: Database, write: Write): SightingStore {
  const all = db
    .prepare<[string], string>('SELECT document FROM sighting WHERE site = ? ORDER BY seen_at_ms, id')
    .pluck();
  const keep = db.prepare(
    `INSERT INTO sighting (site, id, seen_at_ms, document) VALUES (@site, @id, @seenAtMs, @document)
     ON CONFLICT (site, id) DO UPDATE SET seen_at_ms = @seenAtMs, document = @document
     WHERE excluded.seen_at_ms >= seen_at_ms`,
  );
  const prune = db.prepare(
    `DELETE FROM sighting WHERE site = ? AND id IN
       (SELECT id FROM sighting WHERE site = ? ORDER BY seen_at_ms DESC, id LIMIT -1 OFFSET ${SIGHTING_LIMIT})`,
  );
  const forget = db.prepare('DELETE FROM sighting WHERE site = ? AND id = ?');
  return {
    // One that an older version wrote and this one cannot read is left out: it will be seen again.
    all: (site) =>
      all.all(site).flatMap((document) => sightingSchema.safeParse(JSON.parse(document)).data ?? []),
    keep: (site, sightings) =>
      write(() => {
        for (const sighting of sightings) {
          const { id, seenAtMs } = sighting;
          keep.run({ site, id, seenAtMs, document: JSON.stringify(sighting) });
        }
        prune.run(site, site);
      }),
    forget: (site, ids) =>
      write(() => {
        for (const id of ids) forget.run(site, id);
      }),
  };
}

function createFound(db: Database, write: Write): FoundLog {
  const all = db
    .prepare<[string], string>('SELECT node_id FROM found_node WHERE site = ? AND recorded = 1')
    .pluck();
  const add = db.prepare('INSERT INTO found_node (site, node_id, op_id) VALUES (?, ?, ?)');
  const read = db
    .prepare<[string, string], string>('SELECT op_id FROM found_node WHERE site = ? AND node_id = ?')
    .pluck();
  const mark = db.prepare('UPDATE found_node SET recorded = 1 WHERE site = ? AND node_id = ?');
  return {
    all: (site) => new Set(all.all(site)),
    opIdsFor: (site, nodeIds, mint) =>
      write(() => {
        for (const nodeId of nodeIds) if (read.get(site, nodeId) === undefined) add.run(site, nodeId, mint());
        return new Map(nodeIds.map((nodeId) => [nodeId, read.get(site, nodeId) ?? mint()]));
      }),
    markRecorded: (site, nodeIds) =>
      write(() => {
        for (const nodeId of nodeIds) mark.run(site, nodeId);
      }),
  };
}

function createBindings(db: Database, write: Write): BindingStore {
  const all = db
    .prepare<[string], string>('SELECT document FROM binding WHERE site = ? ORDER BY bound_at_ms, slot_id')
    .pluck();
  const bind = db.prepare(
    `INSERT INTO binding (site, slot_id, node_id, document, bound_at_ms)
     VALUES (@site, @slotId, @nodeId, @document, @boundAtMs)
     ON CONFLICT (site, slot_id) DO UPDATE SET document = @document, bound_at_ms = @boundAtMs
     WHERE node_id = @nodeId`,
  );
  const release = db.prepare('DELETE FROM binding WHERE site = ? AND slot_id = ?');
  return {
    all: (site) => all.all(site).map((document) => bindingSchema.parse(JSON.parse(document))),
    bind: (site, binding) =>
      write(() => {
        const { slotId, nodeId, boundAtMs } = binding;
        const { changes } = bind.run({ site, slotId, nodeId, boundAtMs, document: JSON.stringify(binding) });
        if (changes !== 1) throw new Error(`slot ${slotId} holds another node`);
      }),
    release: (site, slotId) => write(() => void release.run(site, slotId)),
  };
}

import type { Database } from 'better-sqlite3';
import type { SitesStore, StoredPack } from '../../sites/sites-ports.ts';
import { createWrite } from './write-guard.ts';

/** Named texts and packs on the database. */
export function createSitesStore(db: Database): SitesStore {
  const write = createWrite(db);
  const read = db.prepare<[string], string>('SELECT value FROM setting WHERE name = ?').pluck();
  const save = db.prepare(
    'INSERT INTO setting (name, value) VALUES (@name, @value) ON CONFLICT (name) DO UPDATE SET value = @value',
  );
  const newest = db.prepare<[string], StoredPack>(
    `SELECT version, document, signature, accepted_at_ms AS acceptedAtMs FROM pack
     WHERE site = ? ORDER BY version DESC LIMIT 1`,
  );
  const savePack = db.prepare(
    `INSERT INTO pack (site, version, document, signature, accepted_at_ms)
     VALUES (@site, @version, @document, @signature, @acceptedAtMs)
     ON CONFLICT (site, version) DO UPDATE
     SET document = @document, signature = @signature, accepted_at_ms = @acceptedAtMs`,
  );
  return {
    write,
    read: (name) => read.get(name) ?? null,
    save: (name, value) => write(() => void save.run({ name, value })),
    pack: (site) => newest.get(site) ?? null,
    savePack: (site, pack) => write(() => void savePack.run({ site, ...pack })),
  };
}

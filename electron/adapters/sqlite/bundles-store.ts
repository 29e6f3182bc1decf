import type { Database } from 'better-sqlite3';
import { bundleRecordSchema } from '../../../shared/domain/bundles/manifest-schema.ts';
import type { BundleStore } from '../../bundles/bundles-ports.ts';
import { createWrite } from './write-guard.ts';

/** More bundles than anybody makes on a visit; older ones stay on disk and are not listed. */
const LISTED = 100;

/** Records of bundles on the database. One that this version can no longer read stays there and is not shown. */
export function createBundlesStore(db: Database): BundleStore {
  const write = createWrite(db);
  const add = db.prepare(
    'INSERT INTO bundle (id, site, created_at_ms, document) VALUES (@id, @site, @createdAtMs, @document)',
  );
  const list = db
    .prepare<[string, number], string>(
      'SELECT document FROM bundle WHERE site = ? ORDER BY number DESC LIMIT ?',
    )
    .pluck();
  return {
    add: (site, record) => {
      const { id, createdAtMs } = record;
      write(() => add.run({ id, site, createdAtMs, document: JSON.stringify(record) }));
    },
    list: (site) =>
      list.all(site, LISTED).flatMap((document) => {
        const parsed = bundleRecordSchema.safeParse(JSON.parse(document));
        return parsed.success ? [parsed.data] : [];
      }),
  };
}

/** Where every noun keeps its things. */
import { createBundlesStore } from './adapters/sqlite/bundles-store.ts';
import { createChecksStore } from './adapters/sqlite/checks-store.ts';
import { createDiscoveryStore } from './adapters/sqlite/discovery-store.ts';
import type { Database } from './adapters/sqlite/open-database.ts';
import { createProvisioningStore } from './adapters/sqlite/provisioning-store.ts';
import { createSitesStore } from './adapters/sqlite/sites-store.ts';
import { createSyncStore } from './adapters/sqlite/sync-store.ts';

/** One database, one writer. */
export function openStores(db: Database) {
  return {
    sites: createSitesStore(db),
    sync: createSyncStore(db),
    discovery: createDiscoveryStore(db),
    checks: createChecksStore(db),
    provisioning: createProvisioningStore(db),
    bundles: createBundlesStore(db),
  };
}
export type Stores = ReturnType<typeof openStores>;

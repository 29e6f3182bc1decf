import type { Migration } from '../migrate.ts';
import { migration0001 } from './0001-sites.ts';
import { migration0002 } from './0002-sync.ts';
import { migration0003 } from './0003-discovery.ts';
import { migration0004 } from './0004-checks.ts';
import { migration0005 } from './0005-provisioning.ts';
import { migration0006 } from './0006-bundles.ts';
import { migration0007 } from './0007-sweeps.ts';

/** Every step of the schema, in order. */
export const migrations: readonly Migration[] = [
  migration0001,
  migration0002,
  migration0003,
  migration0004,
  migration0005,
  migration0006,
  migration0007,
];

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBundlesStore } from '../../electron/adapters/sqlite/bundles-store.ts';
import type { BundleStore } from '../../electron/bundles/bundles-ports.ts';
import type { BundleRecord } from '../../shared/domain/bundles/bundle.ts';
import { createFakeBundleStore } from '../fakes/bundles/bundle-store.ts';
import { createTemporaryDatabase } from '../fakes/temporary-database.ts';

const record = (id: string, createdAtMs = 1000): BundleRecord => ({
  id,
  path: `/bundles/${id}.zip`,
  createdAtMs,
  sizeBytes: 1234,
  sha256: 'a'.repeat(64),
  verified: true,
  manifest: {
    format: 'rounds-bundle/1',
    createdAt: '2026-11-24T08:00:00.000Z',
    appVersion: '0.1.0',
    site: 'st-anna',
    region: 'eu-1',
    rules: 'rounds-redact/1',
    entries: [
      {
        path: 'a.log',
        sizeBytes: 3,
        sha256: 'b'.repeat(64),
        collector: 'visit',
        removed: { 'private-keys': 2 },
      },
    ],
    missing: [{ collector: 'node-logs:1', why: 'timeout', detail: 'not done after 60 s' }],
  },
});

const makers: readonly (readonly [string, () => { readonly store: BundleStore; close(): void }])[] = [
  ['in memory', () => ({ store: createFakeBundleStore(), close: () => undefined })],
  [
    'SQLite',
    () => {
      const temporary = createTemporaryDatabase();
      return { store: createBundlesStore(temporary.db), close: () => temporary.remove() };
    },
  ],
];

describe.each(makers)('a store of bundles, %s', (_name, make) => {
  let store: BundleStore;
  let close: () => void;
  beforeEach(() => {
    ({ store, close } = make());
  });
  afterEach(() => close());

  test('a record comes back whole', () => {
    store.add('st-anna', record('b1'));
    expect(store.list('st-anna')).toEqual([record('b1')]);
  });

  test('the newest comes first, whatever the clock said, and only of this site', () => {
    store.add('st-anna', record('b1', 9000));
    store.add('st-anna', record('b2', 1000));
    store.add('elsewhere', record('b3'));
    expect(store.list('st-anna').map(({ id }) => id)).toEqual(['b2', 'b1']);
  });

  test('no record is kept twice', () => {
    store.add('st-anna', record('b1'));
    expect(() => store.add('st-anna', record('b1'))).toThrow();
  });
});

test('a record that a newer version wrote is left alone and not shown', () => {
  const temporary = createTemporaryDatabase();
  const store = createBundlesStore(temporary.db);
  store.add('st-anna', record('b1'));
  temporary.db.prepare(`UPDATE bundle SET document = '{"id":"b1"}'`).run();
  expect(store.list('st-anna')).toEqual([]);
  temporary.remove();
});

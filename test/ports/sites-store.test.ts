import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSitesStore } from '../../electron/adapters/sqlite/sites-store.ts';
import type { SitesStore } from '../../electron/sites/sites-ports.ts';
import { createFakeSitesStore } from '../fakes/sites/sites-store.ts';
import { createTemporaryDatabase } from '../fakes/temporary-database.ts';

const makers: readonly (readonly [string, () => { readonly store: SitesStore; close(): void }])[] = [
  ['in memory', () => ({ store: createFakeSitesStore(), close: () => {} })],
  [
    'SQLite',
    () => {
      const temporary = createTemporaryDatabase();
      return { store: createSitesStore(temporary.db), close: () => temporary.remove() };
    },
  ],
];
const pack = (version: number, document = `{"version":${version}}`) => ({
  version,
  document,
  signature: `untrusted comment: ${version}\n`,
  acceptedAtMs: 1000 + version,
});

describe.each(makers)('a store of the site, %s', (_name, make) => {
  let store: SitesStore;
  let close: () => void;
  beforeEach(() => {
    ({ store, close } = make());
  });
  afterEach(() => close());

  test('a text is what was saved last under its name, and nothing before', () => {
    expect(store.read('settings')).toBeNull();
    store.save('settings', '{"theme":"dark"}');
    store.save('settings', '{"theme":"light","name":"Zürich 🏥"}');
    store.save('other', '1');
    expect(store.read('settings')).toBe('{"theme":"light","name":"Zürich 🏥"}');
  });

  test('the newest pack of a site is the one in use, whatever order they came in', () => {
    expect(store.pack('st-anna')).toBeNull();
    store.savePack('st-anna', pack(12));
    store.savePack('st-anna', pack(9));
    store.savePack('st-bernhard', pack(40));
    expect(store.pack('st-anna')).toEqual(pack(12));
    store.savePack('st-anna', pack(12, '{"version":12,"again":true}'));
    expect(store.pack('st-anna')?.document).toBe('{"version":12,"again":true}');
  });

  test('a write that fails half-way leaves everything as it was', () => {
    store.save('enrolment', 'before');
    store.savePack('st-anna', pack(1));
    expect(() =>
      store.write(() => {
        store.save('enrolment', 'after');
        store.write(() => store.savePack('st-anna', pack(2)));
        throw new Error('on the way');
      }),
    ).toThrow('on the way');
    expect([store.read('enrolment'), store.pack('st-anna')?.version]).toEqual(['before', 1]);
  });
});

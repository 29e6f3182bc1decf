import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChecksStore } from '../../electron/adapters/sqlite/checks-store.ts';
import type { ReportStore } from '../../electron/checks/checks-ports.ts';
import type { CheckReport, Vantage } from '../../shared/domain/checks/check.ts';
import { createFakeReportStore } from '../fakes/checks/report-store.ts';
import { createTemporaryDatabase, type TemporaryDatabase } from '../fakes/temporary-database.ts';

const LAPTOP: Vantage = { from: 'laptop', interfaceName: 'eth0', address: '10.20.4.77/24' };
const NODE: Vantage = { from: 'node', nodeId: 'uuid:1', name: 'LAB-EDGE-01' };
const report = (id: string, vantage: Vantage, startedAtMs = 1000): CheckReport => ({
  id,
  vantage,
  startedAtMs,
  endedAtMs: startedAtMs + 500,
  appVersion: '0.1.0',
  clockOffsetMs: -12,
  entries: [
    {
      code: 'gateway',
      owner: 'hospital-it',
      finding: { state: 'ok', facts: { roundTripMs: 0.4 } },
      tookMs: 3,
    },
    {
      code: 'egress',
      owner: 'hospital-it',
      finding: { state: 'fault', severity: 'blocks', facts: { kind: 'silent', blocked: 'Zürich → x' } },
      tookMs: 9,
    },
    {
      code: 'time-offset',
      owner: 'you',
      finding: {
        state: 'unknown',
        failure: { code: 'check-timeout', facts: { check: 'time-offset', afterMs: 5 } },
      },
      tookMs: 5,
    },
    {
      code: 'tls-interception',
      owner: 'hospital-it',
      finding: { state: 'skipped', because: 'egress' },
      tookMs: 0,
    },
  ],
});

const makers: readonly (readonly [string, () => { readonly store: ReportStore; close(): void }])[] = [
  ['in memory', () => ({ store: createFakeReportStore(), close: () => undefined })],
  [
    'SQLite',
    () => {
      const temporary = createTemporaryDatabase();
      return { store: createChecksStore(temporary.db), close: () => temporary.remove() };
    },
  ],
];

describe.each(makers)('a store of check reports, %s', (_name, make) => {
  let store: ReportStore;
  let close: () => void;
  beforeEach(() => {
    ({ store, close } = make());
  });
  afterEach(() => close());

  test('a report comes back whole', () => {
    store.add('st-anna', report('r1', LAPTOP));
    expect(store.latest('st-anna')).toEqual([report('r1', LAPTOP)]);
  });

  test('the newest of each vantage is shown, newest first, and only of this site', () => {
    store.add('st-anna', report('r1', LAPTOP));
    store.add('st-anna', report('r2', NODE));
    store.add('st-anna', report('r3', LAPTOP));
    store.add('elsewhere', report('r4', LAPTOP));
    expect(store.latest('st-anna').map(({ id }) => id)).toEqual(['r3', 'r2']);
  });

  test('a clock that was set back does not hide the newest report', () => {
    store.add('st-anna', report('r1', LAPTOP, 9000));
    store.add('st-anna', report('r2', LAPTOP, 1000));
    expect(store.latest('st-anna').map(({ id }) => id)).toEqual(['r2']);
  });

  test('no report is kept twice', () => {
    store.add('st-anna', report('r1', LAPTOP));
    expect(() => store.add('st-anna', report('r1', LAPTOP))).toThrow();
    expect(store.latest('st-anna')).toHaveLength(1);
  });
});

describe('a store of check reports on disk', () => {
  let temporary: TemporaryDatabase;
  beforeEach(() => {
    temporary = createTemporaryDatabase();
  });
  afterEach(() => temporary.remove());

  test('what was kept is there after a restart', () => {
    createChecksStore(temporary.db).add('st-anna', report('r1', NODE));
    expect(createChecksStore(temporary.reopen()).latest('st-anna')).toEqual([report('r1', NODE)]);
  });

  test('a report that a newer version wrote is left alone and not shown', () => {
    const store = createChecksStore(temporary.db);
    store.add('st-anna', report('r1', LAPTOP));
    temporary.db.prepare(`UPDATE check_report SET document = '{"id":"r1","verdict":"fine"}'`).run();
    expect(store.latest('st-anna')).toEqual([]);
    expect(temporary.db.prepare('SELECT count(*) FROM check_report').pluck().get()).toBe(1);
  });
});

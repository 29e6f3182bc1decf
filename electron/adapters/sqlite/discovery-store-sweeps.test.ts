import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSweepDetails } from '../../../shared/domain/discovery/sweep/sweep-details.ts';
import { createTemporaryDatabase, type TemporaryDatabase } from '../../../test/fakes/temporary-database.ts';
import type { Ask, SweepEntry } from '../../discovery/sweep/sweep-ports.ts';
import { createDiscoveryStore } from './discovery-store.ts';

let file: TemporaryDatabase;
beforeEach(() => {
  file = createTemporaryDatabase();
});
afterEach(() => file.remove());

const entry: SweepEntry = {
  ...{ id: 'op-9', range: '10.20.4.0/30', port: 50_000, pace: 'gentle', startedAtMs: 5 },
  details: {
    ...{ perSecond: 25, paceReason: 'gentle', reference: 'CHG-7', siteName: 'St. Anna Hospital' },
    ...{ engineer: 'Ada Example', device: 'laptop-1', appVersion: '1.2.3', from: ['10.20.4.200'] },
  },
};
const ask = (number: number, address: string, purpose: Ask['purpose'] = 'range'): Ask => ({
  ...{ number, address, attempt: 1, purpose },
});
const asks = [ask(1, '10.20.4.2', 'canary'), ask(2, '10.20.4.1'), ask(3, '10.20.4.2'), ask(4, '10.20.4.3')];
const sweeps = () => createDiscoveryStore(file.db).sweeps;
/** As after a kill: only what was committed. */
const sweepsAfterwards = () => createDiscoveryStore(file.reopen()).sweeps;

test('what is about to be asked is on disk before it is asked, with the answers that came meanwhile', () => {
  const log = sweeps();
  log.begin('one', entry);
  log.write('op-9', { ahead: asks.slice(0, 2), touches: [] });
  log.write('op-9', {
    ahead: asks.slice(2),
    touches: [{ ...ask(1, '10.20.4.2', 'canary'), atMs: 6, outcome: 'open' }],
  });
  const after = sweepsAfterwards();
  expect(after.unended('one').map(({ id, details }) => [id, details])).toEqual([['op-9', entry.details]]);
  expect(after.page('op-9', 0, 10)).toEqual([
    { ...asks[0], atMs: 6, outcome: 'open' },
    ...asks.slice(1).map((each) => ({ ...each, atMs: null, outcome: 'unknown' })),
  ]);
});

test('a sweep that ended is listed with how it ended, and each address counts once', () => {
  const log = sweeps();
  log.begin('one', entry);
  log.begin('other', { ...entry, id: 'op-8' });
  const touches = [
    { ...ask(1, '10.20.4.2', 'canary'), atMs: 6, outcome: 'open' },
    { ...ask(2, '10.20.4.1'), atMs: 7, outcome: 'silent' },
    { ...ask(3, '10.20.4.2'), atMs: 8, outcome: 'open' },
    { ...ask(4, '10.20.4.3'), atMs: 9, outcome: 'not-asked' },
  ] as const;
  log.write('op-9', { ahead: asks, touches });
  log.end('op-9', { endedAtMs: 9, ending: 'canary-lost' });
  const stored = { ...entry, end: { endedAtMs: 9, ending: 'canary-lost' }, touched: 2, answered: 1 };
  expect(sweepsAfterwards().all('one')).toEqual([stored]);
  expect([sweeps().find('one', 'op-9'), sweeps().find('other', 'op-9')]).toEqual([stored, null]);
  expect(sweeps().unended('one')).toEqual([]);
  expect(sweeps().page('op-9', 3, 10)).toEqual([touches[3]]);
});

test('the list shows the newest first', () => {
  const log = sweeps();
  for (const startedAtMs of [3, 9, 6]) log.begin('one', { ...entry, id: `op-${startedAtMs}`, startedAtMs });
  expect(log.all('one').map(({ id }) => id)).toEqual(['op-9', 'op-6', 'op-3']);
});

test('details that this version cannot read are unknown, not fatal', () => {
  sweeps().begin('one', entry);
  file.db.exec(`UPDATE sweep SET details = '{"perSecond":"fast","reference":"CHG-7","mood":"good"}'`);
  expect(
    sweeps()
      .all('one')
      .map(({ details }) => details),
  ).toEqual([{ ...readSweepDetails(null), reference: 'CHG-7' }]);
});

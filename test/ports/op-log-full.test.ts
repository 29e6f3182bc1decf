import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createSyncStore } from '../../electron/adapters/sqlite/sync-store.ts';
import { createOpLog } from '../../electron/sync/op-log.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import { someEnrolment } from '../fakes/enrolment.ts';
import { createTemporaryDatabase, type TemporaryDatabase } from '../fakes/temporary-database.ts';

let temporary: TemporaryDatabase;
beforeEach(() => {
  temporary = createTemporaryDatabase();
});
afterEach(() => temporary.remove());

test.each([0, 1, 3, 8, 20])(
  'a disk with room for %i more pages: what was promised is kept, nothing is half',
  async (pages) => {
    const enrolment = someEnrolment();
    const openLog = () =>
      createOpLog({ clock: systemClock, store: createSyncStore(temporary.db), enrolment: () => enrolment });
    let log = openLog();
    const limit = (more: number) =>
      temporary.db.pragma(
        `max_page_count=${Number(temporary.db.pragma('page_count', { simple: true })) + more}`,
      );
    const promised: string[] = [];
    const fill = (): unknown => {
      for (;;) {
        try {
          promised.push(
            log.record({ kind: 'node.found', agg: 'node:1', body: { text: 'x'.repeat(700) } }).opId,
          );
        } catch (error) {
          return error;
        }
      }
    };
    limit(pages);
    const first = fill();
    expect(first).toBeInstanceOf(FailureError);
    expect(first).toMatchObject({ failure: { code: 'disk-full', facts: { path: temporary.path } } });
    expect(log.head()?.devSeq ?? 0).toBe(promised.length);

    limit(4);
    fill();
    temporary.reopen();
    log = openLog();
    const store = createSyncStore(temporary.db);
    expect(promised.filter((opId) => store.find(opId) === null)).toEqual([]);
    expect(log.head()?.devSeq).toBe(promised.length);
    expect(await log.verify(AbortSignal.timeout(10_000))).toBeNull();
    expect(temporary.db.pragma('integrity_check', { simple: true })).toBe('ok');
  },
);

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../electron/adapters/clock/system-clock.ts';
import { createSyncStore } from '../../../electron/adapters/sqlite/sync-store.ts';
import { createOpLog } from '../../../electron/sync/op-log.ts';
import { someEnrolment } from '../../fakes/enrolment.ts';
import { createTemporaryDatabase, TEST_KEY } from '../../fakes/temporary-database.ts';

const KILLS = 50;
/** Two writers on two files at a time: the machine that runs this has two cores. */
const LANES = 2;

/** Starts a writer, lets it acknowledge `acks` ops, and kills it while it goes on. Returns the ids acknowledged. */
async function killWriter(path: string, acks: number): Promise<readonly string[]> {
  const writer = spawn(process.execPath, [join(import.meta.dirname, 'op-writer.ts'), path, TEST_KEY], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaint = '';
  writer.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString();
  });
  writer.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString();
    if (said.split('\n').length > acks) writer.kill('SIGKILL');
  });
  const [, signal] = await once(writer, 'close');
  expect({ signal, complaint }).toEqual({ signal: 'SIGKILL', complaint: '' });
  // The last line may be half written: it was not heard.
  return said
    .split('\n')
    .slice(0, -1)
    .map((line) => line.split(' ')[0] ?? '');
}

async function lane(kills: number): Promise<{ readonly heard: number; readonly kept: number }> {
  const temporary = createTemporaryDatabase();
  const heard: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    temporary.db.close();
    heard.push(...(await killWriter(temporary.path, 1 + ((kill * 37) % 60))));
    const store = createSyncStore(temporary.reopen());
    expect(heard.filter((opId) => store.find(opId) === null)).toEqual([]);
  }
  const store = createSyncStore(temporary.db);
  const enrolment = someEnrolment();
  const log = createOpLog({ clock: systemClock, store, enrolment: () => enrolment });
  expect(await log.verify(AbortSignal.timeout(10_000))).toBeNull();
  expect(temporary.db.pragma('integrity_check', { simple: true })).toBe('ok');
  const kept = log.head()?.devSeq ?? 0;
  temporary.remove();
  return { heard: heard.length, kept };
}

test(`${KILLS} kills while writing: no acknowledged op is lost and the chain holds`, async () => {
  const lanes = await Promise.all(Array.from({ length: LANES }, () => lane(KILLS / LANES)));
  for (const { heard, kept } of lanes) {
    expect(heard).toBeGreaterThan(KILLS);
    // At most one op per kill may have been committed without its caller hearing of it.
    expect(kept).toBeGreaterThanOrEqual(heard);
    expect(kept).toBeLessThanOrEqual(heard + KILLS / LANES);
  }
}, 120_000);

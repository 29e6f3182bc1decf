import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../../electron/create-engine.ts';
import { demoKeyHex } from '../../electron/demo-key.ts';
import { startHospital } from '../hospital/start-hospital.ts';

export interface PreparedVisit {
  readonly dataDir: string;
  stop(): Promise<void>;
}

/** A data folder of the demo with an enrolment and a verified pack, as a laptop has it on the morning of a visit. */
export async function preparedVisit(): Promise<PreparedVisit> {
  const hospital = await startHospital({ base: '127.90.0' });
  const dataDir = mkdtempSync(join(tmpdir(), 'rounds-prepared-'));
  const engine = createEngine({
    dataDir,
    appVersion: '0.0.0',
    demo: true,
    enrolmentFile: null,
    interfaces: ['lo'],
    sqliteBinding: null,
    key: { state: 'unlocked', keyHex: demoKeyHex, keystore: 'demo' },
  });
  await engine.calls.ask('sites.enrol', { path: hospital.enrolmentFile }, new AbortController().signal);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  engine.jobs.listen((snapshot) => {
    if (snapshot.state === 'succeeded') resolve();
    if (snapshot.state === 'failed')
      reject(new Error(`the visit could not be prepared: ${snapshot.failure.code}`));
  });
  const work = engine.calls.job('sites.prepare', {});
  engine.jobs.start({ id: randomUUID(), name: 'sites.prepare', key: 'sites.prepare', work: work.run });
  await promise;
  await engine.stop();
  return {
    dataDir,
    stop: async () => {
      await hospital.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBundleFiles } from '../../electron/adapters/bundle-files/bundle-files.ts';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createTalosLinks } from '../../electron/adapters/talos/talos-links.ts';
import type { BundleRecord } from '../../shared/domain/bundles/bundle.ts';
import type { FailureError } from '../../shared/failure/failure.ts';
import { createBundleBench, FIRST_NODE } from '../fakes/bundles/bundle-bench.ts';
import { sampleNode } from '../fakes/checks/fake-laptop.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';

let hospital: Hospital;
let folder: string;
beforeAll(async () => {
  hospital = await startHospital({ base: 'own', nodes: 1 });
  folder = mkdtempSync(join(tmpdir(), 'rounds-on-site-'));
});
afterAll(async () => {
  await hospital.stop();
  rmSync(folder, { recursive: true });
});

/** The service on a real disk, over the real protocol, against a simulated node. */
function bench() {
  const place = hospital.addresses.nodes[0];
  if (place === undefined) throw new Error('the hospital has a node');
  const { pack } = hospital;
  const view = sampleNode({ id: FIRST_NODE, name: 'LAB-EDGE-01', ...place });
  const { enrolment } = createBundleBench();
  const target = { ...place, fingerprint: null, credentials: null };
  return createBundleBench({
    clock: systemClock,
    links: createTalosLinks(),
    files: createBundleFiles(join(folder, 'drafts')),
    folder,
    site: { enrolment: () => enrolment, pack: () => pack, require: () => ({ enrolment, pack }) },
    nodes: {
      all: () => [view],
      get: () => view,
      target: () => target,
    },
    freshTarget: async () => target,
    newId: () => randomUUID(),
    newKey: () => randomBytes(32),
  });
}

let record: BundleRecord;
test('a node gives its logs and resources, and the bundle of them is on the disk and verified', async () => {
  const { create, bundles, stop } = bench();
  record = await create();
  const paths = record.manifest.entries.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'nodes/LAB-EDGE-01/dmesg.log',
      'nodes/LAB-EDGE-01/logs/machined.log',
      'nodes/LAB-EDGE-01/resources/LinkStatuses.net.talos.dev.yaml',
      'nodes/LAB-EDGE-01/resources/Disks.block.talos.dev.yaml',
    ]),
  );
  expect(record.manifest.missing.filter(({ why }) => why !== 'denied')).toEqual([]);
  expect(statSync(record.path).mode & 0o777).toBe(0o600);
  const verified = await bundles.handlers['bundles.verify']({ path: record.path }, stop.signal);
  expect(verified).toMatchObject({ path: record.path, sha256: record.sha256, verified: true });
});

test('a bundle that was changed on its way is refused, wherever it was changed', async () => {
  const { bundles, stop } = bench();
  const whole = readFileSync(record.path);
  const path = join(folder, 'changed.zip');
  const attempts = Array.from({ length: 40 }, (_, index) => Math.floor(((index + 0.5) * whole.length) / 40));
  for (const at of attempts) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0x55;
    writeFileSync(path, changed);
    const verifying = async () => await bundles.handlers['bundles.verify']({ path }, stop.signal);
    const end = await verifying().then(
      ({ manifest }) => manifest.entries,
      (error: FailureError) => error.failure.code,
    );
    // A bit of the archive's own tables may carry no meaning; what is in it is then the same, to the last byte.
    expect(end).toEqual(typeof end === 'string' ? 'bundle-damaged' : record.manifest.entries);
  }
});

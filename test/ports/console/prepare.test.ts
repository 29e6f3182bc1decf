/** Preparing a visit over HTTPS from the reference console, with every kind of bad pack that it can publish. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../electron/adapters/clock/system-clock.ts';
import { createConsoleHttp } from '../../../electron/adapters/console/console-http.ts';
import { createPackSource } from '../../../electron/adapters/console/pack-source.ts';
import { createFreeSpace } from '../../../electron/adapters/disk/free-space.ts';
import { fileReader } from '../../../electron/adapters/pack-files/file-reader.ts';
import { createImageStore } from '../../../electron/adapters/pack-files/image-store.ts';
import { createSitesStore } from '../../../electron/adapters/sqlite/sites-store.ts';
import { createSyncStore } from '../../../electron/adapters/sqlite/sync-store.ts';
import { createSites, type Sites } from '../../../electron/sites/create-sites.ts';
import { createOpLog } from '../../../electron/sync/op-log.ts';
import type { Pack } from '../../../shared/domain/sites/pack.ts';
import { someEnrolment } from '../../fakes/enrolment.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { failureOf } from '../../fakes/sites/sites-bench.ts';
import { createTemporaryDatabase, type TemporaryDatabase } from '../../fakes/temporary-database.ts';
import { someSyncStatus } from '../../fakes/visit-examples.ts';
import { layOut } from '../../hospital/addresses.ts';
import { type LabConsole, startConsole } from '../../hospital/console/start-console.ts';
import { buildPack, PACK_VERSION, REGION, SITE_ID } from '../../hospital/pack/build-pack.ts';
import { packImages } from '../../hospital/pack/pack-images.ts';
import { type PackKind, signedPack } from '../../hospital/pack/pack-kinds.ts';
import { createSiteTrust, type SiteTrust } from '../../hospital/site-trust.ts';

const addresses = layOut('127.77.8', 3);
const signal = new AbortController().signal;
let trust: SiteTrust;
let pack: Pack;
let console: LabConsole;
let folder: string;
let temporary: TemporaryDatabase;
let sites: Sites;

beforeAll(async () => {
  trust = createSiteTrust(addresses);
  const images = await packImages();
  pack = buildPack({ addresses, trust, images, nowMs: Date.now() });
  console = await startConsole({
    place: { address: addresses.console.address, port: 0 },
    region: REGION,
    certificate: trust.consoleCertificate,
    images,
  });
  await console.enrol({ site: SITE_ID, dev: 'laptop-1', token: 'token-of-laptop-1' });
});
afterAll(() => console.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rounds-prepare-'));
  temporary = createTemporaryDatabase();
  const store = createSitesStore(temporary.db);
  const http = createConsoleHttp(() => sites.current.enrolment());
  const ops = createOpLog({
    clock: systemClock,
    store: createSyncStore(temporary.db),
    enrolment: () => sites.current.enrolment(),
  });
  sites = createSites({
    ...{ clock: systemClock, log: createFakeLog(), announce: () => {}, ops, store },
    console: createPackSource(http, '0.1.0'),
    images: createImageStore(join(folder, 'images')),
    files: fileReader,
    disk: createFreeSpace(folder),
    visit: {
      nodes: () => [],
      flows: () => [],
      reports: () => [],
      sync: () => someSyncStatus(),
      plan: () => null,
      bundlesMade: () => 0,
      chainHead: () => ops.head(),
      hasUnsentWork: () => false,
    },
  });
  const enrolment = someEnrolment({
    region: REGION,
    site: SITE_ID,
    consoleUrl: console.url,
    consoleCa: trust.consoleCa,
    packKey: trust.packKey.publicKeyLine,
  });
  const path = join(folder, 'enrolment.json');
  writeFileSync(path, JSON.stringify(enrolment));
  await sites.handlers['sites.enrol']({ path }, signal);
});
afterEach(async () => {
  await console.setTrouble({});
  temporary.remove();
  rmSync(folder, { recursive: true });
});

const offer = (kind: PackKind) => console.shelf.put(SITE_ID, signedPack(kind, pack, trust));
const prepare = () =>
  sites.handlers['sites.prepare']({}, { signal, report: () => {}, pointOfNoReturn: () => {} });
const readiness = async () => (await sites.handlers['sites.overview']({}, signal)).readiness;
const records = () => temporary.db.prepare('SELECT kind FROM op ORDER BY dev_seq').pluck().all();

test('a good pack and its images come down, and the visit is ready', async () => {
  offer('good');
  expect(await prepare()).toMatchObject({ version: PACK_VERSION, imagesHere: pack.images.length });
  expect(await readiness()).toMatchObject({ ready: true });
  expect(records()).toEqual(['device.enrolled', 'pack.accepted']);
});

test.each<[PackKind, string]>([
  ['older', 'pack-older'],
  ['truncated', 'pack-signature-wrong'],
  ['tampered', 'pack-signature-wrong'],
  ['unreadable', 'pack-unreadable'],
  ['oversized', 'pack-too-large'],
  ['other-key', 'pack-signature-wrong'],
  ['other-region', 'pack-other-region'],
  ['from-future', 'pack-from-future'],
  ['expired', 'pack-expired'],
])('a pack that is %s is refused with %s; the old one stays in use', async (kind, code) => {
  offer('good');
  await prepare();
  offer(kind);
  expect(await failureOf(prepare)).toMatchObject({ code });
  expect(sites.current.pack()?.version).toBe(PACK_VERSION);
  expect(await readiness()).toMatchObject({ ready: true });
  expect(records()).toEqual(['device.enrolled', 'pack.accepted', 'pack.refused']);
});

test('a newer pack takes over', async () => {
  offer('good');
  await prepare();
  offer('newer');
  expect(await prepare()).toMatchObject({ version: PACK_VERSION + 1 });
});

test('a download that is cut goes on where it was; images that come damaged are not kept', async () => {
  offer('good');
  await prepare();
  rmSync(join(folder, 'images'), { recursive: true });
  await console.setTrouble({ cutDownloadsAfterBytes: 100_000 });
  expect(await failureOf(prepare)).toMatchObject({ code: 'console-unreachable' });
  await console.setTrouble({ corruptImages: true });
  expect(await failureOf(prepare)).toMatchObject({ code: 'image-corrupt' });
  expect((await readiness()).ready).toBe(false);
  await console.setTrouble({});
  await prepare();
  expect((await readiness()).ready).toBe(true);
});

test.each([
  [{ away: true }, 'console-unreachable'],
  [{ unavailableForSeconds: 60 }, 'console-unreachable'],
  [{ captivePortal: true }, 'console-answer-wrong'],
  [{ wrongAnswers: true }, 'console-answer-wrong'],
  [{ unauthorized: true }, 'console-refused'],
] as const)('with %o preparing says %s and nothing is recorded', async (trouble, code) => {
  offer('good');
  await console.setTrouble(trouble);
  expect(await failureOf(prepare)).toMatchObject({ code });
  expect(records()).toEqual(['device.enrolled']);
});

test('a site without a pack is said as such', async () => {
  console.shelf.put(SITE_ID, null);
  expect(await failureOf(prepare)).toEqual({ code: 'pack-not-published', facts: { site: SITE_ID } });
});

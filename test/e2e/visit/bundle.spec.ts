/** A bundle: what went wrong, for support, without a secret of the platform and without a patient. */
import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'playwright/test';
import { openPromise } from 'yauzl';
import { z } from 'zod';
import { failureCodes } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';
import { SITE_ID } from '../../hospital/pack/build-pack.ts';
import { type OpenVisit, openVisit } from './open-visit.ts';
import { provisioned } from './so-far.ts';

const manifestSchema = z.object({
  format: z.literal('rounds-bundle/1'),
  site: z.string(),
  entries: z.array(z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() })),
  missing: z.array(z.unknown()),
});

/** What the simulated nodes write into their logs and what must never leave a hospital. */
const patients = [
  ...['Brandt', 'Henriette', 'Lindenweg', '0431-555-0142', '4711902', '19560317'],
  ...['Okafor', '4711377', '19890622'],
];
const planted = [
  'w7uVuW3zbVKIYQuzEcyetAHeYMeo5q2L9RvkAVfCfSCD',
  'rounds-pull:hunter2-registry',
  '9f2d1c7e5b3a4f60',
  'Sommer2026!',
  'eyJzdWIiOiJzeXN0ZW06bm9kZSJ9',
];

test('a bundle of a provisioned node is made, verified, true to its manifest, and carries nothing secret', async () => {
  await using site = await openVisit({ nodes: 1 });
  await provisioned(site);
  const { visit, page } = site;
  await visit.check(null);
  await visit.makeBundle();
  const [record] = await site.ask('bundles.list', {});
  if (record === undefined) throw new Error('the screen says verified and the engine has no bundle');
  await expect(page.getByText(record.path)).toBeVisible();
  await expect(page.getByRole('main')).toContainText(record.sha256);
  expect(record).toMatchObject({ verified: true, manifest: { missing: [] } });

  const bytes = await readFile(record.path);
  expect(sha256Of(bytes)).toBe(record.sha256);
  const entries = await unpack(record.path);
  const manifest = manifestSchema.parse(JSON.parse(String(entries.get('manifest.json'))));
  expect(manifest).toMatchObject({ site: SITE_ID, missing: [] });
  const hashes = [...entries]
    .filter(([path]) => path !== 'manifest.json')
    .map(([path, content]) => ({ path, sizeBytes: content.length, sha256: sha256Of(content) }));
  const listed = manifest.entries.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 }));
  expect(listed.toSorted(byPath)).toEqual(hashes.toSorted(byPath));

  // It does hold what it is for: the node's logs, with what was taken out of them still told.
  const logs = [...entries].filter(([path]) => /logs?\//.test(path) || path.endsWith('.log'));
  expect(logs.length).toBeGreaterThan(3);
  expect(String(Buffer.concat(logs.map(([, content]) => content)))).toContain('starting etcd server');

  const secrets = [...(await secretsOf(site)), ...planted];
  expect(leaksIn(entries, secrets.flatMap(disguises))).toEqual([]);
  expect(leaksIn(entries, patients)).toEqual([]);
  // Not because there was nothing: the node's logs did hold patients and tokens.
  const removed = record.manifest.entries.flatMap((entry) => Object.entries(entry.removed));
  expect(removed.filter(([kind, count]) => kind === 'hl7-messages' && count > 0)).not.toEqual([]);
  await expect.poll(() => site.consoleKinds()).toContain('bundle.created');
});

test('a bundle goes where the person wants it, and one that was changed afterwards is found out', async () => {
  await using site = await openVisit({ nodes: 1 });
  const { visit, page, dataDir } = site;
  const path = join(dataDir, 'on-a-stick.zip');
  await site.chooseSave(path);
  await visit.place('bundle');
  await visit.button(words('bundles.where.choose')).click();
  await expect(page.getByText(path)).toBeVisible();
  await visit.makeBundle();
  expect((await site.ask('bundles.list', {})).map((record) => record.path)).toEqual([path]);
  await visit.button(words('bundles.act.verify')).click();
  await expect(page.getByText(words('bundles.verifyDone'))).toBeVisible();

  const copy = join(dataDir, 'copy.zip');
  await copyFile(path, copy);
  expect(await site.ask('bundles.verify', { path: copy })).toMatchObject({ verified: true });
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(200) ^ 0xff, 200);
  await writeFile(path, bytes);
  await visit.button(words('bundles.act.verify')).click();
  await expect(page.getByText(failureCodes['bundle-damaged'])).toBeVisible();
});

test('a node that does not answer makes a smaller bundle that says what it lacks', async () => {
  await using site = await openVisit({ nodes: 2 });
  await provisioned(site);
  const { visit, page, hospital } = site;
  await hospital.node('lab-edge-02').misbehave({ closed: true });
  await visit.makeBundle();
  const [record] = await site.ask('bundles.list', {});
  expect(record?.verified).toBe(true);
  expect(record?.manifest.missing).toMatchObject([{ why: 'unreachable' }, { why: 'unreachable' }]);
  await expect(page.getByText(words('bundles.field.missing'))).toBeVisible();
  const nodes = record?.manifest.entries.filter(({ path }) => path.startsWith('nodes/')) ?? [];
  expect(nodes.filter(({ path }) => !path.startsWith('nodes/LAB-EDGE-01/'))).toEqual([]);
  expect(nodes.length).toBeGreaterThan(3);
});

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const byPath = (one: { readonly path: string }, other: { readonly path: string }) =>
  one.path < other.path ? -1 : 1;

/** Everything in the archive by its path, read with a zip program of others. */
async function unpack(path: string): Promise<ReadonlyMap<string, Buffer>> {
  const zip = await openPromise(path);
  const entries = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return entries;
}

/** What the pack and the enrolment have in them and nobody else may have. */
async function secretsOf({ hospital }: OpenVisit): Promise<readonly string[]> {
  const { secrets, adminKey } = hospital.pack.cluster;
  const body = adminKey.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  const enrolment = z
    .object({ device: z.object({ token: z.string() }) })
    .parse(JSON.parse(await readFile(hospital.enrolmentFile, 'utf8')));
  return [...Object.values(secrets), ...body, enrolment.device.token];
}

/** A text as it is and as it looks in Base64 at each of the three places where it can begin, and in hexadecimal. */
function disguises(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const shifted = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last characters also hold bits of what stands around it.
    return text.slice(before === 0 ? 0 : before + 1, -1);
  });
  return [secret, ...shifted, bytes.toString('hex')];
}

/** Which of the texts stand in which entry, names included. */
function leaksIn(entries: ReadonlyMap<string, Buffer>, texts: readonly string[]): readonly string[] {
  return [...entries].flatMap(([path, content]) => {
    const all = `${path}\n${content.toString('latin1')}`;
    return texts.filter((text) => all.includes(text)).map((text) => `${path}: ${text.slice(0, 12)}…`);
  });
}

/** Before travel: the pack and its images come down, and nothing that is wrong with them gets through. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { PACK_LIMIT_BYTES } from '../../../shared/domain/sites/pack.ts';
import { type Failure, failureCodes } from '../../../shared/failure/failure.ts';
import { words } from '../../../shared/words/words.ts';
import { PACK_VERSION } from '../../hospital/pack/build-pack.ts';
import { type PackKind, signedPack } from '../../hospital/pack/pack-kinds.ts';
import { type OpenVisit, openVisit } from './open-visit.ts';
import { prepared } from './so-far.ts';

test('a visit is ready when pack, signature, images and room are, and not before', async () => {
  await using site = await openVisit();
  const { visit, page, hospital } = site;
  await visit.openReady();
  await expect(visit.title(words('sites.ready.title.not'))).toBeVisible();
  await expect(page.getByText(words('sites.ready.pack.fault'))).toBeVisible();
  await visit.prepare();
  for (const code of ['pack', 'signature', 'expiry', 'images', 'disk-space'] as const) {
    const row = page.getByRole('listitem').filter({ hasText: words(`sites.ready.${code}.ok`) });
    await expect(row.getByText(words('frame.state.ok'))).toBeAttached();
  }
  const { readiness, pack } = await site.ask('sites.overview', {});
  expect(readiness.ready).toBe(true);
  expect(pack).toMatchObject({ version: PACK_VERSION, imagesHere: hospital.pack.images.length });
  await expect(page.getByText(words('sites.ready.prepared', { version: PACK_VERSION }))).toBeVisible();
  await expect.poll(() => site.consoleKinds()).toEqual(['device.enrolled', 'pack.accepted']);
});

test('each bad pack is refused in plain words with its code, and the old one stays in use', async () => {
  await using site = await openVisit();
  await prepared(site);
  const { visit, page, hospital } = site;
  await visit.openReady();
  for (const [kind, failure] of refusals(site)) {
    hospital.offerPack(kind);
    await page.getByRole('button', { name: words('sites.ready.act.again') }).click();
    const card = visit.failure(failure);
    await expect(card, kind).toContainText(failureCodes[failure.code]);
    await expect(card, kind).toContainText(words(`failure.${failure.code}.next`, { ...failure.facts }));
    // A moment is told as a person lives it, not as a program writes it.
    await expect(card, kind).not.toContainText(/\dT\d/);
    await expect(visit.title(words('sites.ready.title'))).toBeVisible();
    await expect(
      page.getByText(words('sites.ready.detail.pack', { version: PACK_VERSION }), { exact: true }),
    ).toBeVisible();
    const { pack, readiness } = await site.ask('sites.overview', {});
    expect([kind, pack?.version, readiness.ready]).toEqual([kind, PACK_VERSION, true]);
  }
  const recorded = (await site.ask('sync.ledger', {})).entries
    .filter(({ op }) => op.kind === 'pack.refused')
    .map(({ op }) => op.body.code);
  expect(recorded.toReversed()).toEqual(refusals(site).map(([, { code }]) => code));

  hospital.offerPack('newer');
  await page.getByRole('button', { name: words('sites.ready.act.again') }).click();
  await expect(page.getByText(words('sites.ready.prepared', { version: PACK_VERSION + 1 }))).toBeVisible();
  await expect(page.getByText(/^[A-Z]{3,5}-\d{3}$/)).toHaveCount(0);
  await expect.poll(async () => (await site.ask('sync.status', {})).unsent).toBe(0);
  expect((await site.consoleKinds()).filter((kind) => kind === 'pack.accepted').length).toBe(2);
});

test('an image that arrives damaged is not kept, and the next try brings it whole', async () => {
  await using site = await openVisit();
  const { visit, page, hospital } = site;
  await hospital.console.setTrouble({ corruptImages: true });
  await visit.openReady();
  await visit.begin('sites.ready.act.prepare');
  const [image] = hospital.pack.images;
  const facts = { reference: image?.reference ?? '', digest: image?.digest ?? '' };
  await expect(visit.failure({ code: 'image-corrupt', facts })).toContainText(facts.reference);
  await expect(visit.title(words('sites.ready.title.not'))).toBeVisible();
  await expect(page.getByText(words('sites.ready.images.fault'))).toBeVisible();
  expect((await site.ask('sites.overview', {})).pack?.imagesHere).toBe(0);

  await hospital.console.setTrouble({});
  await visit.prepare();
  await expect(page.getByText(words('sites.ready.images.ok'))).toBeVisible();
});

test('a download that breaks off goes on where it was', async () => {
  await using site = await openVisit();
  const { visit, page, hospital } = site;
  // The pack and the small image come through, the large one does not.
  await hospital.console.setTrouble({ cutDownloadsAfterBytes: 100_000 });
  await visit.openReady();
  await visit.begin('sites.ready.act.prepare');
  await expect(page.getByText(failureCodes['console-unreachable'])).toBeVisible();
  await expect(page.getByText(words('sites.ready.images.fault'))).toBeVisible();
  await hospital.console.setTrouble({});
  await visit.prepare();
  await expect(page.getByText(words('sites.ready.images.ok'))).toBeVisible();
  const images = hospital.console.requests.filter(({ path }) => path.startsWith('/v1/images/'));
  expect(images.map(({ status }) => status)).toContain(206);
});

test('without any connection a pack comes from a file, by the same rules', async () => {
  await using site = await openVisit();
  const { visit, page, hospital } = site;
  await hospital.console.setTrouble({ away: true });
  const folder = await mkdtemp(join(tmpdir(), 'rounds-stick-'));
  const path = join(folder, 'visit.pack');
  await visit.openReady();
  await site.chooseFile(path);

  const write = async (kind: PackKind) => {
    const { bytes, signature } = signedPack(kind, hospital.pack, hospital.trust);
    await writeFile(path, bytes);
    await writeFile(`${path}.minisig`, signature);
  };
  const { trust } = hospital;
  await write('tampered');
  await visit.button(words('sites.ready.act.import')).click();
  const keyId = trust.packKey.keyIdText;
  const refusal = visit.failure({ code: 'pack-signature-wrong', facts: { keyId, expectedKeyId: keyId } });
  await expect(refusal).toContainText(failureCodes['pack-signature-wrong']);
  expect((await site.ask('sites.overview', {})).pack).toBeNull();

  await write('good');
  await visit.button(words('sites.ready.act.import')).click();
  await expect(page.getByText(words('sites.ready.pack.ok'))).toBeVisible();
  await expect(refusal).toBeHidden();
  // A stick carries the pack; the images are still to come, and the screen says so.
  await expect(page.getByText(words('sites.ready.images.fault'))).toBeVisible();
  expect((await site.ask('sites.overview', {})).pack?.version).toBe(PACK_VERSION);
  expect(await site.consoleKinds()).not.toContain('pack.accepted');
  await hospital.console.setTrouble({});
  await visit.prepare();
  await expect(visit.title(words('sites.ready.title'))).toBeVisible();
  await rm(folder, { recursive: true });
});

/** Everything that may be offered and is no good, and what the screen must say of it. */
function refusals({ hospital }: OpenVisit): readonly (readonly [PackKind, Failure])[] {
  const { pack, trust } = hospital;
  const day = 86_400_000;
  const moved = (instant: string, days: number) => new Date(Date.parse(instant) + days * day).toISOString();
  const own = trust.packKey.keyIdText;
  const byOurKey = { code: 'pack-signature-wrong', facts: { keyId: own, expectedKeyId: own } } as const;
  const byOther = { ...byOurKey.facts, keyId: trust.otherKey.keyIdText };
  const limitBytes = PACK_LIMIT_BYTES;
  return [
    ['tampered', byOurKey],
    ['truncated', byOurKey],
    ['other-key', { code: 'pack-signature-wrong', facts: byOther }],
    ['unreadable', { code: 'pack-unreadable', facts: { detail: 'not JSON' } }],
    ['oversized', { code: 'pack-too-large', facts: { sizeBytes: limitBytes + 1, limitBytes } }],
    ['other-region', { code: 'pack-other-region', facts: { packRegion: 'us-1', region: pack.region } }],
    ['from-future', { code: 'pack-from-future', facts: { notBefore: moved(pack.notBefore, 30) } }],
    ['expired', { code: 'pack-expired', facts: { expiredAt: moved(pack.expiresAt, -40) } }],
    ['older', { code: 'pack-older', facts: { offered: PACK_VERSION - 1, held: PACK_VERSION } }],
  ];
}

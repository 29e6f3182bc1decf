import { beforeEach, expect, test } from 'vitest';
import { someEnrolment } from '../../test/fakes/enrolment.ts';
import { packBytes } from '../../test/fakes/sites/signed-pack.ts';
import {
  failureOf,
  pack,
  region,
  SitesBench,
  signal,
  stranger,
  withOneBitChanged,
} from '../../test/fakes/sites/sites-bench.ts';

let bench: SitesBench;
beforeEach(() => {
  bench = new SitesBench();
});

test('preparing brings the pack and its bench.images, says how far it is, and the bench.visit is ready', async () => {
  await bench.enrol();
  bench.publish(pack);
  expect(await bench.prepare()).toMatchObject({
    siteId: 'st-example',
    version: 12,
    imagesHere: 2,
    imagesTotal: 2,
  });
  expect(bench.progress).toEqual([
    { stage: 'asking', done: 0, total: 1 },
    { stage: 'downloading', done: 0, total: 2 },
    { stage: 'downloading', done: 1, total: 2 },
    { stage: 'verifying', done: 0, total: 1 },
    { stage: 'images', done: 0, total: 2 },
    { stage: 'images', done: 1, total: 2 },
    { stage: 'images', done: 2, total: 2 },
  ]);
  const { readiness, tasks } = await bench.overview();
  expect(readiness.ready).toBe(true);
  expect(tasks[0]).toMatchObject({ id: 'ready', state: 'done' });
  expect(bench.ops().at(-1)).toMatchObject({ kind: 'pack.accepted', agg: 'pack', body: { version: 12 } });
  expect(bench.start().current.require().pack).toEqual(pack);
});

test('no secret of the pack reaches the page', async () => {
  await bench.enrol();
  bench.publish(pack);
  const text = JSON.stringify([await bench.prepare(), await bench.overview(), bench.ops()]);
  const secrets = [pack.cluster.adminKey, ...Object.values(pack.cluster.secrets)];
  expect(secrets.filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([]);
});

test('preparing again fetches nothing that is here and records nothing twice', async () => {
  await bench.enrol();
  bench.publish(pack);
  await bench.prepare();
  const before = bench.ops().length;
  bench.console.asked.length = 0;
  await bench.prepare();
  expect(bench.console.asked).toEqual(['hello', 'pack', 'signature']);
  expect(bench.ops()).toHaveLength(before);
});

test.each<[string, () => void, { readonly code: string; readonly facts?: unknown }]>([
  [
    'is too large',
    () => bench.publish(new Uint8Array(8 * 1024 * 1024 + 1)),
    { code: 'pack-too-large', facts: { sizeBytes: 8_388_609, limitBytes: 8_388_608 } },
  ],
  [
    'is signed by another key',
    () => bench.publish(pack, stranger),
    { code: 'pack-signature-wrong', facts: { keyId: '909090909090909', expectedKeyId: '707070707070707' } },
  ],
  [
    'was changed after it was signed',
    () => {
      const bytes = packBytes(pack);
      bench.console.published = { bytes: withOneBitChanged(bytes, 40), signature: region.sign(bytes) };
    },
    { code: 'pack-signature-wrong', facts: { keyId: '707070707070707', expectedKeyId: '707070707070707' } },
  ],
  [
    'has no signature but a page',
    () => {
      bench.console.published = { bytes: packBytes(pack), signature: '<html>' };
    },
    { code: 'pack-signature-wrong', facts: { keyId: 'none', expectedKeyId: '707070707070707' } },
  ],
  [
    'is cut off, and signed like that',
    () => bench.publish(packBytes(pack).subarray(0, 900)),
    { code: 'pack-unreadable', facts: { detail: 'not JSON' } },
  ],
  [
    'is no UTF-8',
    () => bench.publish(new Uint8Array([0x7b, 0xff])),
    { code: 'pack-unreadable', facts: { detail: 'not UTF-8' } },
  ],
  [
    'has no slots',
    () => bench.publish({ ...pack, slots: [] }),
    { code: 'pack-unreadable', facts: { detail: 'slots: too_small' } },
  ],
  ['is of another region', () => bench.publish({ ...pack, region: 'us-1' }), { code: 'pack-other-region' }],
  [
    'is of another site',
    () => bench.publish({ ...pack, site: { id: 'st-b', name: 'B' } }),
    { code: 'pack-other-site' },
  ],
  [
    'is of the future',
    () => bench.publish({ ...pack, notBefore: '2027-01-01T00:00:00Z' }),
    { code: 'pack-from-future' },
  ],
  [
    'has expired',
    () => bench.publish({ ...pack, expiresAt: '2026-11-24T08:00:00Z' }),
    { code: 'pack-expired' },
  ],
  [
    'is older',
    () => bench.publish({ ...pack, version: 11 }),
    { code: 'pack-older', facts: { offered: 11, held: 12 } },
  ],
])(
  'a pack that %s is refused, the refusal is recorded, and the old pack stays',
  async (_name, offer, expected) => {
    await bench.enrol();
    bench.publish(pack);
    await bench.prepare();
    offer();
    const failure = await failureOf(() => bench.prepare());
    expect(failure).toMatchObject(expected);
    expect(bench.ops().at(-1)).toMatchObject({ kind: 'pack.refused', agg: 'pack', body: failure });
    expect(bench.sites.current.require().pack).toEqual(pack);
    expect((await bench.overview()).readiness.ready).toBe(true);
  },
);

test('a newer pack takes the place of the old one', async () => {
  await bench.enrol();
  bench.publish(pack);
  await bench.prepare();
  bench.publish({ ...pack, version: 13 });
  expect((await bench.prepare()).version).toBe(13);
  expect(bench.start().current.pack()?.version).toBe(13);
});

test('a bench.console that is away, of another region, or without a pack refuses nothing and records nothing', async () => {
  await bench.enrol();
  const before = bench.ops().length;
  expect(await failureOf(() => bench.prepare())).toEqual({
    code: 'pack-not-published',
    facts: { site: 'st-example' },
  });
  bench.console.region = 'us-1';
  bench.publish(pack);
  expect(await failureOf(() => bench.prepare())).toEqual({
    code: 'console-other-region',
    facts: { region: 'eu-1', found: 'us-1' },
  });
  expect(bench.console.asked).toEqual(['hello', 'hello']);
  bench.console.away = true;
  expect(await failureOf(() => bench.prepare())).toMatchObject({ code: 'console-unreachable' });
  expect(bench.ops()).toHaveLength(before);
});

test('a pack from a stick is verified like one from the console', async () => {
  await bench.enrol();
  const bytes = packBytes(pack);
  bench.putFile('/stick/pack.json', bytes);
  const read = () => bench.sites.handlers['sites.importPack']({ path: '/stick/pack.json' }, signal);
  expect(await failureOf(read)).toMatchObject({ code: 'pack-signature-wrong', facts: { keyId: 'none' } });
  bench.putFile('/stick/pack.json.minisig', new TextEncoder().encode(stranger.sign(bytes)));
  expect(await failureOf(read)).toMatchObject({ code: 'pack-signature-wrong' });
  bench.putFile('/stick/pack.json.minisig', new TextEncoder().encode(region.sign(bytes)));
  expect(await bench.sites.handlers['sites.verifyPack']({ path: '/stick/pack.json' }, signal)).toMatchObject({
    version: 12,
  });
  expect(bench.sites.current.pack()).toBeNull();
  expect(await read()).toMatchObject({ version: 12, imagesHere: 0, imagesTotal: 2 });
  expect(bench.ops().map(({ kind }) => kind)).toEqual([
    'device.enrolled',
    'pack.refused',
    'pack.refused',
    'pack.accepted',
  ]);
});

test('a pack that the newly enrolled key does not vouch for is shown and not used', async () => {
  await bench.enrol();
  bench.publish(pack);
  await bench.prepare();
  bench.putFile('new-key.json', someEnrolment({ packKey: stranger.packKey }));
  await bench.enrol('new-key.json');
  expect(await bench.faults()).toEqual(['signature']);
  expect(await failureOf(() => bench.sites.current.require())).toEqual({ code: 'pack-missing', facts: {} });
  bench.publish({ ...pack, version: 3 }, stranger);
  expect(await failureOf(() => bench.prepare())).toBe('no failure');
});

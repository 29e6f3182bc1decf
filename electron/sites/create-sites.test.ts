import { beforeEach, expect, test } from 'vitest';
import type { Enrolment, Pack } from '../../shared/domain/sites/pack.ts';
import type { PrepareProgress } from '../../shared/domain/sites/visit.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import { someEnrolment } from '../../test/fakes/enrolment.ts';
import { createFakeClock, type FakeClock } from '../../test/fakes/fake-clock.ts';
import { createFakeLog } from '../../test/fakes/fake-log.ts';
import {
  createFakeImageStore,
  createFakePackConsole,
  type FakeImageStore,
  type FakePackConsole,
  someImage,
} from '../../test/fakes/sites/pack-console.ts';
import {
  certificateUntil,
  createPackSigner,
  packBytes,
  realPack,
} from '../../test/fakes/sites/signed-pack.ts';
import { createFakeSitesStore, type FakeSitesStore } from '../../test/fakes/sites/sites-store.ts';
import { createFakeSyncStore } from '../../test/fakes/sync/sync-store.ts';
import { someFlow, someNode, someSyncStatus } from '../../test/fakes/visit-examples.ts';
import { createOpLog } from '../sync/op-log.ts';
import { createSites, type Sites } from './create-sites.ts';
import type { FileContent, VisitFacts } from './sites-ports.ts';

const region = createPackSigner();
const stranger = createPackSigner(9);
const one = someImage('one', 5000);
const two = someImage('two', 3000);
const pack = realPack({ images: [one.image, two.image] });
const signal = new AbortController().signal;

let clock: FakeClock;
let store: FakeSitesStore;
let console: FakePackConsole;
let images: FakeImageStore;
let files: Map<string, Uint8Array>;
let freeBytes: number;
let visit: { -readonly [N in keyof VisitFacts]: VisitFacts[N] };
let news: string[];
let sites: Sites;
let opStore: ReturnType<typeof createFakeSyncStore>;

beforeEach(() => {
  clock = createFakeClock();
  store = createFakeSitesStore();
  opStore = createFakeSyncStore();
  console = createFakePackConsole();
  images = createFakeImageStore();
  for (const { image, bytes } of [one, two]) console.images.set(image.digest, bytes);
  files = new Map();
  freeBytes = 10e9;
  news = [];
  visit = {
    nodes: () => [],
    flows: () => [],
    reports: () => [],
    sync: () => someSyncStatus(),
    plan: () => null,
    bundlesMade: () => 0,
    chainHead: () => opStore.head('laptop-1'),
    hasUnsentWork: () => opStore.hasUnsentWork('laptop-1'),
  };
  sites = start();
  putFile('enrolment.json', someEnrolment({ packKey: region.packKey }));
});

function start(): Sites {
  const made: Sites = createSites({
    clock,
    log: createFakeLog(),
    announce: (name) => void news.push(name),
    ops: createOpLog({ clock, store: opStore, enrolment: () => made.current.enrolment() }),
    store,
    console,
    images,
    files: { read: async (path, limitBytes) => readFake(path, limitBytes) },
    disk: { freeBytes: async () => freeBytes },
    visit: {
      nodes: () => visit.nodes(),
      flows: () => visit.flows(),
      reports: () => visit.reports(),
      sync: () => visit.sync(),
      plan: (nodeId) => visit.plan(nodeId),
      bundlesMade: () => visit.bundlesMade(),
      chainHead: () => visit.chainHead(),
      hasUnsentWork: () => visit.hasUnsentWork(),
    },
  });
  return made;
}
function readFake(path: string, limitBytes: number): FileContent | null {
  const bytes = files.get(path);
  if (bytes === undefined) return null;
  return bytes.length > limitBytes
    ? { state: 'too-large', sizeBytes: bytes.length }
    : { state: 'read', bytes };
}
const putFile = (path: string, value: unknown) =>
  files.set(path, value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value)));
const enrol = (path = 'enrolment.json') => sites.handlers['sites.enrol']({ path }, signal);
const overview = () => sites.handlers['sites.overview']({}, signal);
const publish = (what: Pack | Uint8Array, signer = region) => {
  const bytes = what instanceof Uint8Array ? what : packBytes(what);
  console.published = { bytes, signature: signer.sign(bytes) };
};
const progress: PrepareProgress[] = [];
const prepare = (stopping = signal) => {
  progress.length = 0;
  return sites.handlers['sites.prepare'](
    {},
    { signal: stopping, report: (now) => void progress.push(now), pointOfNoReturn: () => {} },
  );
};
const ops = () =>
  opStore
    .ledger({ filter: 'all', offset: 0, limit: 100 })
    .entries.map(({ op }) => op)
    .reverse();
const failureOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  return 'no failure';
};
const faults = async () =>
  (await overview()).readiness.items.filter(({ state }) => state === 'fault').map(({ code }) => code);

test('a new laptop says that it is not enrolled, and asks nobody anything', async () => {
  const { enrolment, pack: none, tasks } = await overview();
  expect([enrolment, none, tasks[0]?.reason]).toEqual([{ state: 'none' }, null, 'not-enrolled']);
  expect(await failureOf(prepare)).toEqual({ code: 'not-enrolled', facts: {} });
  expect(await failureOf(() => sites.current.require())).toEqual({ code: 'not-enrolled', facts: {} });
  expect(console.asked).toEqual([]);
});

test('enrolment is kept over a restart and recorded, with a key of its own and without the token', async () => {
  expect((await enrol()).enrolment).toEqual({
    state: 'enrolled',
    region: 'eu-1',
    engineer: 'Ada Example',
    consoleUrl: 'https://127.77.0.2:8443',
  });
  expect(start().current.enrolment()?.device.id).toBe('laptop-1');
  expect(ops().map(({ kind, dev }) => [kind, dev])).toEqual([['device.enrolled', 'laptop-1']]);
  expect(JSON.stringify(ops())).not.toContain('token-of-laptop-1');
  expect(store.read('device-key:laptop-1')).not.toBeNull();
  expect(news).toEqual(['sites.changed']);
});

const enrolmentFile: Enrolment = someEnrolment({ packKey: region.packKey });
test.each<[string, unknown, string]>([
  ['is larger than an enrolment can be', new Uint8Array(70_000), '70000 bytes'],
  ['is no text', new Uint8Array([0xff, 0xfe, 0x00]), 'not JSON'],
  ['is another JSON', { hello: 'world' }, 'format: invalid_value'],
  [
    'names a console without TLS',
    { ...enrolmentFile, consoleUrl: 'http://console.example' },
    'consoleUrl: invalid_format',
  ],
  ['has a key that is none', { ...enrolmentFile, packKey: 'x'.repeat(56) }, 'packKey: not a key'],
  ['has something more', { ...enrolmentFile, more: 1 }, 'document: unrecognized_keys'],
])('a file that %s enrols nothing', async (_name, content, detail) => {
  putFile('bad.json', content);
  expect(await failureOf(() => enrol('bad.json'))).toEqual({
    code: 'enrolment-unreadable',
    facts: { detail },
  });
  expect(sites.current.enrolment()).toBeNull();
  expect(ops()).toEqual([]);
});

test('a file that is not there enrols nothing', async () => {
  expect(await failureOf(() => enrol('nowhere.json'))).toMatchObject({ code: 'enrolment-unreadable' });
});

test('a laptop of one region does not become one of another', async () => {
  await enrol();
  putFile('abroad.json', someEnrolment({ region: 'us-1', packKey: region.packKey }));
  expect(await failureOf(() => enrol('abroad.json'))).toEqual({
    code: 'enrolment-other-region',
    facts: { region: 'eu-1', offered: 'us-1' },
  });
  expect(sites.current.enrolment()?.region).toBe('eu-1');
});

test('a laptop with unsent work does not become another device; the same device may enrol anew', async () => {
  await enrol();
  const other = someEnrolment({
    packKey: region.packKey,
    device: { id: 'laptop-2', token: 'token-of-laptop-2' },
  });
  putFile('other.json', other);
  publish(pack);
  await prepare();
  expect(await failureOf(() => enrol('other.json'))).toEqual({
    code: 'enrolment-work-unsent',
    facts: { device: 'laptop-1' },
  });
  putFile(
    'renewed.json',
    someEnrolment({ packKey: region.packKey, device: { id: 'laptop-1', token: 'a-new-token-for-it' } }),
  );
  await enrol('renewed.json');
  expect(sites.current.enrolment()?.device.token).toBe('a-new-token-for-it');
});

test('the wrong file first is no harm: before any work the laptop may still become another device', async () => {
  await enrol();
  putFile(
    'other.json',
    someEnrolment({ packKey: region.packKey, device: { id: 'laptop-2', token: 'token-of-laptop-2' } }),
  );
  await enrol('other.json');
  expect(sites.current.enrolment()?.device.id).toBe('laptop-2');
});

test('a full disk leaves the laptop as it was, enrolled or not', async () => {
  store.roomForWrites = 0;
  expect(await failureOf(() => enrol())).toMatchObject({ code: 'disk-full' });
  expect(sites.current.enrolment()).toBeNull();
});

test('preparing brings the pack and its images, says how far it is, and the visit is ready', async () => {
  await enrol();
  publish(pack);
  expect(await prepare()).toMatchObject({ siteId: 'st-example', version: 12, imagesHere: 2, imagesTotal: 2 });
  expect(progress).toEqual([
    { stage: 'asking', done: 0, total: 1 },
    { stage: 'downloading', done: 0, total: 2 },
    { stage: 'downloading', done: 1, total: 2 },
    { stage: 'verifying', done: 0, total: 1 },
    { stage: 'images', done: 0, total: 2 },
    { stage: 'images', done: 1, total: 2 },
    { stage: 'images', done: 2, total: 2 },
  ]);
  const { readiness, tasks } = await overview();
  expect(readiness.ready).toBe(true);
  expect(tasks[0]).toMatchObject({ id: 'ready', state: 'done' });
  expect(ops().at(-1)).toMatchObject({ kind: 'pack.accepted', agg: 'pack', body: { version: 12 } });
  expect(start().current.require().pack).toEqual(pack);
});

test('no secret of the pack reaches the page', async () => {
  await enrol();
  publish(pack);
  const text = JSON.stringify([await prepare(), await overview(), ops()]);
  const secrets = [pack.cluster.adminKey, ...Object.values(pack.cluster.secrets)];
  expect(secrets.filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([]);
});

test('preparing again fetches nothing that is here and records nothing twice', async () => {
  await enrol();
  publish(pack);
  await prepare();
  const before = ops().length;
  console.asked.length = 0;
  await prepare();
  expect(console.asked).toEqual(['hello', 'pack', 'signature']);
  expect(ops()).toHaveLength(before);
});

const wrong = (bytes: Uint8Array, index: number): Uint8Array => {
  const changed = new Uint8Array(bytes);
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
};
test.each<[string, () => void, { readonly code: string; readonly facts?: unknown }]>([
  [
    'is too large',
    () => publish(new Uint8Array(8 * 1024 * 1024 + 1)),
    { code: 'pack-too-large', facts: { sizeBytes: 8_388_609, limitBytes: 8_388_608 } },
  ],
  [
    'is signed by another key',
    () => publish(pack, stranger),
    { code: 'pack-signature-wrong', facts: { keyId: '909090909090909', expectedKeyId: '707070707070707' } },
  ],
  [
    'was changed after it was signed',
    () => {
      const bytes = packBytes(pack);
      console.published = { bytes: wrong(bytes, 40), signature: region.sign(bytes) };
    },
    { code: 'pack-signature-wrong', facts: { keyId: '707070707070707', expectedKeyId: '707070707070707' } },
  ],
  [
    'has no signature but a page',
    () => {
      console.published = { bytes: packBytes(pack), signature: '<html>' };
    },
    { code: 'pack-signature-wrong', facts: { keyId: 'none', expectedKeyId: '707070707070707' } },
  ],
  [
    'is cut off, and signed like that',
    () => publish(packBytes(pack).subarray(0, 900)),
    { code: 'pack-unreadable', facts: { detail: 'not JSON' } },
  ],
  [
    'is no UTF-8',
    () => publish(new Uint8Array([0x7b, 0xff])),
    { code: 'pack-unreadable', facts: { detail: 'not UTF-8' } },
  ],
  [
    'has no slots',
    () => publish({ ...pack, slots: [] }),
    { code: 'pack-unreadable', facts: { detail: 'slots: too_small' } },
  ],
  ['is of another region', () => publish({ ...pack, region: 'us-1' }), { code: 'pack-other-region' }],
  [
    'is of another site',
    () => publish({ ...pack, site: { id: 'st-b', name: 'B' } }),
    { code: 'pack-other-site' },
  ],
  [
    'is of the future',
    () => publish({ ...pack, notBefore: '2027-01-01T00:00:00Z' }),
    { code: 'pack-from-future' },
  ],
  ['has expired', () => publish({ ...pack, expiresAt: '2026-11-24T08:00:00Z' }), { code: 'pack-expired' }],
  [
    'is older',
    () => publish({ ...pack, version: 11 }),
    { code: 'pack-older', facts: { offered: 11, held: 12 } },
  ],
])(
  'a pack that %s is refused, the refusal is recorded, and the old pack stays',
  async (_name, offer, expected) => {
    await enrol();
    publish(pack);
    await prepare();
    offer();
    const failure = await failureOf(prepare);
    expect(failure).toMatchObject(expected);
    expect(ops().at(-1)).toMatchObject({ kind: 'pack.refused', agg: 'pack', body: failure });
    expect(sites.current.require().pack).toEqual(pack);
    expect((await overview()).readiness.ready).toBe(true);
  },
);

test('a newer pack takes the place of the old one', async () => {
  await enrol();
  publish(pack);
  await prepare();
  publish({ ...pack, version: 13 });
  expect((await prepare()).version).toBe(13);
  expect(start().current.pack()?.version).toBe(13);
});

test('a console that is away, of another region, or without a pack refuses nothing and records nothing', async () => {
  await enrol();
  const before = ops().length;
  expect(await failureOf(prepare)).toEqual({ code: 'pack-not-published', facts: { site: 'st-example' } });
  console.region = 'us-1';
  publish(pack);
  expect(await failureOf(prepare)).toEqual({
    code: 'console-other-region',
    facts: { region: 'eu-1', found: 'us-1' },
  });
  expect(console.asked).toEqual(['hello', 'hello']);
  console.away = true;
  expect(await failureOf(prepare)).toMatchObject({ code: 'console-unreachable' });
  expect(ops()).toHaveLength(before);
});

test('an image that breaks off goes on where it was the next time', async () => {
  await enrol();
  publish(pack);
  console.cutAfterBytes = 2000;
  expect(await failureOf(prepare)).toMatchObject({ code: 'console-unreachable' });
  expect(await faults()).toEqual(['images']);
  console.cutAfterBytes = null;
  console.asked.length = 0;
  await prepare();
  expect(console.asked.slice(3)).toEqual(['image from 2000', 'image from 0']);
  expect(await faults()).toEqual([]);
});

test('a half that was damaged is fetched once more from its first byte', async () => {
  await enrol();
  publish(pack);
  images.parts.set(one.image.digest, new Uint8Array(1000));
  await prepare();
  expect(console.asked.slice(3, 5)).toEqual(['image from 1000', 'image from 0']);
  expect(await faults()).toEqual([]);
});

test('an image that arrives damaged is named and not kept; what is whole stays', async () => {
  await enrol();
  publish(pack);
  console.images.set(two.image.digest, wrong(two.bytes, 1500));
  expect(await failureOf(prepare)).toEqual({
    code: 'image-corrupt',
    facts: { reference: 'registry.example/two:1', digest: two.image.digest },
  });
  expect([...images.whole.keys()]).toEqual([one.image.digest]);
});

test('an image that went bad on the disk is found and fetched again', async () => {
  await enrol();
  publish(pack);
  await prepare();
  images.whole.set(one.image.digest, wrong(one.bytes, 7));
  await prepare();
  expect(images.whole.get(one.image.digest)).toEqual(one.bytes);
});

test('a stop on the way keeps what is here, and two at once are refused', async () => {
  await enrol();
  publish(pack);
  const stopping = new AbortController();
  const first = prepare(stopping.signal);
  expect(await failureOf(prepare)).toEqual({ code: 'busy', facts: { what: 'Prepare' } });
  stopping.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  await prepare();
  expect(await faults()).toEqual([]);
});

test('a pack from a stick is verified like one from the console', async () => {
  await enrol();
  const bytes = packBytes(pack);
  putFile('/stick/pack.json', bytes);
  const read = () => sites.handlers['sites.importPack']({ path: '/stick/pack.json' }, signal);
  expect(await failureOf(read)).toMatchObject({ code: 'pack-signature-wrong', facts: { keyId: 'none' } });
  putFile('/stick/pack.json.minisig', new TextEncoder().encode(stranger.sign(bytes)));
  expect(await failureOf(read)).toMatchObject({ code: 'pack-signature-wrong' });
  putFile('/stick/pack.json.minisig', new TextEncoder().encode(region.sign(bytes)));
  expect(await sites.handlers['sites.verifyPack']({ path: '/stick/pack.json' }, signal)).toMatchObject({
    version: 12,
  });
  expect(sites.current.pack()).toBeNull();
  expect(await read()).toMatchObject({ version: 12, imagesHere: 0, imagesTotal: 2 });
  expect(ops().map(({ kind }) => kind)).toEqual([
    'device.enrolled',
    'pack.refused',
    'pack.refused',
    'pack.accepted',
  ]);
});

test('a pack that the newly enrolled key does not vouch for is shown and not used', async () => {
  await enrol();
  publish(pack);
  await prepare();
  putFile('new-key.json', someEnrolment({ packKey: stranger.packKey }));
  await enrol('new-key.json');
  expect(await faults()).toEqual(['signature']);
  expect(await failureOf(() => sites.current.require())).toEqual({ code: 'pack-missing', facts: {} });
  publish({ ...pack, version: 3 }, stranger);
  expect(await failureOf(prepare)).toBe('no failure');
});

test('readiness counts what expires inside the pack, and the room', async () => {
  await enrol();
  const soon = certificateUntil(new Date(Date.UTC(2026, 10, 24, 12)));
  publish({ ...pack, cluster: { ...pack.cluster, adminCertificate: soon } });
  await prepare();
  expect(await faults()).toEqual(['expiry']);
  freeBytes = 1000;
  expect(await faults()).toEqual(['expiry', 'disk-space']);
});

test('a sign-off is recorded, holds while nothing changes, and says so when something did', async () => {
  await enrol();
  publish(pack);
  await prepare();
  visit.nodes = () => [someNode({ slotId: 'edge-01', identified: true })];
  visit.flows = () => [someFlow()];
  await sites.handlers['sites.signOff']({ name: 'Dr. Grace Example', note: 'Keys with reception.' }, signal);
  const handover = async () => JSON.parse((await sites.handlers['sites.handover']({}, signal)).json);
  const signed = await handover();
  expect(signed.signOff).toMatchObject({
    name: 'Dr. Grace Example',
    covers: signed.digest,
    stillCovers: true,
  });
  expect(signed.log).toMatchObject({ device: 'laptop-1', devSeq: 3, hash: opStore.head('laptop-1')?.hash });
  expect(ops().at(-1)).toMatchObject({ kind: 'visit.signed-off', body: { digest: signed.digest } });
  visit.flows = () => [someFlow({ at: 'stopped', healthy: false })];
  expect((await handover()).signOff).toMatchObject({ covers: signed.digest, stillCovers: false });
  const { html } = await sites.handlers['sites.handover']({}, signal);
  expect(html).toContain('Dr. Grace Example');
  expect(html).toContain('Something changed after this was signed');
});

test('settings start gentle, change one by one, and are told', () => {
  const read = () => sites.handlers['settings.read']({}, signal);
  expect(read()).toEqual({ theme: 'system', sweepPace: 'gentle', syncAutomatically: true });
  sites.handlers['settings.write']({ theme: 'dark' }, signal);
  sites.handlers['settings.write']({ syncAutomatically: false, theme: undefined }, signal);
  expect(read()).toEqual({ theme: 'dark', sweepPace: 'gentle', syncAutomatically: false });
  expect(news).toEqual(['settings.changed', 'settings.changed']);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Op } from '../../../../shared/domain/sync/op.ts';
import { createLabDevice, type LabDevice } from '../lab-device.ts';
import { createTables } from './console-tables.ts';
import { enrolDevice } from './device-register.ts';
import type { Refuse } from './judge-batch.ts';
import { pullOps, pushOps, readmitOps, storedOps } from './op-store.ts';
import { openDatabase, type SqlDatabase } from './sql-database.ts';

// PGlite unless DATABASE_URL names a PostgreSQL: the same statements, the same tests.
let database: SqlDatabase;
beforeAll(async () => {
  database = await openDatabase(process.env.DATABASE_URL);
  await createTables(database);
});
afterAll(() => database.close());

const allow: Refuse = () => null;
const refuseBundles: Refuse = ({ kind }) =>
  kind === 'bundle.created' ? { code: 'kind-refused', fixable: true } : null;

/** A new site with its laptops. */
async function siteWith(...names: string[]): Promise<{ site: string; devices: LabDevice[] }> {
  const site = `site-${randomUUID()}`;
  const devices = names.map((name) => createLabDevice(`${name}-${randomUUID()}`, { site, region: 'eu-1' }));
  for (const { dev, token } of devices) await enrolDevice(database, { site, region: 'eu-1', dev, token });
  return { site, devices };
}
async function siteOfOne(): Promise<{
  site: string;
  ada: LabDevice;
  push: (ops: Op[], refuse?: Refuse) => ReturnType<typeof pushOps>;
}> {
  const { site, devices } = await siteWith('ada');
  const [ada] = devices;
  if (ada === undefined) throw new Error('no laptop');
  return { site, ada, push: (ops, refuse = allow) => pushOps(database, site, ada.push(ops), refuse) };
}

test('ops are accepted with the sequence numbers of their site, and read back byte for byte', async () => {
  const { site, ada, push } = await siteOfOne();
  const ops = [
    ada.write('pack.accepted', 'pack', { version: 7 }),
    ada.write('node.found', 'node:1', { text: 'NUL \u0000 and lone \ud83d\ude00', tiny: 1e-7, zero: 0 }),
  ];
  expect(await push(ops)).toEqual(
    ops.map(({ opId }, index) => ({ opId, verdict: 'accepted', seq: index + 1 })),
  );
  expect(await pullOps(database, { site, cursor: 0, limit: 500 })).toEqual({
    ops: ops.map((op, index) => ({ seq: index + 1, op })),
    nextCursor: 2,
    more: false,
  });
});

test('the same batch again is answered with the sequence numbers it has', async () => {
  const { ada, push } = await siteOfOne();
  const ops = [ada.write('pack.accepted', 'pack'), ada.write('node.found', 'node:1')];
  await push(ops);
  const more = [...ops, ada.write('node.found', 'node:2')];
  expect((await push(more)).map((verdict) => verdict)).toMatchObject([
    { verdict: 'duplicate', seq: 1 },
    { verdict: 'duplicate', seq: 2 },
    { verdict: 'accepted', seq: 3 },
  ]);
});

test('a laptop that wrote two different histories is told so, and nothing of the batch is kept', async () => {
  const { site, ada, push } = await siteOfOne();
  await push([ada.write('pack.accepted', 'pack')]);
  const twin = createLabDevice(ada.dev, { site, region: 'eu-1' });
  const other = twin.write('node.found', 'node:9');
  await expect(push([other, twin.write('node.found', 'node:10')])).rejects.toMatchObject({
    status: 409,
    code: 'fork',
  });
  expect(await storedOps(database, site)).toHaveLength(1);
});

test('an op that was changed after it was written breaks the chain', async () => {
  const { site, ada, push } = await siteOfOne();
  const op = ada.write('checks.recorded', 'checks:laptop', { outcome: 'fault' });
  await expect(push([{ ...op, body: { outcome: 'ok' } }])).rejects.toMatchObject({
    status: 422,
    code: 'chain-broken',
  });
  await expect(push([{ ...op, actor: 'Eve' }])).rejects.toMatchObject({ status: 422, code: 'chain-broken' });
  expect(await storedOps(database, site)).toEqual([]);
});

test('ops beyond a gap are put off until the missing one comes', async () => {
  const { ada, push } = await siteOfOne();
  const [first, second] = [ada.write('pack.accepted', 'pack'), ada.write('node.found', 'node:1')];
  expect(await push([second])).toEqual([{ opId: second.opId, verdict: 'deferred', after: 'devSeq:1' }]);
  expect(await push([first, second])).toMatchObject([
    { verdict: 'accepted', seq: 1 },
    { verdict: 'accepted', seq: 2 },
  ]);
});

test('a refused op is kept, holds only its own aggregate, and is applied once it is refused no longer', async () => {
  const { site, ada, push } = await siteOfOne();
  const ops = [
    ada.write('bundle.created', 'bundle:1'),
    ada.write('node.found', 'bundle:1'),
    ada.write('node.found', 'node:1'),
  ];
  const [refused] = ops;
  const verdicts = [
    { verdict: 'refused', code: 'kind-refused', fixable: true },
    { verdict: 'deferred', after: refused?.opId },
    { verdict: 'accepted', seq: 1 },
  ];
  expect(await push(ops, refuseBundles)).toMatchObject(verdicts);
  expect(await push(ops, allow)).toMatchObject([...verdicts.slice(0, 2), { verdict: 'duplicate', seq: 1 }]);
  expect((await pullOps(database, { site, cursor: 0, limit: 10 })).ops).toHaveLength(1);
  expect((await storedOps(database, site)).map(({ state }) => state)).toEqual([
    'applied',
    'refused',
    'deferred',
  ]);

  expect(await readmitOps(database, site, refuseBundles)).toBe(0);
  expect(await readmitOps(database, site, allow)).toBe(2);
  expect(await push(ops)).toMatchObject([
    { verdict: 'duplicate', seq: 2 },
    { verdict: 'duplicate', seq: 3 },
    { verdict: 'duplicate', seq: 1 },
  ]);
});

test('two engineers who identify the same node differently are both kept, and a person is asked', async () => {
  const { site, devices } = await siteWith('ada', 'bob');
  const [ada, bob] = devices;
  if (ada === undefined || bob === undefined) throw new Error('two laptops');
  const push = (device: LabDevice, op: Op) => pushOps(database, site, device.push([op]), allow);
  expect(await push(ada, ada.write('node.identified', 'node:1', { slot: 'a' }))).toMatchObject([
    { verdict: 'accepted' },
  ]);
  expect(await push(bob, bob.write('node.identified', 'node:1', { slot: 'a' }))).toMatchObject([
    { verdict: 'accepted' },
  ]);
  expect(await push(bob, bob.write('node.identified', 'node:2', { slot: 'a' }))).toMatchObject([
    { verdict: 'accepted' },
  ]);
  expect(await push(ada, ada.write('node.identified', 'node:2', { slot: 'b' }))).toMatchObject([
    { verdict: 'conflict', seq: 4, conflictId: 'conflict:4' },
  ]);
});

test("another key than the device's first one is refused", async () => {
  const { site, ada, push } = await siteOfOne();
  await push([ada.write('pack.accepted', 'pack')]);
  const thief = createLabDevice(ada.dev, { site, region: 'eu-1' });
  await expect(
    pushOps(database, site, thief.push([ada.write('node.found', 'node:1')]), allow),
  ).rejects.toMatchObject({
    status: 403,
    code: 'other-device-key',
  });
});

test('eight laptops at once leave a sequence from 1 to n without a gap', async () => {
  const { site, devices } = await siteWith('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const batches = devices.flatMap((device) =>
    Array.from({ length: 5 }, () => ({
      device,
      ops: Array.from({ length: 10 }, (_, index) => device.write('node.found', `node:${index}`)),
    })),
  );
  const byDevice = Map.groupBy(batches, ({ device }) => device);
  await Promise.all(
    [...byDevice.values()].map(async (own) => {
      for (const { device, ops } of own) await pushOps(database, site, device.push(ops), allow);
    }),
  );
  const seqs: number[] = [];
  for (let cursor = 0; ; ) {
    const page = await pullOps(database, { site, cursor, limit: 150 });
    seqs.push(...page.ops.map(({ seq }) => seq));
    cursor = page.nextCursor;
    if (!page.more) break;
  }
  expect(seqs).toEqual(Array.from({ length: 400 }, (_, index) => index + 1));
});

test('a page of large ops is cut by bytes, and never empty while there is more', async () => {
  const { site, ada, push } = await siteOfOne();
  for (let index = 0; index < 6; index++) {
    await push([ada.write('bundle.created', `bundle:${index}`, { note: 'x'.repeat(900_000) })]);
  }
  const first = await pullOps(database, { site, cursor: 0, limit: 500 });
  expect(first.ops.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(first.more).toBe(true);
  const rest = await pullOps(database, { site, cursor: first.nextCursor, limit: 500 });
  expect(rest.ops.map(({ seq }) => seq)).toEqual([5, 6]);
  expect(rest.more).toBe(false);
});

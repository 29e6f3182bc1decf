/** A whole visit from a terminal: the real program, one process a command, against the simulated hospital. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { readMinisignKey, verifyMinisign } from '../../electron/security/minisign.ts';
import { words } from '../../shared/words/words.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';
import { createLaptop, type Ended, type Laptop } from './cli/laptop.ts';

const machines = [
  { name: 'lab-edge-01', label: 'LAB-EDGE-01', serial: '7KX2-0931' },
  { name: 'lab-edge-02', label: 'LAB-EDGE-02', serial: 'CN7J4R3' },
  { name: 'lab-edge-03', label: 'LAB-EDGE-03', serial: 'TPA-2209417' },
] as const;

let hospital: Hospital;
let laptop: Laptop;
beforeAll(async () => {
  hospital = await startHospital({
    base: 'own',
    strangers: true,
    timeScale: 40,
  });
  laptop = createLaptop(hospital.addresses.ports.mdns);
});
afterAll(async () => {
  await laptop.remove();
  await hospital.stop();
});

/** Runs a verb with --json and gives its exit code with the one document that stdout holds. */
async function asked<T>(shape: z.ZodType<T>, ...args: readonly string[]): Promise<{ code: number; data: T }> {
  const { code, out, err } = await laptop.rounds(...args, '--json');
  const document: unknown = JSON.parse(out);
  if (code === null) throw new Error(`${args[0]} was killed: ${err}`);
  return { code, data: shape.parse(document) };
}

async function told(...args: readonly string[]): Promise<Ended> {
  return laptop.rounds(...args);
}

const nodeShape = z.object({
  address: z.string(),
  answer: z.string(),
  serial: z.object({ value: z.string() }).nullable(),
});
const nodesShape = z.object({
  nodes: z.array(nodeShape),
  sweep: z
    .object({
      ...{ sweepId: z.string(), touched: z.int(), answered: z.int(), nodes: z.int(), ending: z.string() },
    })
    .nullable(),
});
const reportsShape = z.strictObject({
  reports: z.array(
    z.object({
      vantage: z.object({ from: z.enum(['laptop', 'node']) }),
      entries: z.array(z.object({ code: z.string(), finding: z.object({ state: z.string() }) })),
    }),
  ),
});
const provisionShape = z.strictObject({
  plan: z.object({ hash: z.string().length(64), dryRun: z.object({ accepted: z.boolean() }) }).nullable(),
  provision: z
    .object({
      label: z.string(),
      at: z.string(),
      healthy: z.boolean(),
      planHash: z.string(),
      failure: z.null(),
    })
    .nullable(),
});

test('enrol and prepare', async () => {
  const { code, data } = await asked(
    z.strictObject({ enrolment: z.object({ state: z.string(), region: z.string(), engineer: z.string() }) }),
    'enrol',
    hospital.enrolmentFile,
  );
  expect({ code, ...data.enrolment }).toEqual({
    code: 0,
    state: 'enrolled',
    region: 'eu-1',
    engineer: 'Ada Lindqvist',
  });
  const prepared = await asked(
    z.strictObject({
      pack: z.object({ version: z.int(), imagesHere: z.int(), imagesTotal: z.int() }),
      readiness: z.object({ ready: z.boolean() }),
    }),
    'prepare',
  );
  expect(prepared).toEqual({
    code: 0,
    data: {
      pack: { version: hospital.pack.version, imagesHere: 2, imagesTotal: 2 },
      readiness: { ready: true },
    },
  });
});

test('find hears the beacons, asks an address and sweeps a range', async () => {
  const heard = await asked(nodesShape, 'find', '--for', '2');
  const waiting = heard.data.nodes.filter(({ answer }) => answer === 'waiting');
  expect(waiting.map(({ serial }) => serial?.value).sort()).toEqual(
    machines.map(({ serial }) => serial).sort(),
  );
  expect(heard.data.sweep).toBeNull();

  const swept = await asked(nodesShape, 'find', '--for', '0.1', '--sweep', `${hospital.addresses.base}.0/28`);
  expect(swept.data.sweep).toMatchObject({ touched: 15, answered: 3, nodes: 3, ending: 'complete' });
  expect([heard.code, swept.code]).toEqual([0, 0]);

  const strangers = [
    '--address',
    `${hospital.addresses.base}.71`,
    '--address',
    `${hospital.addresses.base}.72`,
  ];
  const { code, out, err } = await told('find', '--for', '0.1', ...strangers);
  const rows = out.trimEnd().split('\n');
  const rowOf = (text: string) => rows.find((row) => row.includes(text));
  expect(rows[0]).toMatch(/^Name +Address +Serial number +Talos +What it is +On this visit +Certificate/);
  expect(rowOf('7KX2-0931')).toContain(words('discovery.answer.waiting'));
  expect(rowOf(`${hospital.addresses.base}.71:`)).toContain(words('discovery.answer.foreign'));
  expect(rowOf(`${hospital.addresses.base}.72:`)).toContain(words('discovery.answer.not-talos'));
  expect({ code, said: err.trimEnd().split('\n').length }).toEqual({ code: 0, said: 2 });
});

test('the sweeps are listed, and the log of one leaves the laptop with its signature and key', async () => {
  const shape = z.strictObject({
    sweeps: z.array(
      z.object({ sweepId: z.string(), range: z.string(), touched: z.int(), ending: z.string() }),
    ),
  });
  const { code, data } = await asked(shape, 'sweeps');
  expect([code, data.sweeps.map(({ sweepId: _id, ...sweep }) => sweep)]).toEqual([
    0,
    [{ range: `${hospital.addresses.base}.0/28`, touched: 15, ending: 'complete' }],
  ]);
  const [{ sweepId } = { sweepId: '' }] = data.sweeps;
  const out = join(laptop.folder, 'sweep.csv');
  const listed = await told('sweeps');
  expect(listed.out).toContain(sweepId);
  const written = await told('sweeps', '--export', sweepId, '--out', out);
  expect([written.code, written.out]).toEqual([
    0,
    expect.stringContaining(`minisign -V -p ${out}.pub -m ${out}`),
  ]);
  const [publicKey, table, signature] = [`${out}.pub`, out, `${out}.minisig`].map((path) =>
    readFileSync(path),
  );
  const key = readMinisignKey(publicKey?.toString('utf8').split('\n')[1] ?? '');
  if (key === null || table === undefined) throw new Error('not a key');
  expect(verifyMinisign(table, signature?.toString('utf8') ?? '', key)).toMatchObject({ ok: true });
  expect(new Set(table.toString('utf8').match(/^127\.[0-9.]+(?=,)/gm)).size).toBe(15);
});

test('check from this laptop and from a node', async () => {
  const laptopOnly = await asked(reportsShape, 'check');
  expect(laptopOnly.data.reports.map(({ vantage }) => vantage.from)).toEqual(['laptop']);
  expect(laptopOnly.data.reports[0]?.entries.filter(({ finding }) => finding.state !== 'ok')).toEqual([]);
  expect(laptopOnly.code).toBe(0);

  for (const server of hospital.dns) server.setTrouble({ hijack: true });
  const { code, out, err } = await told('check');
  for (const server of hospital.dns) server.setTrouble({});
  expect(code).toBe(1);
  expect(out).toContain(`${words('checks.owner.hospital-it')}: `);
  expect(err).toContain(words('checks.running.laptop'));

  const both = await asked(
    reportsShape,
    'check',
    '--node',
    '7KX2-0931',
    '--node',
    `${hospital.addresses.base}.12`,
  );
  expect(both.data.reports.map(({ vantage }) => vantage.from)).toEqual(['node', 'node']);
  expect(both.code).toBe(0);
});

/** Identifies a machine and gives the hash of its plan; nothing is applied. */
async function planOf({ name, label, serial }: (typeof machines)[number]): Promise<string> {
  const node = hospital.node(name);
  const identity = ['--slot', label, '--serial', serial, '--fingerprint', node.fingerprint()];
  const { code, data } = await asked(provisionShape, 'provision', serial, ...identity);
  expect([code, data.plan?.dryRun.accepted, data.provision]).toEqual([0, true, null]);
  expect(node.state().stage).toBe('maintenance');
  return data.plan?.hash ?? '';
}

test('Ctrl-C during provisioning leaves a flow that goes on under its hash', async () => {
  const [machine] = machines;
  const { name, label } = machine;
  const hash = await planOf(machine);
  const step = (at: string) => words('frame.running.provision', { step: at, label });
  const first = laptop.start('provision', label, '--apply', hash);
  await first.says(step('install'));
  first.child.kill('SIGINT');
  expect(await first.ended).toMatchObject({ code: 130, out: '' });

  const between = await told('provision', label);
  expect(between.code).toBe(1);
  expect(between.out).toContain(`rounds provision ${label} --apply ${hash}`);

  const second = await told('provision', label, '--apply', hash);
  expect(second.code).toBe(0);
  expect(second.err).not.toContain(step('apply'));
  expect(hospital.node(name).state()).toMatchObject({ isReady: true, hostname: name });

  // What is done stays done.
  const again = await asked(provisionShape, 'provision', label, '--apply', hash);
  expect(again).toMatchObject({
    code: 0,
    data: { provision: { label, at: 'done', healthy: true, planHash: hash } },
  });
});

test.each(machines.slice(1))('provision $label: first the plan, then exactly that plan', async (machine) => {
  const { name, label } = machine;
  const { code, out, err } = await told('provision', label, '--apply', await planOf(machine));
  expect({ code, first: out.split('\n')[0] }).toEqual({
    code: 0,
    first: words('provisioning.title.done', { label }),
  });
  expect(err).toContain(words('frame.running.provision', { step: 'install', label }));
  expect(hospital.node(name).state()).toMatchObject({ isReady: true, hostname: name });
});

test('bundle writes a file that is what it says', async () => {
  const path = join(laptop.folder, 'visit.zip');
  const { code, data } = await asked(
    z.strictObject({
      bundle: z.object({
        path: z.string(),
        sha256: z.string(),
        verified: z.boolean(),
        manifest: z.object({ entries: z.array(z.unknown()).min(1), missing: z.array(z.unknown()) }),
      }),
    }),
    'bundle',
    '--out',
    path,
  );
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  expect(data.bundle).toMatchObject({ path, sha256, verified: true });
  expect(code).toBe(data.bundle.manifest.missing.length === 0 ? 0 : 1);
});

test('sync brings every op to the console, and without the console says so', async () => {
  const shape = z.strictObject({
    sync: z.object({
      confirmed: z.int(),
      unsent: z.int(),
      needsYou: z.int(),
      connection: z.object({ state: z.string() }),
    }),
  });
  await hospital.console.setTrouble({ away: true });
  const away = await asked(shape, 'sync');
  expect([away.code, away.data.sync.confirmed, away.data.sync.connection.state]).toEqual([1, 0, 'away']);
  expect((await told('sync')).err).toContain('SYNC-001');
  await hospital.console.setTrouble({});
  const done = await asked(shape, 'sync');
  expect(done).toMatchObject({
    code: 0,
    data: { sync: { unsent: 0, needsYou: 0, connection: { state: 'connected' } } },
  });
  const kinds = (await hospital.console.ops(hospital.pack.site.id)).map(({ op }) => op.kind);
  expect(kinds).toHaveLength(done.data.sync.confirmed);
  expect(kinds.filter((kind) => kind === 'provision.done')).toHaveLength(3);
});

test('status tells the visit as a task list and asks nothing of anyone', async () => {
  const before = hospital.console.requests.length;
  const { code, data } = await asked(
    z.object({ tasks: z.array(z.object({ id: z.string(), state: z.string() })) }),
    'status',
  );
  expect(code).toBe(0);
  expect(data.tasks).toEqual([
    { id: 'ready', state: 'done' },
    { id: 'find', state: 'done' },
    { id: 'network', state: 'done' },
    ...hospital.pack.slots.map(({ id }) => ({ id: `slot:${id}`, state: 'done' })),
    { id: 'prove', state: 'todo' },
    { id: 'bundle', state: 'done' },
    { id: 'sync', state: 'done' },
  ]);
  const { out } = await told('status');
  expect(out).toMatch(new RegExp(`LAB-EDGE-01 +${words('sites.task.slot-healthy')}`));
  expect(hospital.console.requests.length).toBe(before);
});

/** What the command line refuses, how it is stopped, and what is left as it was. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { signedPack } from '../hospital/pack/pack-kinds.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';
import { createLaptop, type Laptop, runRounds } from './cli/laptop.ts';
import { type Refusal, refusalIn } from './cli/refusal.ts';

const SERIAL = '7KX2-0931';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({ base: 'own', timeScale: 40 });
});
afterAll(() => hospital.stop());

let laptop: Laptop;
beforeEach(() => {
  laptop = createLaptop(hospital.addresses.ports.mdns);
});
afterEach(() => laptop.remove());

const refused = async (...args: readonly string[]): Promise<Refusal> =>
  refusalIn(await laptop.rounds(...args, '--json'));

const enrol = async (): Promise<readonly string[]> => ['--enrolment', await hospital.enrol('Ada Lindqvist')];

test('help, version and a wrong command need no key and no engine', async () => {
  const [help, version, wrong] = await Promise.all([
    runRounds(['--help']).ended,
    runRounds(['--version']).ended,
    runRounds(['find', '--slot', 'A', '--json']).ended,
  ]);
  expect([help.code, version.code]).toEqual([0, 0]);
  expect(help.out).toContain('rounds provision NAME');
  expect(version.out).toBe(`${manifest.version}\n`);
  expect(refusalIn(wrong)).toEqual({
    exit: 2,
    failure: { code: 'wrong-command', facts: { detail: 'find takes no --slot' } },
  });
  expect(wrong.err).toContain('rounds: find takes no --slot\n\n  rounds find [--for SECONDS]');
});

test('without a key that only its owner can read nothing is opened', async () => {
  const without = await runRounds(['status', '--data-dir', laptop.dataDir]).ended;
  expect(without).toMatchObject({ code: 3, out: '' });
  expect(without.err).toContain('--key-file is missing');
  chmodSync(laptop.keyFile, 0o644);
  const open = await refused('status');
  chmodSync(laptop.keyFile, 0o600);
  writeFileSync(laptop.keyFile, 'correct horse battery staple');
  const other = await refused('status');
  const detail = (text: string) => ({
    exit: 3,
    failure: { code: 'keystore-unavailable', facts: { reason: 'key-file', detail: text } },
  });
  expect([open, other]).toEqual([
    detail(`others can read ${laptop.keyFile}; chmod 600 closes it`),
    detail(`${laptop.keyFile} does not hold 64 hex characters`),
  ]);
});

test('another key opens nothing and changes nothing', async () => {
  await laptop.rounds('status');
  const path = join(laptop.dataDir, 'rounds.db');
  const before = readFileSync(path);
  writeFileSync(laptop.keyFile, 'ab'.repeat(32));
  expect(await refused('status')).toEqual({
    exit: 3,
    failure: { code: 'database-unreadable', facts: { path } },
  });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a folder that cannot be made is named', async () => {
  writeFileSync(laptop.dataDir, 'a file in its place');
  expect(await refused('status')).toEqual({
    exit: 3,
    failure: { code: 'database-unreadable', facts: { path: laptop.dataDir } },
  });
});

test('a laptop without an enrolment or a pack says which is missing', async () => {
  const empty = join(laptop.folder, 'enrolment.json');
  writeFileSync(empty, '{}');
  for (const verb of [['status'], ['find'], ['provision', 'A']])
    expect(await refused(...verb)).toEqual({ exit: 3, failure: { code: 'not-enrolled', facts: {} } });
  expect(await refused('status', '--enrolment', empty)).toMatchObject({
    exit: 3,
    failure: { code: 'enrolment-unreadable' },
  });
  expect(await refused('find', ...(await enrol()))).toEqual({
    exit: 3,
    failure: { code: 'pack-missing', facts: {} },
  });
});

test('a tampered pack is refused from a file and from the console, and the one before is kept', async () => {
  expect(await laptop.rounds('prepare', ...(await enrol()))).toMatchObject({ code: 0 });
  const { bytes, signature } = signedPack('tampered', hospital.pack, hospital.trust);
  const file = join(laptop.folder, 'pack.json');
  writeFileSync(file, bytes);
  writeFileSync(`${file}.minisig`, signature);
  const wrong = { exit: 3, failure: { code: 'pack-signature-wrong' } };
  expect(await refused('pack', 'verify', file)).toMatchObject(wrong);
  hospital.offerPack('tampered');
  expect(await refused('prepare')).toMatchObject(wrong);
  const good = signedPack('good', hospital.pack, hospital.trust);
  hospital.offerPack('good');
  writeFileSync(file, good.bytes);
  writeFileSync(`${file}.minisig`, good.signature);
  const verified = await laptop.rounds('pack', 'verify', file, '--json');
  expect(verified.code).toBe(0);
  expect(JSON.parse(verified.out)).toMatchObject({ pack: { version: hospital.pack.version } });
});

test('nothing is planned for the wrong box and nothing runs but the plan that was shown', async () => {
  const places = ['--address', `${hospital.addresses.base}.11`, '--address', `${hospital.addresses.base}.12`];
  await laptop.rounds('prepare', ...(await enrol()));
  expect(await laptop.rounds('find', '--for', '0.1', ...places)).toMatchObject({ code: 0 });
  const node = hospital.node('lab-edge-01');
  const identity = (slot: string, fingerprint: string) =>
    ['--slot', slot, '--serial', SERIAL, '--fingerprint', fingerprint] as const;

  expect(await refused('provision', 'nobody')).toMatchObject({ exit: 3, failure: { code: 'node-unknown' } });
  expect(await refused('check', '--node', 'nobody')).toMatchObject({
    exit: 3,
    failure: { code: 'node-unknown', facts: { node: 'nobody' } },
  });
  expect(await refused('provision', SERIAL)).toMatchObject({
    exit: 3,
    failure: { code: 'not-identified' },
  });
  expect(await refused('provision', SERIAL, '--slot', 'LAB-EDGE-01')).toMatchObject({ exit: 2 });
  expect(await refused('provision', SERIAL, ...identity('LAB-EDGE-99', node.fingerprint()))).toMatchObject({
    exit: 3,
    failure: { code: 'slot-unknown', facts: { slot: 'LAB-EDGE-99' } },
  });
  const ofAnother = hospital.node('lab-edge-02').fingerprint();
  expect(await refused('provision', SERIAL, ...identity('LAB-EDGE-01', ofAnother))).toEqual({
    exit: 3,
    failure: { code: 'identity-differs', facts: { slot: 'LAB-EDGE-01', what: 'fingerprint' } },
  });
  const otherHash = '0'.repeat(64);
  const right = identity('LAB-EDGE-01', node.fingerprint());
  expect(await refused('provision', SERIAL, ...right, '--apply', otherHash)).toEqual({
    exit: 3,
    failure: { code: 'plan-changed', facts: { node: 'LAB-EDGE-01' } },
  });
  expect(node.state()).toMatchObject({ stage: 'maintenance', isConfigured: false });
});

/** The sweeps that the console knows of after this laptop has sent everything. */
async function sweepsOnRecord(): Promise<readonly unknown[]> {
  expect(await laptop.rounds('sync')).toMatchObject({ code: 0 });
  const ops = await hospital.console.ops(hospital.pack.site.id);
  return ops.filter(({ op }) => op.kind === 'sweep.performed').map(({ op }) => op.body);
}

test('Ctrl-C during a sweep ends within 2 s, and what was touched is on record', async () => {
  await laptop.rounds('prepare', ...(await enrol()));
  const sweep = laptop.start('find', '--for', '60', '--sweep', `${hospital.addresses.base}.0/24`, '--json');
  await sweep.says(' answered');
  const atMs = performance.now();
  sweep.child.kill('SIGINT');
  const ended = await sweep.ended;
  expect(performance.now() - atMs).toBeLessThan(2000);
  expect(refusalIn(ended)).toEqual({
    exit: 130,
    failure: { code: 'cancelled', facts: { what: 'rounds find' } },
  });
  expect(ended.err).toContain('Stopped. What was finished is kept.');
  // The database was closed, not left to the next start: SQLite takes its log away only then.
  expect(readdirSync(laptop.dataDir).sort()).toEqual(['engine.lock', 'images', 'logs', 'rounds.db']);
  const [record] = await sweepsOnRecord();
  expect(record).toMatchObject({ range: `${hospital.addresses.base}.0/24`, ending: 'stopped' });
});

test('a second command on the same folder is refused by name, and may run when the first has been killed', async () => {
  await laptop.rounds('prepare', ...(await enrol()));
  const sweep = laptop.start('find', '--for', '60', '--sweep', `${hospital.addresses.base}.0/24`);
  await sweep.says(' answered');
  expect(refusalIn(await laptop.rounds('status', '--json'))).toEqual({
    exit: 3,
    failure: { code: 'busy', facts: { what: `rounds find (process ${sweep.child.pid})` } },
  });
  sweep.child.kill('SIGKILL');
  await sweep.ended;
  const records = await sweepsOnRecord();
  expect(records).toContainEqual(expect.objectContaining({ ending: 'interrupted' }));
});

test('a reader that has seen enough is no fault', async () => {
  await laptop.rounds('prepare', ...(await enrol()));
  const { child, ended } = laptop.start('status');
  child.stdout?.destroy();
  expect(await ended).toMatchObject({ code: 0, err: '' });
  const full = spawn('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...child.spawnargs], { stdio: 'ignore' });
  expect(await once(full, 'exit')).toEqual([3, null]);
});

/** How a command is stopped, and that two never share a folder. Signals do not exist on Windows in this form. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { words } from '../../shared/words/words.ts';
import { type Hospital, startHospital } from '../hospital/start-hospital.ts';
import { createLaptop, type Laptop } from './cli/laptop.ts';
import { refusalIn } from './cli/refusal.ts';

const BASE = '127.79.83';
const MDNS_PORT = 15_483;

let hospital: Hospital;
let laptop: Laptop;
beforeAll(async () => {
  hospital = await startHospital({ base: BASE, timeScale: 40, ports: { mdns: MDNS_PORT } });
});
afterAll(() => hospital.stop());
beforeEach(async () => {
  laptop = createLaptop(MDNS_PORT);
  const enrolment = await hospital.enrol('Ada Lindqvist');
  expect(await laptop.rounds('prepare', '--enrolment', enrolment)).toMatchObject({ code: 0 });
});
afterEach(() => laptop.remove());

/** The sweeps that the console knows of after this laptop has sent everything. */
async function sweepsOnRecord(): Promise<readonly unknown[]> {
  expect(await laptop.rounds('sync')).toMatchObject({ code: 0 });
  const ops = await hospital.console.ops(hospital.pack.site.id);
  return ops.filter(({ op }) => op.kind === 'sweep.performed').map(({ op }) => op.body);
}

test('Ctrl-C during a sweep ends within 2 s, and what was touched is on record', async () => {
  const sweep = laptop.start('find', '--for', '60', '--sweep', `${BASE}.0/24`, '--json');
  await sweep.says('addresses');
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
  expect(record).toMatchObject({ range: `${BASE}.0/24`, ending: 'stopped' });
});

test('Ctrl-C during provisioning leaves a flow that goes on under its hash', async () => {
  const node = hospital.node('lab-edge-01');
  await laptop.rounds('find', '--for', '0.1', '--address', `${BASE}.11`);
  const identity = ['--slot', 'LAB-EDGE-01', '--serial', '7KX2-0931', '--fingerprint', node.fingerprint()];
  const { out } = await laptop.rounds('provision', '7KX2-0931', ...identity, '--json');
  const { plan } = z.object({ plan: z.object({ hash: z.string() }) }).parse(JSON.parse(out));
  const apply = ['provision', 'LAB-EDGE-01', '--apply', plan.hash];

  const step = (name: string) => words('frame.running.provision', { step: name, label: 'LAB-EDGE-01' });
  const first = laptop.start(...apply);
  await first.says(step('install'));
  first.child.kill('SIGINT');
  expect(await first.ended).toMatchObject({ code: 130, out: '' });

  const between = await laptop.rounds('provision', 'LAB-EDGE-01');
  expect(between).toMatchObject({ code: 1 });
  expect(between.out).toContain(`rounds provision LAB-EDGE-01 --apply ${plan.hash}`);

  const second = await laptop.rounds(...apply);
  expect(second).toMatchObject({ code: 0 });
  expect(second.err).not.toContain(step('apply'));
  expect(node.state()).toMatchObject({ isReady: true, hostname: 'lab-edge-01' });
});

test('a second command on the same folder is refused by name, and may run when the first has been killed', async () => {
  const sweep = laptop.start('find', '--for', '60', '--sweep', `${BASE}.0/24`);
  await sweep.says('addresses');
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
  const { child, ended } = laptop.start('status');
  child.stdout?.destroy();
  expect(await ended).toMatchObject({ code: 0, err: '' });
  const full = spawn('sh', ['-c', 'exec "$@" > /dev/full', 'sh', ...child.spawnargs], { stdio: 'ignore' });
  expect(await once(full, 'exit')).toEqual([3, null]);
});

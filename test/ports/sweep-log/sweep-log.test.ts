/** The log of a sweep outlives the engine, and leaves the laptop signed. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDiscoveryStore } from '../../../electron/adapters/sqlite/discovery-store.ts';
import { createSitesStore } from '../../../electron/adapters/sqlite/sites-store.ts';
import { openSweepExport } from '../../../electron/adapters/sweep/sweep-export.ts';
import { exportSweep } from '../../../electron/discovery/sweep/export-sweep.ts';
import type { Ask } from '../../../electron/discovery/sweep/sweep-ports.ts';
import { deviceKeyOf, deviceSignerOf } from '../../../electron/security/device-key.ts';
import { readMinisignKey, verifyMinisign } from '../../../electron/security/minisign.ts';
import { readSweepDetails } from '../../../shared/domain/discovery/sweep/sweep-details.ts';
import { someEnrolment } from '../../fakes/enrolment.ts';
import { createTemporaryDatabase, TEST_KEY, type TemporaryDatabase } from '../../fakes/temporary-database.ts';

const ADDRESSES = Array.from({ length: 160 }, (_, index) => `127.77.11.${index + 1}`);

let file: TemporaryDatabase;
let folder: string;
beforeEach(() => {
  file = createTemporaryDatabase();
  folder = mkdtempSync(join(tmpdir(), 'rounds-sweep-'));
});
afterEach(() => {
  file.remove();
  rmSync(folder, { recursive: true });
});

/** A door at every address, all on one port, that remembers who was asked. */
async function openDoors(onKnock: (address: string) => void) {
  const servers: Server[] = [];
  let port = 0;
  for (const address of ADDRESSES) {
    const server = createServer((socket) => {
      // The one who asked leaves by a reset.
      socket.on('error', () => {});
      onKnock(address);
    });
    server.listen(port, address);
    await once(server, 'listening');
    const bound = server.address();
    port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    servers.push(server);
  }
  return { port, close: () => Promise.all(servers.map((server) => once(server.close(), 'close'))) };
}

test.each([25, 70, 120])(
  'killed after %d answers, the log knows every address that was asked',
  async (kill) => {
    file.db.close();
    const knocked = new Set<string>();
    const doors = await openDoors((address) => {
      if (knocked.add(address).size === kill) writer.kill('SIGKILL');
    });
    const program = join(import.meta.dirname, 'sweep-writer.ts');
    const writer = spawn(
      process.execPath,
      [program, file.path, TEST_KEY, String(doors.port), ADDRESSES.join(',')],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let complaint = '';
    writer.stderr.on('data', (bytes: Buffer) => {
      complaint += bytes.toString();
    });
    const [, signal] = await once(writer, 'close');
    await doors.close();
    expect({ signal, complaint }).toEqual({ signal: 'SIGKILL', complaint: '' });
    const { sweeps } = createDiscoveryStore(file.reopen());
    const logged = sweeps.page('sweep-1', 0, 1000);
    const addresses = logged.map(({ address }) => address);
    expect([...knocked].filter((address) => !addresses.includes(address))).toEqual([]);
    // At most a second's worth more than was asked.
    expect(logged.length).toBeLessThanOrEqual(knocked.size + 100);
    expect(logged.some(({ outcome }) => outcome === 'unknown')).toBe(true);
    expect(sweeps.unended('st-anna').map(({ id }) => id)).toEqual(['sweep-1']);
  },
);

const enrolment = someEnrolment({ site: 'st-anna', engineer: 'Ada “A.” Example, M.Sc.' });
function storeSweep(): void {
  const { sweeps } = createDiscoveryStore(file.db);
  const asks: readonly Ask[] = Array.from({ length: 4500 }, (_, index) => ({
    ...{ number: index + 1, address: `10.20.${index >> 8}.${index & 255}`, attempt: 1 },
    purpose: index === 0 ? 'canary' : 'range',
  }));
  const startedAtMs = Date.UTC(2026, 10, 24, 8, 0, 0);
  sweeps.begin('st-anna', {
    ...{ id: 'sweep-1', range: '10.20.0.0/19', port: 50_000, pace: 'normal', startedAtMs },
    details: readSweepDetails({
      ...{ perSecond: 100, paceReason: 'clinical', reference: 'CHG-7\n=cmd()', siteName: 'St. Anna' },
      ...{
        engineer: enrolment.engineer,
        device: enrolment.device.id,
        appVersion: '1.2.3',
        from: ['10.20.0.9'],
      },
    }),
  });
  const touches = asks
    .slice(0, -1)
    .map((ask) => ({ ...ask, atMs: startedAtMs + ask.number, outcome: 'silent' as const }));
  sweeps.write('sweep-1', { ahead: asks, touches });
  sweeps.end('sweep-1', { endedAtMs: startedAtMs + 60_000, ending: 'canary-lost' });
}
const exported = (path: string, sweepId = 'sweep-1') =>
  exportSweep({ sweepId, path }, enrolment, {
    sweeps: createDiscoveryStore(file.db).sweeps,
    openExport: openSweepExport,
    signer: (device) => deviceSignerOf(createSitesStore(file.db), device),
  });

/** What the stock program says; null where it is not installed. */
const stockMinisign = (args: readonly string[]): Promise<string | null> =>
  new Promise((resolve) => {
    execFile('minisign', [...args], (error, stdout, stderr) =>
      resolve(error !== null && 'code' in error && error.code === 'ENOENT' ? null : `${stdout}${stderr}`),
    );
  });

test('the log is a table with its conditions, signed by the key under which the region knows this laptop', async () => {
  storeSweep();
  const path = join(folder, 'sweep.csv');
  const written = await exported(path);
  expect(written).toEqual({ path, signaturePath: `${path}.minisig`, publicKeyPath: `${path}.pub` });
  expect(readdirSync(folder).sort()).toEqual(['sweep.csv', 'sweep.csv.minisig', 'sweep.csv.pub']);
  const lines = readFileSync(path, 'utf8').split('\r\n');
  const heading = lines.indexOf('address,time,outcome,attempt,purpose');
  expect(lines.slice(0, heading)).toEqual(
    expect.arrayContaining([
      '# site: St. Anna',
      '# range: 10.20.0.0/19',
      '# pace: normal, at most 100 addresses a second (clinical)',
      '# reference: CHG-7␊=cmd()',
      '# engineer: Ada “A.” Example, M.Sc.',
      '# laptop: laptop-1',
      '# sent from: 10.20.0.9',
      '# program: Rounds 1.2.3',
      '# started: 2026-11-24T08:00:00.000Z',
      '# ended: 2026-11-24T08:01:00.000Z',
      '# ending: canary-lost',
      '# addresses touched: 4500',
    ]),
  );
  expect(lines.slice(heading + 1, heading + 3)).toEqual([
    '10.20.0.0,2026-11-24T08:00:00.001Z,silent,1,canary',
    '10.20.0.1,2026-11-24T08:00:00.002Z,silent,1,range',
  ]);
  // The last one was written down, and nobody knows whether it was sent.
  expect(lines.slice(-2)).toEqual(['10.20.17.147,,unknown,1,range', '']);
  expect(lines.length).toBe(heading + 1 + 4500 + 1);

  const line = readFileSync(`${path}.pub`, 'utf8').split('\n')[1] ?? '';
  expect(lines).toContain(`# public key: ${line}`);
  const key = readMinisignKey(line);
  if (key === null) throw new Error('not a public key');
  const signature = readFileSync(`${path}.minisig`, 'utf8');
  expect(verifyMinisign(readFileSync(path), signature, key)).toMatchObject({
    ok: true,
    trustedComment: expect.stringContaining(`public key ${line}`),
  });
  const known = deviceKeyOf(createSitesStore(file.db), 'laptop-1').publicKey;
  expect(Buffer.from(known, 'base64').subarray(-32)).toEqual(Buffer.from(line, 'base64').subarray(-32));
});

test('stock minisign accepts it, and refuses it with one address taken out', async () => {
  storeSweep();
  const path = join(folder, 'sweep.csv');
  await exported(path);
  const verify = () => stockMinisign(['-V', '-p', `${path}.pub`, '-m', path]);
  expect((await verify()) ?? 'Signature and comment signature verified').toContain(
    'Signature and comment signature verified',
  );
  writeFileSync(path, readFileSync(path, 'utf8').replace(/10\.20\.3\.7,.*\r\n/, ''));
  expect((await verify()) ?? 'Signature verification failed').toContain('Signature verification failed');
});

test('where nothing can be written nothing is left, and a log that is there stays', async () => {
  storeSweep();
  const path = join(folder, 'missing', 'sweep.csv');
  await expect(exported(path)).rejects.toMatchObject({
    failure: { code: 'sweep-log-unwritable', facts: { path, detail: 'there is no such folder (ENOENT)' } },
  });
  const there = join(folder, 'sweep.csv');
  writeFileSync(there, 'an earlier log');
  await expect(exported(there, 'sweep-2')).rejects.toMatchObject({ failure: { code: 'sweep-unknown' } });
  expect([readFileSync(there, 'utf8'), existsSync(join(folder, 'missing'))]).toEqual([
    'an earlier log',
    false,
  ]);
  await exported(there);
  expect(readFileSync(there, 'utf8')).toContain('# sweep: sweep-1');
});

/** Laptops as they are: encrypted database, HTTPS, watchdog and timers, against the reference console. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../electron/adapters/clock/system-clock.ts';
import { createConsoleHttp } from '../../electron/adapters/console/console-http.ts';
import { createConsoleLine } from '../../electron/adapters/console/console-line.ts';
import { createSitesStore } from '../../electron/adapters/sqlite/sites-store.ts';
import { createSyncStore } from '../../electron/adapters/sqlite/sync-store.ts';
import { deviceKeyOf } from '../../electron/security/device-key.ts';
import { createSync, type Sync } from '../../electron/sync/create-sync.ts';
import type { SyncStatus } from '../../shared/domain/sync/op.ts';
import { someEnrolment } from '../fakes/enrolment.ts';
import { createFakeLog } from '../fakes/fake-log.ts';
import { createTemporaryDatabase, type TemporaryDatabase } from '../fakes/temporary-database.ts';
import { type LabConsole, startConsole } from '../hospital/console/start-console.ts';
import { createSiteAuthority, type SiteAuthority } from '../hospital/site-authority.ts';

const SITE = 'st-example';
const ADDRESS = '127.77.8.141';
let authority: SiteAuthority;
let console: LabConsole;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  authority = createSiteAuthority({ organizations: [], commonName: 'Console CA' });
  console = await startConsole({
    place: { address: ADDRESS, port: 0 },
    region: 'eu-1',
    certificate: authority.issueServer([ADDRESS]),
    images: [],
  });
});
afterEach(async () => {
  await console.setTrouble({});
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => console.stop());

interface Laptop {
  sync: Sync;
  readonly temporary: TemporaryDatabase;
  record(agg: string): void;
  now(): Promise<SyncStatus>;
  /** As after a crash of the engine: the same file, everything else new. */
  restart(): Promise<void>;
}

async function laptop(dev: string): Promise<Laptop> {
  const token = `token-of-${dev}-123456`;
  await console.enrol({ site: SITE, dev, token });
  const enrolment = someEnrolment({
    consoleUrl: console.url,
    consoleCa: authority.certificatePem,
    device: { id: dev, token },
  });
  const temporary = createTemporaryDatabase();
  const start = (): Sync => {
    const keys = createSitesStore(temporary.db);
    return createSync({
      clock: systemClock,
      log: createFakeLog(),
      store: createSyncStore(temporary.db),
      line: createConsoleLine(
        createConsoleHttp(() => enrolment),
        '0.1.0',
      ),
      enrolment: () => enrolment,
      deviceKey: (deviceId) => deviceKeyOf(keys, deviceId),
      random: Math.random,
      automatic: () => false,
      announce: () => {},
    });
  };
  const made: Laptop = {
    sync: start(),
    temporary,
    record: (agg) =>
      void made.sync.ops.record({ kind: 'node.found', agg, body: { dev, text: 'x'.repeat(200) } }),
    now: () =>
      made.sync.handlers['sync.now'](
        {},
        { signal: AbortSignal.timeout(30_000), report: () => {}, pointOfNoReturn: () => {} },
      ),
    restart: async () => {
      await made.sync.stop();
      temporary.reopen();
      made.sync = start();
    },
  };
  closing.push(async () => {
    await made.sync.stop();
    temporary.remove();
  });
  return made;
}
const remoteOps = ({ temporary }: Laptop) =>
  temporary.db.prepare('SELECT count(*) FROM remote_op').pluck().get();

test('two laptops on one site: each has its own log, and both read what the other did', async () => {
  const [ada, ben] = [await laptop('ada'), await laptop('ben')];
  for (let number = 0; number < 30; number++) {
    ada.record(`node:${number}`);
    ben.record(`node:${number}`);
  }
  const [one, other] = await Promise.all([ada.now(), ben.now()]);
  expect([one.confirmed, one.unsent, other.confirmed, other.unsent]).toEqual([30, 0, 30, 0]);
  await ada.now();
  await ben.now();
  expect([remoteOps(ada), remoteOps(ben)]).toEqual([30, 30]);
  const stored = (await console.ops(SITE)).map(({ seq }) => seq);
  expect(stored).toEqual(stored.map((_, index) => index + 1));
});

test('answers that are lost cost nothing but another try, even over a restart', async () => {
  const cleo = await laptop('cleo');
  for (let number = 0; number < 700; number++) cleo.record('node:1');
  await console.setTrouble({ dropAnswers: 2 });
  const first = await cleo.now();
  expect(first.connection).toMatchObject({ state: 'away', code: 'console-unreachable' });
  expect(first.sending).toBe(500);
  await cleo.restart();
  await cleo.now();
  expect(await cleo.now()).toMatchObject({ confirmed: 700, unsent: 0 });
  const own = (await console.ops(SITE)).filter(({ op }) => op.dev === 'cleo');
  expect(own.map(({ op }) => op.devSeq)).toEqual(Array.from({ length: 700 }, (_, index) => index + 1));
});

test('a console that is away, busy, a login page, or forgot the token loses nothing', async () => {
  const dora = await laptop('dora');
  dora.record('node:1');
  const connection = async (trouble: Parameters<LabConsole['setTrouble']>[0]) => {
    await console.setTrouble(trouble);
    const { connection: found, unsent } = await dora.now();
    expect(unsent).toBe(1);
    return [found.state, 'code' in found ? found.code : null];
  };
  expect(await connection({ away: true })).toEqual(['away', 'console-unreachable']);
  expect(await connection({ unavailableForSeconds: 60 })).toEqual(['away', 'console-unreachable']);
  expect(await connection({ captivePortal: true })).toEqual(['away', 'console-answer-wrong']);
  expect(await connection({ wrongAnswers: true })).toEqual(['away', 'console-answer-wrong']);
  expect(await connection({ unauthorized: true })).toEqual(['stuck', 'console-refused']);
  expect(await connection({ suspended: true })).toEqual(['stuck', 'console-refused']);
  await console.setTrouble({ clockAheadMs: 86_400_000 });
  const { unsent, connection: found } = await dora.now();
  expect(unsent).toBe(0);
  expect('skewMs' in found ? Math.round(found.skewMs / 60_000) : null).toBe(1440);
});

test('what the console refuses holds its own thing alone, and goes on when the console agrees', async () => {
  const eve = await laptop('eve');
  await console.setTrouble({ refuseKinds: ['bundle.created'] });
  eve.sync.ops.record({ kind: 'bundle.created', agg: 'bundle:1', body: {} });
  eve.record('bundle:1');
  eve.record('node:2');
  expect(await eve.now()).toMatchObject({ needsYou: 1, savedHere: 1, confirmed: 1 });
  await console.setTrouble({});
  await console.readmit(SITE);
  expect(await eve.now()).toMatchObject({ needsYou: 0, unsent: 0, confirmed: 3 });
});

test('5,000 ops drain, whole and once', async () => {
  const fay = await laptop('fay');
  for (let number = 0; number < 5000; number++) fay.record(`node:${number % 50}`);
  const beganAt = performance.now();
  expect(await fay.now()).toMatchObject({ confirmed: 5000, unsent: 0 });
  expect(performance.now() - beganAt).toBeLessThan(60_000);
  const own = (await console.ops(SITE)).filter(({ op }) => op.dev === 'fay');
  expect(new Set(own.map(({ op }) => op.opId)).size).toBe(5000);
}, 120_000);

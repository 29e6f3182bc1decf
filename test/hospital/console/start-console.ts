/**
 * The reference console of one region: `hello`, `push`, `pull` and downloads by
 * `shared/console/console-contract.ts`, over PostgreSQL or PGlite. `startConsole` is the one function you want.
 */
import type { FastifyInstance } from 'fastify';
import type { Place } from '../addresses.ts';
import type { PackImage } from '../pack/pack-images.ts';
import type { IssuedCertificate } from '../site-authority.ts';
import { openStreetDoor, type StreetDoor } from '../street-door.ts';
import { buildConsoleApp, type ConsoleRequest } from './console-app.ts';
import { refusalOf } from './console-routes.ts';
import { type ConsoleTrouble, noConsoleTrouble } from './console-trouble.ts';
import { createPackShelf, type PackShelf } from './pack-shelf.ts';
import { createTables } from './store/console-tables.ts';
import { enrolDevice } from './store/device-register.ts';
import { readmitOps, type StoredOp, storedOps } from './store/op-store.ts';
import { openDatabase } from './store/sql-database.ts';

export interface ConsoleOptions {
  readonly place: Place;
  readonly region: string;
  readonly certificate: IssuedCertificate;
  readonly images: readonly PackImage[];
  /** `postgres://…`, `file:///directory` for PGlite on disk, in memory otherwise. */
  readonly databaseUrl?: string | undefined;
}
export interface LabConsole {
  readonly url: string;
  readonly requests: readonly ConsoleRequest[];
  readonly shelf: PackShelf;
  readonly trouble: ConsoleTrouble;
  /** Everything not named is put in order. */
  setTrouble(trouble: Partial<ConsoleTrouble>): Promise<void>;
  enrol(device: { site: string; dev: string; token: string }): Promise<void>;
  /** What is kept of a site, applied ops first. */
  ops(site: string): Promise<readonly StoredOp[]>;
  /** Applies what was refused and is refused no longer; gives the number. */
  readmit(site: string): Promise<number>;
  stop(): Promise<void>;
}

/** Starts a console; throws when the database or the address cannot be had. */
export async function startConsole(options: ConsoleOptions): Promise<LabConsole> {
  const database = await openDatabase(options.databaseUrl);
  await createTables(database);
  const requests: ConsoleRequest[] = [];
  const shelf = createPackShelf(options.images);
  let trouble = noConsoleTrouble;
  let dropsLeft = 0;
  const app = buildConsoleApp(options.certificate, requests, {
    region: options.region,
    database,
    shelf,
    trouble: () => trouble,
    takeDrop: () => dropsLeft > 0 && dropsLeft-- > 0,
  });
  await app.ready();
  const door = await openStreetDoor(options.place, (socket) => app.server.emit('connection', socket));
  return {
    url: `https://${door.place.address}:${door.place.port}`,
    requests,
    shelf,
    get trouble() {
      return trouble;
    },
    setTrouble: async (wanted) => {
      trouble = { ...noConsoleTrouble, ...wanted };
      dropsLeft = trouble.dropAnswers;
      await (trouble.away ? door.shut() : door.open());
    },
    enrol: ({ site, dev, token }) => enrolDevice(database, { site, region: options.region, dev, token }),
    ops: (site) => storedOps(database, site),
    readmit: (site) => readmitOps(database, site, refusalOf(trouble)),
    stop: () => stop(door, app, database),
  };
}

async function stop(
  door: StreetDoor,
  app: FastifyInstance,
  database: { close(): Promise<void> },
): Promise<void> {
  await door.shut();
  await app.close();
  await database.close();
}

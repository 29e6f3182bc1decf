/** Plain function calls that put every service on its adapters. The only place where the two meet. */
import { join } from 'node:path';
import type { EngineStatus } from '../shared/contract/engine-contract.ts';
import type { Failure } from '../shared/failure/failure.ts';
import { createConsoleHttp } from './adapters/console/console-http.ts';
import { createConsoleLine } from './adapters/console/console-line.ts';
import { createPackSource } from './adapters/console/pack-source.ts';
import { createFreeSpace } from './adapters/disk/free-space.ts';
import { createInterfaces } from './adapters/network/interfaces.ts';
import { fileReader } from './adapters/pack-files/file-reader.ts';
import { createImageStore } from './adapters/pack-files/image-store.ts';
import { type Database, openDatabase } from './adapters/sqlite/open-database.ts';
import { buildField, type Field } from './compose-field.ts';
import type { EngineOptions, Ground } from './create-engine.ts';
import type { NetworkInterfaces } from './discovery/discovery-ports.ts';
import { createEngineCalls, type EngineCalls, type EngineHandlers } from './ipc/engine-calls.ts';
import { asFailure } from './ipc/serve-contract.ts';
import { openStores, type Stores } from './open-stores.ts';
import type { Announce } from './ports.ts';
import { deviceKeyOf } from './security/device-key.ts';
import { createSites, type Sites } from './sites/create-sites.ts';
import { readSettings } from './sites/settings.ts';
import { createSync, type Sync } from './sync/create-sync.ts';

export interface Composed {
  /** Null once what was given at the start is applied, or why it was refused. */
  readonly ready: Promise<Failure | null>;
  readonly calls: EngineCalls;
  power(event: 'suspend' | 'resume'): void;
  stop(): Promise<void>;
}

/** Opens the database and builds every service on it. Throws what `openDatabase` throws. */
export function composeServices(ground: Ground): Composed {
  const { options, keyHex, log } = ground;
  const path = join(options.dataDir, 'rounds.db');
  const db = openDatabase({ path, keyHex, nativeBinding: options.sqliteBinding });
  const services = buildServices(ground, db);
  const { sites, sync, discovery, provisioning, checks, serial } = services;
  if (options.onlyWhenAsked === true) discovery.finishUnrecorded();
  else {
    discovery.startListening();
    provisioning.resumeAll();
  }
  log.info('engine started', { version: options.appVersion, demo: options.demo });
  return {
    ready: enrolAtStart(ground, sites),
    calls: createEngineCalls(services.handlers),
    power: (event) => {
      log.info('power', { event });
      if (event !== 'resume') return;
      discovery.refreshOnResume();
      sync.resume();
    },
    stop: async () => {
      // Its recordings end in the log of the visit, which the others do not need any more.
      await serial.stop();
      await Promise.all([provisioning.stop(), discovery.stop(), checks.stop()]);
      await sync.stop();
      await sites.stop();
      db.close();
    },
  };
}

/** Reads the enrolment given at the start, unless this laptop has one. Null, or why it was not taken. */
async function enrolAtStart({ options, log }: Ground, sites: Sites): Promise<Failure | null> {
  const { enrolmentFile: path } = options;
  if (path === null || sites.current.enrolment() !== null) return null;
  try {
    await sites.handlers['sites.enrol']({ path }, new AbortController().signal);
    return null;
  } catch (error) {
    // Expected here: a file that is no enrolment. The page shows that there is none; the reason is in the log.
    const failure = asFailure(error, 'enrolment file given at start', log);
    log.warn('enrolment file given at start', { code: failure.code });
    return failure;
  }
}

function buildServices(ground: Ground, db: Database) {
  const stores = openStores(db);
  const interfaces = createInterfaces({ allowed: ground.options.interfaces });
  const announce: Announce = (name, payload) => {
    ground.announce(name, payload);
    // A first pack is what listening waits for.
    if (name === 'sites.changed' && ground.options.onlyWhenAsked !== true) field.discovery.startListening();
    // Sending by itself may just have been allowed.
    if (name === 'settings.changed') record.sync.resume();
  };
  const own = { ...ground, announce };
  const record = buildRecord(own, stores, () => field);
  const field = buildField(own, stores, { ...record, interfaces });
  const handlers: EngineHandlers = {
    'engine.status': () => status(ground.options, interfaces),
    ...record.sites.handlers,
    ...record.sync.handlers,
    ...field.handlers,
  };
  return { ...record, ...field, handlers };
}

/** The laptop's own side: who it is, what it has done, and the line to the console. */
function buildRecord(ground: Ground, stores: Stores, field: () => Field): { sync: Sync; sites: Sites } {
  const { clock, log, announce, options } = ground;
  const shared = { clock, log, announce };
  const enrolment = () => sites.current.enrolment();
  const http = createConsoleHttp(enrolment);
  const sync = createSync({
    ...shared,
    store: stores.sync,
    line: createConsoleLine(http, options.appVersion),
    enrolment,
    deviceKey: (deviceId) => deviceKeyOf(stores.sites, deviceId),
    random: Math.random,
    automatic: () => options.onlyWhenAsked !== true && readSettings(stores.sites).syncAutomatically,
  });
  const sites: Sites = createSites({
    ...shared,
    ops: sync.ops,
    store: stores.sites,
    console: createPackSource(http, options.appVersion),
    images: createImageStore(join(options.dataDir, 'images')),
    files: fileReader,
    disk: createFreeSpace(options.dataDir),
    visit: {
      nodes: () => field().discovery.book.all(),
      flows: () => field().provisioning.views(),
      reports: () => field().checks.latest(),
      sync: () => sync.status(),
      plan: (nodeId) => field().provisioning.plan(nodeId),
      bundlesMade: () => field().bundles.made(),
      chainHead: () => sync.chainHead(),
      hasUnsentWork: () => sync.hasUnsentWork(),
    },
  });
  return { sync, sites };
}

function status(options: EngineOptions, interfaces: NetworkInterfaces): EngineStatus {
  return {
    state: 'open',
    failure: null,
    appVersion: options.appVersion,
    demo: options.demo,
    keystore: options.key.state === 'unlocked' ? options.key.keystore : 'none',
    interfaces: interfaces.list().map(({ name, address, used, why }) => ({ name, address, used, why })),
  };
}

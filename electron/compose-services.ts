/** Plain function calls that put every service on its adapters. The only place where the two meet. */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { EngineStatus } from '../shared/contract/engine-contract.ts';
import type { Failure } from '../shared/failure/failure.ts';
import { createAppLogReader } from './adapters/bundle-files/app-log-reader.ts';
import { createBundleFiles } from './adapters/bundle-files/bundle-files.ts';
import { createConsoleHttp } from './adapters/console/console-http.ts';
import { createConsoleLine } from './adapters/console/console-line.ts';
import { createPackSource } from './adapters/console/pack-source.ts';
import { createFreeSpace } from './adapters/disk/free-space.ts';
import { createNameServers } from './adapters/dns/name-servers.ts';
import { createHostNetwork } from './adapters/host-network/host-network.ts';
import { createPlatformStatus } from './adapters/kubernetes/platform-status.ts';
import { createMdnsBrowser, MDNS_PORT } from './adapters/mdns/mdns-browser.ts';
import { createInterfaces } from './adapters/network/interfaces.ts';
import { resolveHost } from './adapters/network/resolve-host.ts';
import { createTimeServers } from './adapters/ntp/time-servers.ts';
import { fileReader } from './adapters/pack-files/file-reader.ts';
import { createImageStore } from './adapters/pack-files/image-store.ts';
import { createBundlesStore } from './adapters/sqlite/bundles-store.ts';
import { createChecksStore } from './adapters/sqlite/checks-store.ts';
import { createDiscoveryStore } from './adapters/sqlite/discovery-store.ts';
import { type Database, openDatabase } from './adapters/sqlite/open-database.ts';
import { createProvisioningStore } from './adapters/sqlite/provisioning-store.ts';
import { createSitesStore } from './adapters/sqlite/sites-store.ts';
import { createSyncStore } from './adapters/sqlite/sync-store.ts';
import { createTcpProber } from './adapters/sweep/tcp-prober.ts';
import { createTalosLinks } from './adapters/talos/talos-links.ts';
import { createTcpProbe } from './adapters/tcp/tcp-probe.ts';
import { createTlsProbe } from './adapters/tls/tls-probe.ts';
import { createBundles } from './bundles/create-bundles.ts';
import { createChecks } from './checks/create-checks.ts';
import type { EngineOptions, Ground } from './create-engine.ts';
import { createDiscovery } from './discovery/discovery.ts';
import type { NetworkInterfaces } from './discovery/discovery-ports.ts';
import { createEngineCalls, type EngineCalls, type EngineHandlers } from './ipc/engine-calls.ts';
import { asFailure } from './ipc/serve-contract.ts';
import { createIdentification } from './nodes/identification.ts';
import type { Announce } from './ports.ts';
import { createProvisioning, type Provisioning } from './provisioning/provisioning-service.ts';
import { deviceKeyName, deviceKeyOf } from './security/device-key.ts';
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
  const { sites, sync, discovery, provisioning, checks } = services;
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

/** Where every noun keeps its things: one database, one writer. */
function openStores(db: Database) {
  return {
    sites: createSitesStore(db),
    sync: createSyncStore(db),
    discovery: createDiscoveryStore(db),
    checks: createChecksStore(db),
    provisioning: createProvisioningStore(db),
    bundles: createBundlesStore(db),
  };
}
type Stores = ReturnType<typeof openStores>;

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

interface Around {
  readonly sync: Sync;
  readonly sites: Sites;
  readonly interfaces: NetworkInterfaces;
}
type Field = ReturnType<typeof buildField>;

/** Everything that touches the hospital's network. */
function buildField(ground: Ground, stores: Stores, { sync, sites, interfaces }: Around) {
  const { clock, log, announce, options } = ground;
  const links = createTalosLinks();
  const shared = { clock, log, announce, links, ops: sync.ops, site: sites.current };
  const discovery = createDiscovery({
    ...shared,
    ...{ interfaces, resolveHost },
    mdns: createMdnsBrowser({ interfaces, clock, log, port: options.mdnsPort ?? MDNS_PORT }),
    prober: createTcpProber(),
    store: stores.discovery,
    bindings: (site) => stores.discovery.bindings.all(site),
    stageOf: (nodeId) => provisioning.stageOf(nodeId),
    pace: () => readSettings(stores.sites).sweepPace,
  });
  const { book, freshTarget } = discovery;
  const provisioning: Provisioning = createProvisioning({
    ...{ ...shared, book },
    platform: createPlatformStatus(),
    store: stores.provisioning,
  });
  const checks = createChecks({
    ...{ ...shared, ...laptopProbes(ground), freshTarget },
    nodes: book,
    reports: stores.checks,
    interfaceNames: options.interfaces,
    appVersion: options.appVersion,
    newId: () => randomUUID(),
  });
  const identification = createIdentification({
    ...{ ...shared, book },
    bindings: stores.discovery.bindings,
    lookAgain: discovery.lookAgain,
    changed: discovery.changed,
  });
  const bundles = createBundles({
    ...{ ...shared, ...bundlePlaces(ground, stores), freshTarget },
    nodes: book,
    evidence: {
      overview: () => sites.handlers['sites.overview']({}, new AbortController().signal),
      reports: checks.latest,
      flows: provisioning.views,
      ledger: (page) =>
        sync.handlers['sync.ledger']({ filter: 'all', ...page }, new AbortController().signal),
      appLog: createAppLogReader(join(options.dataDir, 'logs', 'rounds.log')),
      secrets: () => deviceSecrets(stores, sites),
    },
  });
  const handlers = {
    ...discovery.handlers,
    ...identification.handlers,
    ...checks.handlers,
    ...provisioning.handlers,
    ...bundles.handlers,
  };
  return { discovery, provisioning, checks, bundles, handlers };
}

function bundlePlaces({ options }: Ground, stores: Stores) {
  const folder = join(options.dataDir, 'bundles');
  return {
    store: stores.bundles,
    files: createBundleFiles(folder),
    folder,
    appVersion: options.appVersion,
    newId: () => randomUUID(),
    newKey: () => randomBytes(32),
  };
}

/** The laptop's own signing key, which no bundle may carry. */
function deviceSecrets(stores: Stores, sites: Sites): readonly string[] {
  const device = sites.current.enrolment()?.device.id;
  const key = device === undefined ? null : stores.sites.read(deviceKeyName(device));
  return key === null ? [] : [key];
}

function laptopProbes({ clock }: Ground) {
  return {
    hostNetwork: createHostNetwork(),
    tcpProbe: createTcpProbe(),
    tlsProbe: createTlsProbe(),
    nameServers: createNameServers(),
    timeServers: createTimeServers(clock),
    randomLabel: () => `rounds-${randomUUID().slice(0, 8)}`,
  };
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

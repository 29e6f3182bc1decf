/** Puts the services that touch the hospital's network on their adapters. */
import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createAppLogReader } from './adapters/bundle-files/app-log-reader.ts';
import { createBundleFiles } from './adapters/bundle-files/bundle-files.ts';
import { createNameServers } from './adapters/dns/name-servers.ts';
import { createEarlierProbe } from './adapters/earlier/earlier-probe.ts';
import { createHostNetwork } from './adapters/host-network/host-network.ts';
import { createPlatformStatus } from './adapters/kubernetes/platform-status.ts';
import { createMdnsBrowser, MDNS_PORT } from './adapters/mdns/mdns-browser.ts';
import { createGateways } from './adapters/neighbours/gateways.ts';
import { createNeighbourTable } from './adapters/neighbours/neighbour-table.ts';
import { resolveHost } from './adapters/network/resolve-host.ts';
import { createTimeServers } from './adapters/ntp/time-servers.ts';
import { createRancherHttp } from './adapters/rancher/rancher-http.ts';
import { createRecordingFiles } from './adapters/serial/recording-files.ts';
import { createSerialSystem } from './adapters/serial/serial-system.ts';
import { openSweepExport } from './adapters/sweep/sweep-export.ts';
import { createTcpProber } from './adapters/sweep/tcp-prober.ts';
import { createTalosLinks } from './adapters/talos/talos-links.ts';
import { createTcpProbe } from './adapters/tcp/tcp-probe.ts';
import { createTlsProbe } from './adapters/tls/tls-probe.ts';
import { createBundles } from './bundles/create-bundles.ts';
import { createChecks } from './checks/create-checks.ts';
import type { Ground } from './create-engine.ts';
import { createDiscovery } from './discovery/discovery.ts';
import type { NetworkInterfaces } from './discovery/discovery-ports.ts';
import { createInventory } from './discovery/earlier/rancher-inventory.ts';
import { createIdentification } from './nodes/identification.ts';
import type { Stores } from './open-stores.ts';
import { createProvisioning, type Provisioning } from './provisioning/provisioning-service.ts';
import { deviceKeyName, deviceSignerOf } from './security/device-key.ts';
import { createSerialConsoles } from './serial/create-serial-consoles.ts';
import type { Sites } from './sites/create-sites.ts';
import { readSettings } from './sites/settings.ts';
import type { Sync } from './sync/create-sync.ts';

/** What the field services build on. */
export interface Around {
  readonly sync: Sync;
  readonly sites: Sites;
  readonly interfaces: NetworkInterfaces;
}
/** Services that touch the hospital's network or its machines, with their handlers. */
export type Field = ReturnType<typeof buildField>;

/** Everything that touches the hospital's network. */
export function buildField(ground: Ground, stores: Stores, { sync, sites, interfaces }: Around) {
  const { clock, log, announce, options } = ground;
  const links = createTalosLinks();
  const shared = { clock, log, announce, links, ops: sync.ops, site: sites.current };
  const discovery = createDiscovery({
    ...shared,
    ...{ interfaces, resolveHost },
    ...{ gateways: createGateways(), neighbours: createNeighbourTable() },
    mdns: createMdnsBrowser({ interfaces, clock, log, port: options.mdnsPort ?? MDNS_PORT }),
    ...{ prober: createTcpProber(), earlier: createEarlierProbe() },
    openExport: openSweepExport,
    signer: (deviceId) => deviceSignerOf(stores.sites, deviceId),
    appVersion: options.appVersion,
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
    ...{ lookAgain: discovery.lookAgain, changed: discovery.changed, stageOf: provisioning.stageOf },
    connectedConsoles: () => serial.connected(),
  });
  const serial = createSerialConsoles({
    ...{ ...shared, ...serialPlaces(ground) },
    sight: discovery.noteConsole,
    nodeOf: discovery.nodeOnConsole,
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
      ...{ recordings: serial.recordings, recordingTail: serial.recordingTail },
    },
  });
  const inventory = createInventory({ rancher: createRancherHttp(), nodes: book.all });
  const handlers = {
    ...discovery.handlers,
    ...inventory.handlers,
    ...identification.handlers,
    ...checks.handlers,
    ...provisioning.handlers,
    ...bundles.handlers,
    ...serial.handlers,
  };
  return { discovery, provisioning, checks, bundles, serial, handlers };
}

function serialPlaces({ options }: Ground) {
  return {
    system: createSerialSystem(),
    recordings: createRecordingFiles(join(options.dataDir, 'serial')),
    extraPorts: options.serialPorts ?? [],
  };
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

/** Finding, reading consoles and identifying as the engine composes them, on real sockets, terminals and a real file; only the pack is handed over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '../../../electron/adapters/clock/system-clock.ts';
import { createEarlierProbe } from '../../../electron/adapters/earlier/earlier-probe.ts';
import { createMdnsBrowser } from '../../../electron/adapters/mdns/mdns-browser.ts';
import { createInterfaces } from '../../../electron/adapters/network/interfaces.ts';
import { resolveHost } from '../../../electron/adapters/network/resolve-host.ts';
import { createRecordingFiles } from '../../../electron/adapters/serial/recording-files.ts';
import { createSerialSystem } from '../../../electron/adapters/serial/serial-system.ts';
import { createDiscoveryStore } from '../../../electron/adapters/sqlite/discovery-store.ts';
import { createSitesStore } from '../../../electron/adapters/sqlite/sites-store.ts';
import { createSyncStore } from '../../../electron/adapters/sqlite/sync-store.ts';
import { openSweepExport } from '../../../electron/adapters/sweep/sweep-export.ts';
import { createTcpProber } from '../../../electron/adapters/sweep/tcp-prober.ts';
import { createTalosLinks } from '../../../electron/adapters/talos/talos-links.ts';
import { createDiscovery } from '../../../electron/discovery/discovery.ts';
import { createIdentification } from '../../../electron/nodes/identification.ts';
import type { CurrentSite, OpRecorder } from '../../../electron/ports.ts';
import { deviceSignerOf } from '../../../electron/security/device-key.ts';
import { createSerialConsoles } from '../../../electron/serial/create-serial-consoles.ts';
import { createOpLog } from '../../../electron/sync/op-log.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import { someEnrolment } from '../../fakes/enrolment.ts';
import { createFakeLog } from '../../fakes/fake-log.ts';
import { createTemporaryDatabase } from '../../fakes/temporary-database.ts';
import type { Hospital } from '../../hospital/start-hospital.ts';

export interface RecordedOp {
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}
export type EngineOnSite = ReturnType<typeof openEngineOnSite>;

const UNTIL_MS = 10_000;

/** An engine that has found nothing yet, on a file of its own, at the port where this hospital's beacons are. */
export function openEngineOnSite(hospital: Hospital) {
  const file = createTemporaryDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'rounds-on-site-'));
  const log = createFakeLog();
  const told = new Set<() => void>();
  const announce = (): void => {
    for (const wake of [...told]) wake();
  };
  const store = createDiscoveryStore(file.db);
  const interfaces = createInterfaces({ allowed: ['lo'] });
  const { site, record, ops } = siteOf(hospital, file.db);
  const discovery = createDiscovery({
    earlier: createEarlierProbe(),
    ...{ clock: systemClock, log, announce, ops: record, site, interfaces, resolveHost, store },
    links: createTalosLinks(),
    mdns: createMdnsBrowser({ interfaces, clock: systemClock, log, port: hospital.addresses.ports.mdns }),
    prober: createTcpProber(),
    gateways: { read: async () => new Map() },
    neighbours: { read: async () => [] },
    openExport: openSweepExport,
    signer: (deviceId) => deviceSignerOf(createSitesStore(file.db), deviceId),
    appVersion: '1.2.3',
    bindings: (id) => store.bindings.all(id),
    stageOf: () => null,
    pace: () => 'normal',
  });
  const { book, lookAgain, changed } = discovery;
  const serial = createSerialConsoles({
    ...{ clock: systemClock, log, announce, ops: record, site },
    system: createSerialSystem(),
    recordings: createRecordingFiles(folder),
    extraPorts: hospital.serial.map(({ path }) => path),
    sight: discovery.noteConsole,
    nodeOf: discovery.nodeOnConsole,
  });
  const identification = createIdentification({
    ...{ clock: systemClock, site, ops: record, book, lookAgain, changed, bindings: store.bindings },
    ...{ stageOf: () => null, connectedConsoles: serial.connected },
  });
  return {
    ...{ discovery, serial, book, store, ops },
    handlers: { ...discovery.handlers, ...serial.handlers, ...identification.handlers },
    nodes: book.all,
    until: createUntil(book.all, told),
    bindings: () => store.bindings.all(hospital.pack.site.id),
    /** Fails when the engine logged a fault of its own. */
    close: async (): Promise<void> => {
      await serial.stop();
      await discovery.stop();
      file.remove();
      rmSync(folder, { recursive: true, force: true });
      expect(log.bugs).toEqual([]);
    },
  };
}

function siteOf(hospital: Hospital, db: ReturnType<typeof createTemporaryDatabase>['db']) {
  const ops: RecordedOp[] = [];
  const enrolment = someEnrolment({ site: hospital.pack.site.id });
  const site: CurrentSite = {
    enrolment: () => enrolment,
    pack: () => hospital.pack,
    require: () => ({ enrolment, pack: hospital.pack }),
  };
  const opLog = createOpLog({ clock: systemClock, store: createSyncStore(db), enrolment: () => enrolment });
  const record: OpRecorder = {
    record: (entry) => {
      ops.push(entry);
      return opLog.record(entry);
    },
  };
  return { site, record, ops };
}

/** Resolves when the list satisfies; looks after each news, fails after 10 s. */
function createUntil(all: () => readonly NodeView[], told: Set<() => void>) {
  return (isSo: (nodes: readonly NodeView[]) => boolean): Promise<readonly NodeView[]> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`never so: ${JSON.stringify(all())}`)), UNTIL_MS);
      const look = (): void => {
        if (!isSo(all())) return;
        clearTimeout(late);
        told.delete(look);
        resolve(all());
      };
      told.add(look);
      look();
    });
}

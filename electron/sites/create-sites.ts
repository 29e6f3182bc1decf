/**
 * The laptop and its visit: enrolment, the pack and its images, readiness, the task list, sign-off, hand-over and
 * settings. It never talks to a node. `createSites` is the one function you want.
 */
import type { Handlers } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import { handoverHtml } from '../../shared/domain/sites/handover-html.ts';
import { type Enrolment, PACK_LIMIT_BYTES, type Pack } from '../../shared/domain/sites/pack.ts';
import { packSummary } from '../../shared/domain/sites/pack-summary.ts';
import { judgeReadiness, type ReadinessFacts } from '../../shared/domain/sites/readiness.ts';
import { visitTasks } from '../../shared/domain/sites/tasks.ts';
import type { PackSummary, VisitOverview } from '../../shared/domain/sites/visit.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { Announce, Clock, CurrentSite, Log, OpRecorder } from '../ports.ts';
import { deviceKeyOf } from '../security/device-key.ts';
import { acceptPack, recordRefusal } from './accept-pack.ts';
import { createSiteMemory, type SiteMemory } from './current-site.ts';
import { assertMayBecome, readEnrolment } from './enrol.ts';
import { prepare } from './prepare.ts';
import { readSettings, writeSettings } from './settings.ts';
import { currentHandover, signOff, signOffState } from './sign-off.ts';
import type { FileReader, FreeSpace, ImageStore, PackSource, SitesStore, VisitFacts } from './sites-ports.ts';
import { verifyPack } from './verify-pack.ts';

export interface SitesPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
  readonly ops: OpRecorder;
  readonly store: SitesStore;
  readonly console: PackSource;
  readonly images: ImageStore;
  readonly files: FileReader;
  readonly disk: FreeSpace;
  readonly visit: VisitFacts;
}

export type SitesHandlers = Pick<
  Handlers<EngineContract>,
  | 'settings.read'
  | 'settings.write'
  | 'sites.enrol'
  | 'sites.overview'
  | 'sites.prepare'
  | 'sites.importPack'
  | 'sites.verifyPack'
  | 'sites.signOff'
  | 'sites.handover'
>;
export interface Sites {
  readonly handlers: SitesHandlers;
  readonly current: CurrentSite;
  stop(): Promise<void>;
}

/** A signature is a few lines; anything larger beside a pack is something else. */
const SIGNATURE_LIMIT_BYTES = 8 * 1024;

/** Builds the service. Nothing happens until it is asked. */
export function createSites(ports: SitesPorts): Sites {
  const memory = createSiteMemory(ports.store);
  const { enrolment, pack, require } = memory;
  return {
    current: { enrolment, pack, require },
    handlers: { ...settingsHandlers(ports), ...visitHandlers(ports, memory), ...packHandlers(ports, memory) },
    stop: async () => {},
  };
}

function settingsHandlers({
  store,
  announce,
}: SitesPorts): Pick<SitesHandlers, 'settings.read' | 'settings.write'> {
  return {
    'settings.read': () => readSettings(store),
    'settings.write': (change) => {
      const settings = writeSettings(store, change);
      announce('settings.changed', settings);
      return settings;
    },
  };
}

function visitHandlers(
  ports: SitesPorts,
  memory: SiteMemory,
): Pick<SitesHandlers, 'sites.enrol' | 'sites.overview' | 'sites.signOff' | 'sites.handover'> {
  return {
    'sites.enrol': async ({ path }) => {
      enrol(ports, memory, await readEnrolment(ports.files, path));
      ports.announce('sites.changed', null);
      return overview(ports, memory);
    },
    'sites.overview': () => overview(ports, memory),
    'sites.signOff': async (signature) => {
      signOff(ports, memory.require(), signature);
      ports.announce('sites.changed', null);
      return overview(ports, memory);
    },
    'sites.handover': () => {
      const handover = currentHandover(ports, memory.require());
      return { html: handoverHtml(handover), json: `${JSON.stringify(handover, null, 2)}\n` };
    },
  };
}

/** Enrolment and its record are one write: a laptop is never enrolled without saying so in its log. */
function enrol({ store, ops, visit, log }: SitesPorts, memory: SiteMemory, next: Enrolment): void {
  assertMayBecome(next, memory.enrolment(), () => visit.hasUnsentWork());
  const { region, site, device, engineer, consoleUrl } = next;
  try {
    store.write(() => {
      memory.setEnrolment(next);
      deviceKeyOf(store, device.id);
      ops.record({ kind: 'device.enrolled', agg: 'device', body: { region, site, engineer, consoleUrl } });
    });
  } catch (error) {
    // The write was undone; what memory holds was not.
    memory.forget();
    throw error;
  }
  log.info('enrolled', { region, site, device: device.id });
}

async function overview(ports: SitesPorts, memory: SiteMemory): Promise<VisitOverview> {
  const { store, visit } = ports;
  const enrolment = memory.enrolment();
  const facts = await readinessFacts(ports, memory);
  const readiness = judgeReadiness(facts);
  const summary = facts.pack === null ? null : packSummary(facts.pack, facts.imagesHere);
  const here = enrolment === null || facts.pack === null ? null : { enrolment, pack: facts.pack };
  const tasks = visitTasks({
    enrolled: enrolment !== null,
    pack: summary,
    readiness,
    nodes: visit.nodes(),
    flows: visit.flows(),
    reports: visit.reports(),
    sync: visit.sync(),
    bundlesMade: visit.bundlesMade(),
    signOff: signOffState(store, visit, here),
  });
  return { enrolment: enrolmentView(enrolment), pack: summary, readiness, tasks };
}

function enrolmentView(enrolment: Enrolment | null): VisitOverview['enrolment'] {
  if (enrolment === null) return { state: 'none' };
  const { region, engineer, consoleUrl } = enrolment;
  return { state: 'enrolled', region, engineer, consoleUrl };
}

async function readinessFacts(
  { clock, images, disk }: SitesPorts,
  memory: SiteMemory,
): Promise<ReadinessFacts> {
  const held = memory.held();
  const [imagesHere, freeBytes] = await Promise.all([
    images.present(held?.pack.images ?? []),
    disk.freeBytes(),
  ]);
  return {
    nowMs: clock.now(),
    pack: held?.pack ?? null,
    signatureHolds: held?.signatureHolds ?? false,
    expiries: held?.expiries ?? [],
    imagesHere,
    freeBytes,
  };
}

function packHandlers(
  ports: SitesPorts,
  memory: SiteMemory,
): Pick<SitesHandlers, 'sites.prepare' | 'sites.importPack' | 'sites.verifyPack'> {
  const changed = (): void => ports.announce('sites.changed', null);
  const accepting = { ...ports, memory, changed };
  const enrolled = (): Enrolment => memory.enrolment() ?? fail('not-enrolled');
  const summary = async (pack: Pack): Promise<PackSummary> =>
    packSummary(pack, await ports.images.present(pack.images));
  let isPreparing = false;
  return {
    'sites.prepare': async (_input, run) => {
      const enrolment = enrolled();
      if (isPreparing) throw failed('busy', { what: 'Prepare' });
      isPreparing = true;
      try {
        return await summary(await prepare(accepting, enrolment, run));
      } finally {
        isPreparing = false;
        changed();
      }
    },
    'sites.importPack': async ({ path }) => {
      const enrolment = enrolled();
      const pack = await recordRefusal(accepting, async () =>
        acceptPack(accepting, enrolment, await readOffered(ports.files, path)),
      );
      changed();
      return summary(pack);
    },
    'sites.verifyPack': async ({ path }) => {
      const context = { enrolment: enrolled(), heldVersion: null, nowMs: ports.clock.now() };
      const { pack } = verifyPack(await readOffered(ports.files, path), context);
      return summary(pack);
    },
  };
}

function fail(code: 'not-enrolled'): never {
  throw failed(code, {});
}

/** A pack from a file with its `.minisig` beside it. */
async function readOffered(
  files: FileReader,
  path: string,
): Promise<{ bytes: Uint8Array; signature: string }> {
  const pack = await files.read(path, PACK_LIMIT_BYTES);
  if (pack === null) throw failed('pack-unreadable', { detail: 'no file' });
  if (pack.state === 'too-large') {
    throw failed('pack-too-large', { sizeBytes: pack.sizeBytes, limitBytes: PACK_LIMIT_BYTES });
  }
  const signature = await files.read(`${path}.minisig`, SIGNATURE_LIMIT_BYTES);
  // Without a readable signature the pack is judged as unsigned, which says whose key was expected.
  const text = signature?.state === 'read' ? Buffer.from(signature.bytes).toString('utf8') : '';
  return { bytes: pack.bytes, signature: text };
}

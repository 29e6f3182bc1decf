/** A laptop's `sites` service with every port faked, and the acts that its tests are made of. */
import { createSites, type Sites } from '../../../electron/sites/create-sites.ts';
import type { FileContent, VisitFacts } from '../../../electron/sites/sites-ports.ts';
import { createOpLog } from '../../../electron/sync/op-log.ts';
import type { Pack } from '../../../shared/domain/sites/pack.ts';
import type { PackSummary, PrepareProgress, VisitOverview } from '../../../shared/domain/sites/visit.ts';
import type { Op } from '../../../shared/domain/sync/op.ts';
import { FailureError } from '../../../shared/failure/failure.ts';
import { someEnrolment } from '../enrolment.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createFakeLog } from '../fake-log.ts';
import { createFakeSyncStore } from '../sync/sync-store.ts';
import { someSyncStatus } from '../visit-examples.ts';
import { createFakeImageStore, createFakePackConsole, someImage } from './pack-console.ts';
import { createPackSigner, packBytes, realPack } from './signed-pack.ts';
import { createFakeSitesStore } from './sites-store.ts';

export const region = createPackSigner();
export const stranger = createPackSigner(9);
export const one = someImage('one', 5000);
export const two = someImage('two', 3000);
/** The pack of the visit, with two images. */
export const pack = realPack({ images: [one.image, two.image] });
export const signal: AbortSignal = new AbortController().signal;

/** Everything of one test. */
export class SitesBench {
  readonly clock = createFakeClock();
  readonly store = createFakeSitesStore();
  readonly opStore = createFakeSyncStore();
  readonly console = createFakePackConsole();
  readonly images = createFakeImageStore();
  readonly files = new Map<string, Uint8Array>();
  readonly news: string[] = [];
  readonly progress: PrepareProgress[] = [];
  freeBytes = 10e9;
  visit: { -readonly [N in keyof VisitFacts]: VisitFacts[N] } = {
    nodes: () => [],
    flows: () => [],
    reports: () => [],
    sync: () => someSyncStatus(),
    plan: () => null,
    bundlesMade: () => 0,
    chainHead: () => this.opStore.head('laptop-1'),
    hasUnsentWork: () => this.opStore.hasUnsentWork('laptop-1'),
  };
  readonly sites: Sites;

  constructor() {
    for (const { image, bytes } of [one, two]) this.console.images.set(image.digest, bytes);
    this.putFile('enrolment.json', someEnrolment({ packKey: region.packKey }));
    this.sites = this.start();
  }

  /** The service as after a start of the engine: what it knew is gone, what was stored is there. */
  start(): Sites {
    const { clock, store, opStore, console, images, visit } = this;
    const made: Sites = createSites({
      ...{ clock, store, console, images, visit },
      log: createFakeLog(),
      announce: (name) => void this.news.push(name),
      ops: createOpLog({ clock, store: opStore, enrolment: () => made.current.enrolment() }),
      files: { read: async (path, limitBytes) => this.read(path, limitBytes) },
      disk: { freeBytes: async () => this.freeBytes },
    });
    return made;
  }

  putFile(path: string, value: unknown): void {
    this.files.set(
      path,
      value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value)),
    );
  }

  private read(path: string, limitBytes: number): FileContent | null {
    const bytes = this.files.get(path);
    if (bytes === undefined) return null;
    return bytes.length > limitBytes
      ? { state: 'too-large', sizeBytes: bytes.length }
      : { state: 'read', bytes };
  }

  async enrol(path = 'enrolment.json'): Promise<VisitOverview> {
    return this.sites.handlers['sites.enrol']({ path }, signal);
  }

  async overview(): Promise<VisitOverview> {
    return this.sites.handlers['sites.overview']({}, signal);
  }

  publish(what: Pack | Uint8Array, signer = region): void {
    const bytes = what instanceof Uint8Array ? what : packBytes(what);
    this.console.published = { bytes, signature: signer.sign(bytes) };
  }

  prepare(stopping = signal): Promise<PackSummary> {
    this.progress.length = 0;
    return this.sites.handlers['sites.prepare'](
      {},
      { signal: stopping, report: (now) => void this.progress.push(now), pointOfNoReturn: () => {} },
    );
  }

  /** What was recorded, oldest first. */
  ops(): readonly Op[] {
    const { entries } = this.opStore.ledger({ filter: 'all', offset: 0, limit: 100 });
    return entries.map(({ op }) => op).reverse();
  }

  /** Codes of "Ready for this visit" that are at fault. */
  async faults(): Promise<readonly string[]> {
    const { readiness } = await this.overview();
    return readiness.items.filter(({ state }) => state === 'fault').map(({ code }) => code);
  }
}

/** The failure that `work` ends with, or `no failure`. */
export async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  return 'no failure';
}

/** The bytes with one bit changed. */
export function withOneBitChanged(bytes: Uint8Array, index: number): Uint8Array {
  const changed = new Uint8Array(bytes);
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}

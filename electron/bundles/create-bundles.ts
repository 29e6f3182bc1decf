/**
 * Bundles: one file for support that carries no secret and no patient. Collectors bring evidence, everything goes
 * through one writer, and the finished file is looked through again before it gets its name.
 */
import { basename, join } from 'node:path';
import type { Handlers, JobRun } from '../../shared/contract/define.ts';
import type { EngineContract } from '../../shared/contract/engine-contract.ts';
import type { BundleManifest, BundleProgress, BundleRecord } from '../../shared/domain/bundles/bundle.ts';
import type { Announce, Clock, CurrentSite, Log, OpRecorder } from '../ports.ts';
import { createRedactor, REDACTION_RULES, type Redactor } from '../security/redact/redactor.ts';
import { createBundleWriter, type ManifestHead } from './bundle-writer.ts';
import type { BundleDraft, BundleFiles, BundleStore } from './bundles-ports.ts';
import { assertNoLeak } from './leak-gate.ts';
import { listSources, type SourcePorts } from './list-sources.ts';
import { runCollectors } from './run-collectors.ts';
import { verifyBundle } from './verify-bundle.ts';

export interface BundlesPorts extends SourcePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
  readonly ops: OpRecorder;
  readonly site: CurrentSite;
  readonly store: BundleStore;
  readonly files: BundleFiles;
  /** Where bundles go when the person chose no place. */
  readonly folder: string;
  readonly appVersion: string;
  readonly newId: () => string;
  /** 32 bytes, new for each bundle: what makes its stand-ins. */
  readonly newKey: () => Uint8Array;
}

export interface Bundles {
  readonly handlers: Pick<
    Handlers<EngineContract>,
    'bundles.sources' | 'bundles.create' | 'bundles.list' | 'bundles.verify'
  >;
  /** Bundles made at this site. */
  made(): number;
  stop(): Promise<void>;
}

type Run = JobRun<BundleProgress>;

export function createBundles(ports: BundlesPorts): Bundles {
  const { site, store, files } = ports;
  const siteId = (): string => site.enrolment()?.site ?? '';
  const list = (): readonly BundleRecord[] => store.list(siteId());
  return {
    handlers: {
      'bundles.sources': () => listSources(ports).map(({ source }) => source),
      'bundles.create': async ({ sources, path }, run) => {
        const record = await makeBundle(ports, { sources, path: path ?? defaultPath(ports) }, run);
        store.add(siteId(), record);
        recordOp(ports, record);
        ports.announce('bundles.changed', null);
        return record;
      },
      'bundles.list': list,
      'bundles.verify': async ({ path }, signal) => {
        const manifest = await verifyBundle(files.read(path), path, signal);
        const measured = await files.measure(path);
        const known = list().find(({ sha256 }) => sha256 === measured.sha256);
        const createdAtMs = Date.parse(manifest.createdAt);
        return known === undefined
          ? {
              id: `file:${measured.sha256.slice(0, 16)}`,
              path,
              createdAtMs,
              ...measured,
              verified: true,
              manifest,
            }
          : { ...known, path, verified: true };
      },
    },
    made: () => list().length,
    // Its work runs in jobs, which the engine stops first.
    stop: async () => undefined,
  };
}

async function makeBundle(
  ports: BundlesPorts,
  wanted: { readonly sources: readonly string[]; readonly path: string },
  run: Run,
): Promise<BundleRecord> {
  const { files, clock } = ports;
  const createdAtMs = clock.now();
  const redactor = createRedactor({ key: ports.newKey(), known: knownSecrets(ports) });
  const draft = await files.draft(wanted.path);
  try {
    const manifest = await fillDraft(ports, { ...wanted, draft, redactor, createdAtMs }, run);
    run.pointOfNoReturn();
    const written = await draft.release();
    const id = ports.newId();
    return { id, path: wanted.path, createdAtMs, ...written, verified: true, manifest };
  } finally {
    await draft.discard();
  }
}

interface Filling {
  readonly draft: BundleDraft;
  readonly redactor: Redactor;
  readonly sources: readonly string[];
  readonly path: string;
  readonly createdAtMs: number;
}

/** Collects, seals, and looks through what is on the disk, before anything has the name of a bundle. */
async function fillDraft(ports: BundlesPorts, filling: Filling, run: Run): Promise<BundleManifest> {
  const { clock, log } = ports;
  const { draft, redactor, sources } = filling;
  const writer = createBundleWriter(draft, redactor);
  const chosen = listSources(ports).filter(({ source }) => sources.includes(source.id));
  for (const id of sources) {
    if (chosen.some(({ source }) => source.id === id)) continue;
    writer.addMissing({ collector: id, why: 'failed', detail: 'this source is not there any more' });
  }
  const total = chosen.length;
  const report = (stage: BundleProgress['stage'], done: number, what: string): void =>
    run.report({ stage, done, total, what });
  await runCollectors(
    chosen.map(({ collector }) => collector),
    { writer, clock, log, signal: run.signal, onDone: (done, what) => report('collecting', done, what) },
  );
  report('writing', total, '');
  const { manifest, archive } = await writer.seal(headOf(ports, filling.createdAtMs));
  report('verifying', total, '');
  await assertNoLeak(archive, redactor, run.signal);
  await verifyBundle(archive, filling.path, run.signal);
  return manifest;
}

function headOf({ site, appVersion }: BundlesPorts, createdAtMs: number): ManifestHead {
  const enrolment = site.enrolment();
  return {
    format: 'rounds-bundle/1',
    createdAt: new Date(createdAtMs).toISOString(),
    appVersion,
    site: enrolment?.site ?? 'not-enrolled',
    region: enrolment?.region ?? 'not-enrolled',
    rules: REDACTION_RULES,
  };
}

/** What must not leave in any encoding, wherever it stands. */
function knownSecrets({ site, evidence }: BundlesPorts): readonly string[] {
  const cluster = site.pack()?.cluster;
  const token = site.enrolment()?.device.token;
  return [
    ...(cluster === undefined ? [] : [...Object.values(cluster.secrets), cluster.adminKey]),
    ...(token === undefined ? [] : [token]),
    ...evidence.secrets(),
  ];
}

function defaultPath({ folder, site, clock }: BundlesPorts): string {
  const stamp = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return join(folder, `rounds-${site.enrolment()?.site ?? 'laptop'}-${stamp}.zip`);
}

/** A laptop that is not enrolled has no log to record in; its bundle is needed all the more. */
function recordOp(
  { ops, site }: BundlesPorts,
  { id, path, sha256, sizeBytes, manifest }: BundleRecord,
): void {
  if (site.enrolment() === null) return;
  const removed: Record<string, number> = {};
  for (const entry of manifest.entries) {
    for (const [kind, count] of Object.entries(entry.removed)) removed[kind] = (removed[kind] ?? 0) + count;
  }
  ops.record({
    kind: 'bundle.created',
    agg: `bundle:${id}`,
    body: {
      name: basename(path),
      sha256,
      sizeBytes,
      entries: manifest.entries.length,
      missing: manifest.missing.length,
      removed,
    },
  });
}

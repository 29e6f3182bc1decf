/** Everything that a bundle is made from, in memory: a visit with two nodes, and what the other nouns know of it. */
import { type BundlesPorts, createBundles } from '../../../electron/bundles/create-bundles.ts';
import type { BundleProgress, BundleRecord } from '../../../shared/domain/bundles/bundle.ts';
import type { NodeView } from '../../../shared/domain/nodes/node-view.ts';
import type { LedgerEntry } from '../../../shared/domain/sync/op.ts';
import { sampleNode } from '../checks/fake-laptop.ts';
import { someEnrolment } from '../enrolment.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createFakeLog } from '../fake-log.ts';
import { createFakeNode } from '../fake-node.ts';
import { samplePack } from '../sample-pack.ts';
import { someFlow, someReport } from '../visit-examples.ts';
import { createFakeBundleFiles } from './bundle-files.ts';
import { createFakeBundleStore } from './bundle-store.ts';

const ledgerEntry = (devSeq: number): LedgerEntry => ({
  op: {
    opId: `0199a000-0000-7000-8000-00000000000${devSeq}`,
    kind: 'node.found',
    v: 1,
    site: 'st-anna',
    region: 'eu-1',
    agg: 'node:1',
    dev: 'laptop-1',
    devSeq,
    actor: 'Ada Example',
    at: '2026-11-24T08:00:00.000Z',
    bodyHash: 'a'.repeat(64),
    prevHash: 'b'.repeat(64),
    hash: 'c'.repeat(64),
    salt: 'd'.repeat(32),
    body: { number: devSeq },
  },
  state: 'local',
  seq: null,
  detail: null,
});

export const FIRST_NODE = 'uuid:4c4c4544-0001';
export const SECOND_NODE = 'uuid:4c4c4544-0002';

/** A service over fakes; `change` replaces ports. */
export function createBundleBench(change: Partial<BundlesPorts> = {}) {
  const pack = samplePack();
  const enrolment = someEnrolment({
    site: pack.site.id,
    device: { id: 'laptop-1', token: 'device-token-4711-abcdef' },
  });
  const clock = createFakeClock();
  const log = createFakeLog();
  const files = createFakeBundleFiles();
  const store = createFakeBundleStore();
  const nodes = { [FIRST_NODE]: createFakeNode(), [SECOND_NODE]: createFakeNode() };
  const views: NodeView[] = [
    sampleNode({ id: FIRST_NODE, name: 'LAB-EDGE-01', address: '10.20.4.11' }),
    sampleNode({ id: SECOND_NODE, name: 'LAB-EDGE-02', address: '10.20.4.12', answer: 'ours' }),
    sampleNode({ id: 'addr:10.20.4.90', name: 'printer', address: '10.20.4.90', answer: 'not-talos' }),
  ];
  const viewOf = (nodeId: string): NodeView => {
    const view = views.find(({ id }) => id === nodeId);
    if (view === undefined) throw new Error(`no node ${nodeId} on the bench`);
    return view;
  };
  const target = (nodeId: string) => {
    const { address, port } = viewOf(nodeId);
    return { address, port, fingerprint: null, credentials: null };
  };
  const evidence = {
    appLog: '{"level":"info","event":"engine started"}\n',
    secrets: ['signing-key-of-this-laptop'],
    recordings: [] as readonly { readonly file: string; readonly text: string }[],
  };
  const recorded: unknown[] = [];
  const announced: string[] = [];
  let ids = 0;
  const ports: BundlesPorts = {
    clock,
    log,
    announce: (name) => announced.push(name),
    ops: {
      record: (entry) => {
        recorded.push(entry);
        return ledgerEntry(1).op;
      },
    },
    site: { enrolment: () => enrolment, pack: () => pack, require: () => ({ enrolment, pack }) },
    nodes: {
      all: () => views,
      get: viewOf,
      target,
    },
    freshTarget: async (nodeId) => target(nodeId),
    links: {
      look: () => Promise.reject(new Error('nothing is looked at for a bundle')),
      open: async (target, signal) => {
        const id = views.find(({ address }) => address === target.address)?.id;
        const node = id === FIRST_NODE ? nodes[FIRST_NODE] : nodes[SECOND_NODE];
        return await node.links.open(target, signal);
      },
    },
    evidence: {
      overview: () => ({
        enrolment: { state: 'none' },
        pack: null,
        readiness: { ready: true, items: [] },
        tasks: [],
      }),
      reports: () => [someReport([{ state: 'ok', facts: { roundTripMs: 0.4 } }])],
      flows: () => [someFlow({ lines: [{ atMs: 0, text: 'phase install (4/11)' }] })],
      ledger: ({ offset, limit }) => ({
        entries: [1, 2, 3].map(ledgerEntry).slice(offset, offset + limit),
        total: 3,
      }),
      appLog: async () => evidence.appLog,
      secrets: () => evidence.secrets,
      recordings: async () => evidence.recordings.map(({ file, text }) => ({ file, sizeBytes: text.length })),
      recordingTail: async (file, limitBytes) =>
        (evidence.recordings.find((one) => one.file === file)?.text ?? '').slice(-limitBytes),
    },
    store,
    files,
    folder: '/data/bundles',
    appVersion: '0.1.0',
    newId: () => `bundle-${++ids}`,
    newKey: () => new Uint8Array(32).fill(7),
    ...change,
  };
  const bundles = createBundles(ports);
  const stop = new AbortController();
  const progress: BundleProgress[] = [];
  const state = { isPastReturn: false };
  const create = async (sources?: readonly string[], path: string | null = null): Promise<BundleRecord> => {
    const all = bundles.handlers['bundles.sources']({}, stop.signal);
    return await bundles.handlers['bundles.create'](
      { sources: [...(sources ?? (await all).map(({ id }) => id))], path },
      {
        signal: stop.signal,
        report: (each) => void progress.push(each),
        pointOfNoReturn: () => {
          state.isPastReturn = true;
        },
      },
    );
  };
  /** The text of every entry of an archive that has its name. */
  const contentOf = (path: string): Readonly<Record<string, string>> =>
    Object.fromEntries(
      [...(files.archives.get(path) ?? [])].map(([entry, bytes]) => [
        entry,
        Buffer.from(bytes).toString('utf8'),
      ]),
    );
  return {
    bundles,
    ports,
    pack,
    enrolment,
    clock,
    log,
    files,
    store,
    nodes,
    views,
    evidence,
    recorded,
    announced,
    stop,
    progress,
    state,
    create,
    contentOf,
  };
}

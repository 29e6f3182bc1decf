import type { ProvisioningStore } from '../../../electron/provisioning/ports.ts';
import { type FlowRecord, flowRecordSchema } from '../../../shared/domain/provisioning/flow-document.ts';
import { LINE_LIMIT, type ProvisionLine } from '../../../shared/domain/provisioning/flow-view.ts';
import { failed } from '../../../shared/failure/failure.ts';

/** A journal in memory that can be full. What it holds survives an engine, as a file would. */
export interface FakeProvisioningStore extends ProvisioningStore {
  /** While true every write fails as on a full disk. */
  isFull: boolean;
  /** Called around each write of a flow; a test that throws here kills the engine at this point. */
  onSave: (moment: 'before' | 'after', record: FlowRecord) => void;
}

/** An empty journal. */
export function createFakeProvisioningStore(): FakeProvisioningStore {
  const flows = new Map<
    string,
    { readonly document: string; readonly atMs: number; readonly site: string }
  >();
  const lines = new Map<string, readonly ProvisionLine[]>();
  const keyOf = (site: string, nodeId: string) => `${site}\n${nodeId}`;
  const read = (document: string): FlowRecord => flowRecordSchema.parse(JSON.parse(document));
  const guard = (): void => {
    if (store.isFull) throw failed('disk-full', { path: 'memory' });
  };
  const store: FakeProvisioningStore = {
    isFull: false,
    onSave: () => {},
    load: (site, nodeId) => {
      const held = flows.get(keyOf(site, nodeId));
      return held === undefined ? null : read(held.document);
    },
    all: (site) =>
      [...flows]
        .filter(([, flow]) => flow.site === site)
        .sort(([one, { atMs }], [other, { atMs: otherMs }]) => atMs - otherMs || (one < other ? -1 : 1))
        .map(([, { document }]) => read(document)),
    save: (site, record, atMs) => {
      guard();
      store.onSave('before', record);
      flows.set(keyOf(site, record.flow.plan.nodeId), { document: JSON.stringify(record), atMs, site });
      store.onSave('after', record);
    },
    addLines: (site, nodeId, added) => {
      guard();
      const key = keyOf(site, nodeId);
      lines.set(key, [...(lines.get(key) ?? []), ...added].slice(-LINE_LIMIT));
    },
    lines: (site, nodeId) => lines.get(keyOf(site, nodeId)) ?? [],
    clearLines: (site, nodeId) => {
      guard();
      lines.delete(keyOf(site, nodeId));
    },
  };
  return store;
}

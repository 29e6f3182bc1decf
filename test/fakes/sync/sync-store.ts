import type { OpLogStore } from '../../../electron/sync/op-log-store.ts';
import type { LedgerQuery, OutboxStore } from '../../../electron/sync/outbox-store.ts';
import type { Op, OpState } from '../../../shared/domain/sync/op.ts';
import { readBack } from '../../../shared/domain/sync/read-back.ts';
import { failed } from '../../../shared/failure/failure.ts';

interface Row {
  readonly op: Op;
  readonly state: OpState;
  readonly seq: number | null;
  readonly detail: string | null;
  readonly confirmedAtMs: number | null;
}

export interface FakeSyncStore extends OpLogStore, OutboxStore {
  /** After this many more writes the disk is full; null for never. */
  roomForWrites: number | null;
  /** Ops of other laptops that the feed brought. */
  readonly remote: ReadonlyMap<string, Op>;
  /** What a damaged disk does: the stored op is replaced, whatever the chain says. */
  damage(opId: string, change: Partial<Op>): void;
}

const settled: readonly OpState[] = ['confirmed', 'conflict', 'refused'];
const filters: Readonly<Record<LedgerQuery['filter'], (state: OpState) => boolean>> = {
  all: () => true,
  unsent: (state) => state !== 'confirmed',
  confirmed: (state) => state === 'confirmed',
  'needs-you': (state) => state === 'conflict' || state === 'refused',
};

/** The op log and its outbox in memory, with transactions that roll back and a disk that can fill up. */
export function createFakeSyncStore(): FakeSyncStore {
  let rows = new Map<string, Row>();
  let remote = new Map<string, Op>();
  let cursors = new Map<string, number>();
  let writing = false;
  const ofDevice = (dev: string): readonly Row[] =>
    [...rows.values()].filter(({ op }) => op.dev === dev).sort((a, b) => a.op.devSeq - b.op.devSeq);
  const write = <T>(work: () => T): T => {
    if (writing) return work();
    const before = { rows: new Map(rows), remote: new Map(remote), cursors: new Map(cursors) };
    writing = true;
    try {
      const value = work();
      if (store.roomForWrites === 0) throw failed('disk-full', { path: 'memory' });
      if (store.roomForWrites !== null) store.roomForWrites -= 1;
      return value;
    } catch (error) {
      ({ rows, remote, cursors } = before);
      throw error;
    } finally {
      writing = false;
    }
  };
  const cursor = (site: string): number => cursors.get(site) ?? 0;
  const isOpen = ({ state, seq, op }: Row): boolean =>
    !settled.includes(state) && (state !== 'accepted' || (seq !== null && seq <= cursor(op.site)));
  const keepOp = (site: string, seq: number, op: Op, atMs: number): void => {
    const row = rows.get(op.opId);
    if (row === undefined) {
      remote.set(`${site}/${seq}`, op);
      return;
    }
    const { state, detail, proved } = readBack({ ...row, hash: row.op.hash }, op.hash);
    rows.set(op.opId, { ...row, state, detail, seq, confirmedAtMs: proved ? atMs : null });
  };
  const store: FakeSyncStore = {
    roomForWrites: null,
    get remote() {
      return remote;
    },
    damage: (opId, change) => {
      const row = rows.get(opId);
      if (row !== undefined) rows.set(opId, { ...row, op: { ...row.op, ...change } });
    },
    find: (opId) => rows.get(opId)?.op ?? null,
    head: (dev) => ofDevice(dev).at(-1)?.op ?? null,
    append: (op) =>
      write(() => {
        if (rows.has(op.opId)) throw new Error(`op id ${op.opId} twice`);
        if (ofDevice(op.dev).some((row) => row.op.devSeq === op.devSeq)) throw new Error('devSeq twice');
        rows.set(op.opId, { op, state: 'local', seq: null, detail: null, confirmedAtMs: null });
      }),
    devices: () => [...new Set([...rows.values()].map(({ op }) => op.dev))].sort(),
    chain: (dev, afterDevSeq, limit) =>
      ofDevice(dev)
        .filter(({ op }) => op.devSeq > afterDevSeq)
        .slice(0, limit)
        .map(({ op }) => ({ devSeq: op.devSeq, op })),
    outbox: ({ dev, region, afterDevSeq, limit }) =>
      ofDevice(dev)
        .filter((row) => row.op.region === region && row.op.devSeq > afterDevSeq && isOpen(row))
        .slice(0, limit)
        .map(({ op }) => op),
    change: (changes) =>
      write(() => {
        for (const { opId, state, seq, detail } of changes) {
          const row = rows.get(opId);
          if (row === undefined || row.state === 'confirmed') continue;
          rows.set(opId, { ...row, state, seq: seq ?? row.seq, detail });
        }
      }),
    keepPage: (site, page, atMs) =>
      write(() => {
        for (const { seq, op } of page.ops) keepOp(site, seq, op, atMs);
        cursors.set(site, page.nextCursor);
      }),
    cursor,
    hasUnsentWork: (dev) =>
      ofDevice(dev).some(
        ({ op, state }) => op.kind !== 'device.enrolled' && ['local', 'sent', 'accepted'].includes(state),
      ),
    tally: (dev) => {
      const states = { local: 0, sent: 0, accepted: 0, confirmed: 0, conflict: 0, refused: 0, held: 0 };
      let lastConfirmedAtMs: number | null = null;
      for (const { state, confirmedAtMs } of ofDevice(dev)) {
        states[state] += 1;
        if (confirmedAtMs !== null) lastConfirmedAtMs = Math.max(lastConfirmedAtMs ?? 0, confirmedAtMs);
      }
      return { states, lastConfirmedAtMs };
    },
    ledger: ({ filter, offset, limit }) => {
      const fitting = [...rows.values()].reverse().filter(({ state }) => filters[filter](state));
      return {
        entries: fitting
          .slice(offset, offset + limit)
          .map(({ op, state, seq, detail }) => ({ op, state, seq, detail })),
        total: fitting.length,
      };
    },
  };
  return store;
}

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSyncStore } from '../../electron/adapters/sqlite/sync-store.ts';
import type { OpLogStore } from '../../electron/sync/op-log-store.ts';
import type { OutboxStore } from '../../electron/sync/outbox-store.ts';
import type { Op, OpState } from '../../shared/domain/sync/op.ts';
import { chainOp, emptyChain } from '../../shared/domain/sync/op-chain.ts';
import type { OpChange } from '../../shared/domain/sync/op-change.ts';
import { createFakeSyncStore } from '../fakes/sync/sync-store.ts';
import { createTemporaryDatabase } from '../fakes/temporary-database.ts';

type Store = OpLogStore & OutboxStore;

const makers: readonly (readonly [string, () => { readonly store: Store; close(): void }])[] = [
  ['in memory', () => ({ store: createFakeSyncStore(), close: () => {} })],
  [
    'SQLite',
    () => {
      const temporary = createTemporaryDatabase();
      return { store: createSyncStore(temporary.db), close: () => temporary.remove() };
    },
  ],
];

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const opIdOf = (number: number) => `0199a000-0000-7000-8000-${String(number).padStart(12, '0')}`;

describe.each(makers)('a store of operations, %s', (_name, make) => {
  let store: Store;
  let close: () => void;
  let made = 0;
  beforeEach(() => {
    ({ store, close } = make());
    made = 0;
  });
  afterEach(() => close());

  function append(change: Partial<Pick<Op, 'dev' | 'site' | 'region' | 'agg' | 'kind'>> = {}): Op {
    made += 1;
    const dev = change.dev ?? 'laptop-1';
    const entry = {
      opId: opIdOf(made),
      kind: 'node.found',
      v: 1,
      site: 'st-example',
      region: 'eu-1',
      agg: `node:${made}`,
      actor: 'Ada Example',
      at: '2026-11-22T10:00:00.000Z',
      salt: '0'.repeat(32),
      body: { number: made },
      ...change,
      dev,
    } as const;
    const op = chainOp(entry, store.head(dev) ?? emptyChain, sha256);
    store.append(op);
    return op;
  }
  const offered = (afterDevSeq = 0, limit = 100): readonly number[] =>
    store.outbox({ dev: 'laptop-1', region: 'eu-1', afterDevSeq, limit }).map(({ devSeq }) => devSeq);
  const set = (op: Op, state: OpChange['state'], seq: number | null = null, detail: string | null = null) =>
    store.change([{ opId: op.opId, state, seq, detail }]);
  const stateOf = (op: Op): readonly [OpState, number | null, string | null] | undefined => {
    const entry = store
      .ledger({ filter: 'all', offset: 0, limit: 500 })
      .entries.find((one) => one.op.opId === op.opId);
    return entry === undefined ? undefined : [entry.state, entry.seq, entry.detail];
  };
  const page = (ops: readonly (readonly [number, Op])[], nextCursor = 0) => ({
    serverTime: '2026-11-22T10:00:00.000Z',
    ops: ops.map(([seq, op]) => ({ seq, op: { ...op, body: { ...op.body } } })),
    nextCursor,
    more: false,
  });

  test('what was appended is found whole, and the head is the last of its device', () => {
    const first = append();
    const other = append({ dev: 'laptop-2' });
    const second = append();
    expect(store.find(first.opId)).toEqual(first);
    expect(store.find(opIdOf(99))).toBeNull();
    expect(store.head('laptop-1')).toMatchObject({ devSeq: 2, hash: second.hash });
    expect(store.head('laptop-2')).toMatchObject({ devSeq: 1, hash: other.hash });
    expect(store.head('laptop-3')).toBeNull();
    expect(store.devices()).toEqual(['laptop-1', 'laptop-2']);
    expect(store.chain('laptop-1', 1, 10)).toEqual([{ devSeq: 2, op: second }]);
    expect(store.chain('laptop-1', 0, 1)).toEqual([{ devSeq: 1, op: first }]);
  });

  test('neither an op id nor a place in the chain is taken twice', () => {
    const first = append();
    expect(() => store.append(first)).toThrow();
    expect(() => store.append({ ...first, opId: opIdOf(50) })).toThrow();
    expect(store.tally('laptop-1').states.local).toBe(1);
  });

  test('the outbox offers what is unanswered or held, in order, of this device and region only', () => {
    const ops = [append(), append(), append(), append(), append(), append()] as const;
    append({ dev: 'laptop-2' });
    append({ region: 'us-1' });
    set(ops[0], 'sent');
    set(ops[1], 'accepted', 7);
    set(ops[2], 'refused', null, 'slot-unknown');
    set(ops[3], 'held', null, ops[2].opId);
    set(ops[4], 'conflict', 8, 'c-1');
    expect(offered()).toEqual([1, 4, 6]);
    expect(offered(1)).toEqual([4, 6]);
    expect(offered(0, 2)).toEqual([1, 4]);
    expect(stateOf(ops[3])).toEqual(['held', null, ops[2].opId]);
  });

  test('a page confirms what came back equal, and an answer that arrives later does not undo it', () => {
    const [first, second] = [append(), append()];
    set(first, 'sent');
    store.keepPage('st-example', page([[1, first]], 1), 5000);
    expect(stateOf(first)).toEqual(['confirmed', 1, null]);
    set(first, 'refused', null, 'late');
    expect(stateOf(first)).toEqual(['confirmed', 1, null]);
    expect(stateOf(second)).toEqual(['local', null, null]);
    expect(store.cursor('st-example')).toBe(1);
    expect(store.tally('laptop-1')).toEqual({
      states: { local: 1, sent: 0, accepted: 0, confirmed: 1, conflict: 0, refused: 0, held: 0 },
      lastConfirmedAtMs: 5000,
    });
  });

  test('an op that comes back with another content is never confirmed', () => {
    const op = append();
    store.keepPage('st-example', page([[1, { ...op, hash: 'f'.repeat(64) }]], 1), 5000);
    expect(stateOf(op)).toEqual(['conflict', 1, 'hash-differs']);
    expect(store.tally('laptop-1').lastConfirmedAtMs).toBeNull();
  });

  test('an accepted op that the feed went past without bringing it is offered again', () => {
    const [first, second] = [append(), append()];
    set(first, 'accepted', 1);
    set(second, 'accepted', 2);
    expect(offered()).toEqual([]);
    store.keepPage('st-example', page([], 1), 5000);
    expect(offered()).toEqual([1]);
  });

  test('unsent work is what one device recorded and the console does not hold, its enrolment apart', () => {
    const op = append();
    append({ dev: 'laptop-2', kind: 'device.enrolled' });
    expect([store.hasUnsentWork('laptop-1'), store.hasUnsentWork('laptop-2')]).toEqual([true, false]);
    store.keepPage('st-example', page([[1, op]], 1), 5000);
    expect(store.hasUnsentWork('laptop-1')).toBe(false);
  });

  test('pages of the ledger are newest first and count what their filter lets through', () => {
    const ops = [append(), append(), append()] as const;
    set(ops[0], 'refused', null, 'slot-unknown');
    store.keepPage('st-example', page([[1, ops[1]]], 1), 5000);
    const seqs = (filter: 'all' | 'unsent' | 'confirmed' | 'needs-you', offset = 0, limit = 10) => {
      const { entries, total } = store.ledger({ filter, offset, limit });
      return [total, ...entries.map(({ op }) => op.devSeq)];
    };
    expect(seqs('all')).toEqual([3, 3, 2, 1]);
    expect(seqs('all', 1, 1)).toEqual([3, 2]);
    expect(seqs('unsent')).toEqual([2, 3, 1]);
    expect(seqs('confirmed')).toEqual([1, 2]);
    expect(seqs('needs-you')).toEqual([1, 1]);
  });
});

import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import { chainFault, emptyChain } from '../../shared/domain/sync/op-chain.ts';
import { someEnrolment } from '../../test/fakes/enrolment.ts';
import { createFakeClock, type FakeClock } from '../../test/fakes/fake-clock.ts';
import { createFakeSyncStore, type FakeSyncStore } from '../../test/fakes/sync/sync-store.ts';
import { createOpLog, type OpLog } from './op-log.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let clock: FakeClock;
let store: FakeSyncStore;
let enrolment: Enrolment | null;
let log: OpLog;
beforeEach(() => {
  clock = createFakeClock();
  store = createFakeSyncStore();
  enrolment = someEnrolment();
  log = createOpLog({ clock, store, enrolment: () => enrolment });
});

const recordNode = (number: number) =>
  log.record({ kind: 'node.found', agg: `node:${number}`, body: { number } });
const thrown = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
};

test('what is recorded says who, where and when, and follows what came before', () => {
  const first = recordNode(1);
  const second = recordNode(2);
  expect(first).toMatchObject({
    kind: 'node.found',
    site: 'st-example',
    region: 'eu-1',
    dev: 'laptop-1',
    devSeq: 1,
    actor: 'Ada Example',
    at: '2026-11-24T08:00:00.000Z',
    body: { number: 1 },
  });
  expect(chainFault(first, emptyChain, sha256)).toBeNull();
  expect(chainFault(second, first, sha256)).toBeNull();
  expect(log.head()).toMatchObject({ devSeq: 2, hash: second.hash });
  expect(first.opId[14]).toBe('7');
});

test('the same intent twice is one op, even when the second asks for something else', () => {
  const opId = '0199a000-0000-7000-8000-000000000001';
  const first = log.record({ kind: 'visit.signed-off', agg: 'visit', body: { name: 'Ada' }, opId });
  const again = log.record({ kind: 'visit.signed-off', agg: 'visit', body: { name: 'Eve' }, opId });
  expect(again).toEqual(first);
  expect(log.head()?.devSeq).toBe(1);
});

test('a laptop that is not enrolled records nothing and says so', () => {
  enrolment = null;
  expect(thrown(() => recordNode(1))).toMatchObject({ failure: { code: 'not-enrolled' } });
  expect(log.head()).toBeNull();
});

test('a full disk is said, leaves no half op, and recording goes on when there is room', () => {
  recordNode(1);
  store.roomForWrites = 0;
  expect(thrown(() => recordNode(2))).toMatchObject({ failure: { code: 'disk-full' } });
  store.roomForWrites = null;
  expect(recordNode(3).devSeq).toBe(2);
});

test('a new enrolment begins a chain of its own', () => {
  recordNode(1);
  enrolment = someEnrolment({ device: { id: 'laptop-1b', token: 'another-token-of-it' } });
  expect(recordNode(2)).toMatchObject({ dev: 'laptop-1b', devSeq: 1, prevHash: '0'.repeat(64) });
});

test('text that has no UTF-8, or that a database would refuse, is made harmless before it is hashed', async () => {
  const op = log.record({
    kind: 'node.found',
    agg: 'node:1',
    body: { name: 'lab\ud800edge\u0000', seen: undefined, list: [Number.NaN, '\udc00'] },
  });
  expect(op.body).toEqual({ name: 'lab\ufffdedge\ufffd', list: [null, '\ufffd'] });
  expect(await log.verify(AbortSignal.timeout(1000))).toBeNull();
});

test('what a thing is about may come from a stranger: it is cut and cleaned, and the op is kept', () => {
  const op = log.record({ kind: 'node.found', agg: `node:serial:${'\u0000🏥'.repeat(100)}`, body: {} });
  expect(op.agg).toHaveLength(200);
  expect(op.agg).toMatch(/^node:serial:(\ufffd🏥)+/);
  expect(op.agg.isWellFormed()).toBe(true);
});

test('what the console would refuse to read never enters the log', () => {
  expect(thrown(() => log.record({ kind: 'node.found', agg: '', body: {} }))).toBeInstanceOf(Error);
  const huge = { text: 'x'.repeat(300_000) };
  expect(thrown(() => log.record({ kind: 'node.found', agg: 'a', body: huge }))).toBeInstanceOf(Error);
  expect(log.head()).toBeNull();
});

async function verified(): Promise<unknown> {
  const result = log.verify(AbortSignal.timeout(5000));
  await clock.advance(1);
  return result;
}

test('the walk along the chain finds the first op that does not hold', async () => {
  const ops = Array.from({ length: 600 }, (_, index) => recordNode(index));
  expect(await verified()).toBeNull();
  const opOf = (devSeq: number) => ops[devSeq - 1]?.opId ?? '';
  store.damage(opOf(577), { body: { number: 999 } });
  expect(await verified()).toEqual({ devSeq: 577 });
  store.damage(opOf(300), { actor: 'Eve Example' });
  expect(await verified()).toEqual({ devSeq: 300 });
  store.damage(opOf(12), { devSeq: 1012 });
  expect(await verified()).toEqual({ devSeq: 12 });
});

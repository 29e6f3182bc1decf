/**
 * The regional console in memory, as strict as the real one: the rules of `console-contract.ts` are judged by the same
 * function as in the reference console. It answers at once; trouble on the way is the test's affair.
 */
import { createPublicKey, verify } from 'node:crypto';
import type { ConsoleLine } from '../../../electron/sync/console-line.ts';
import {
  type HelloAnswer,
  PULL_LIMIT_OPS,
  type PullAnswer,
  type PullRequest,
  type PushAnswer,
  type PushRequest,
  pullRequestSchema,
  pushRequestSchema,
} from '../../../shared/console/console-contract.ts';
import type { ConsoleReply } from '../../../shared/domain/sync/console-problem.ts';
import type { Op } from '../../../shared/domain/sync/op.ts';
import { type ChainHead, emptyChain } from '../../../shared/domain/sync/op-chain.ts';
import { ConsoleRefusal } from '../../hospital/console/console-refusal.ts';
import { fateOf, judgeBatch, type KeptOp } from '../../hospital/console/store/judge-batch.ts';

export interface FakeConsole {
  hello(): ConsoleReply<HelloAnswer>;
  push(request: PushRequest): ConsoleReply<PushAnswer>;
  pull(request: PullRequest): ConsoleReply<PullAnswer>;
  /** What is refused, with code `not-wanted`; nothing at first. */
  refuses: (op: Op) => boolean;
  /** Looks again at what was refused or waits. */
  readmit(): void;
  /** Everything that is kept, in the order it came. */
  readonly kept: readonly KeptOp[];
  region: string;
  /** How far its clock is ahead of the laptop's. */
  aheadMs: number;
  /** Ops in a page at most. */
  pageOps: number;
}

/** An empty console of a region. */
export function createFakeConsole(now: () => number, region = 'eu-1'): FakeConsole {
  let kept: KeptOp[] = [];
  const keys = new Map<string, string>();
  const serverTime = (): string => new Date(now() + fake.aheadMs).toISOString();
  const headOf = (dev: string): ChainHead => kept.findLast(({ op }) => op.dev === dev)?.op ?? emptyChain;
  const nextSeq = (): number => Math.max(0, ...kept.map(({ seq }) => seq ?? 0)) + 1;
  const refuse = (op: Op) => (fake.refuses(op) ? { code: 'not-wanted', fixable: true } : null);
  const answering = <T>(work: () => T): ConsoleReply<T> => {
    try {
      return { ok: true, value: work() };
    } catch (error) {
      if (!(error instanceof ConsoleRefusal)) throw error;
      const { status, code } = error;
      return { ok: false, problem: { kind: 'status', status, code, retryAfterMs: null } };
    }
  };
  const fake: FakeConsole = {
    region,
    aheadMs: 0,
    pageOps: PULL_LIMIT_OPS,
    refuses: () => false,
    get kept() {
      return kept;
    },
    hello: () => ({
      ok: true,
      value: { protocol: 1, region: fake.region, serverTime: serverTime(), device: 'active', pack: null },
    }),
    push: (request) =>
      answering(() => {
        const { device, ops } = parsed(request);
        assertSigned(request, keys);
        if (ops.some((op) => op.region !== fake.region)) throw new ConsoleRefusal(421, 'region', 'other');
        if (ops.some((op) => op.dev !== device)) throw new ConsoleRefusal(403, 'device', 'other');
        const judged = judgeBatch(ops, {
          known: kept
            .filter(({ op }) => op.dev === device || ops.some(({ opId }) => opId === op.opId))
            .map(({ op, ...fate }) => ({ opId: op.opId, devSeq: op.devSeq, hash: op.hash, ...fate })),
          head: headOf(device),
          nextSeq: nextSeq(),
          refused: refusedOps(kept, device),
          claims: new Map(),
          refuse,
        });
        kept = [...kept, ...judged.kept];
        return { serverTime: serverTime(), verdicts: [...judged.verdicts] };
      }),
    pull: (request) =>
      answering(() => {
        const { site, cursor, limit } = pullRequestSchema.parse(request);
        const rest = kept
          .flatMap(({ op, seq }) => (seq !== null && seq > cursor && op.site === site ? [{ seq, op }] : []))
          .sort((one, other) => one.seq - other.seq);
        const ops = rest.slice(0, Math.min(limit, fake.pageOps));
        return {
          serverTime: serverTime(),
          ops,
          nextCursor: ops.at(-1)?.seq ?? cursor,
          more: rest.length > ops.length,
        };
      }),
    readmit: () => {
      const refused = new Map<string, string>();
      let seq = nextSeq();
      kept = kept.map((one) => {
        if (one.state === 'applied') return one;
        const fate = fateOf(one.op, { nextSeq: seq, refused, claims: new Map(), refuse });
        if (fate.state === 'refused' && !refused.has(one.op.agg)) refused.set(one.op.agg, one.op.opId);
        if (fate.seq !== null) seq = fate.seq + 1;
        return { op: one.op, ...fate };
      });
    },
  };
  return fake;
}

/** The console behind a line that never fails; `trouble` may replace an answer or keep it back. */
export function fakeConsoleLine(
  console: FakeConsole,
  trouble: (
    call: 'hello' | 'push' | 'pull',
    answer: () => ConsoleReply<unknown>,
  ) => Promise<ConsoleReply<unknown>> = async (_call, answer) => answer(),
): ConsoleLine & { readonly resets: number } {
  let resets = 0;
  return {
    // What trouble lets through is the very answer, so it still is of the call's own type.
    hello: () => trouble('hello', () => console.hello()) as Promise<ConsoleReply<HelloAnswer>>,
    push: (request) => trouble('push', () => console.push(request)) as Promise<ConsoleReply<PushAnswer>>,
    pull: (request) => trouble('pull', () => console.pull(request)) as Promise<ConsoleReply<PullAnswer>>,
    reset: () => {
      resets += 1;
    },
    get resets() {
      return resets;
    },
  };
}

function parsed(request: PushRequest): PushRequest & { readonly ops: readonly Op[] } {
  const result = pushRequestSchema.safeParse(request);
  if (!result.success) throw new ConsoleRefusal(422, 'unreadable', result.error.message);
  return result.data;
}

/** By aggregate: the first op of the device that is still refused. */
function refusedOps(kept: readonly KeptOp[], device: string): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { op, state } of kept) {
    if (state === 'refused' && op.dev === device && !first.has(op.agg)) first.set(op.agg, op.opId);
  }
  return first;
}

/** The first push binds the key; the signature is over the last op's hash. */
function assertSigned(
  { device, ops, headSignature, devicePublicKey }: PushRequest,
  keys: Map<string, string>,
): void {
  if (keys.get(device) === undefined) keys.set(device, devicePublicKey);
  if (keys.get(device) !== devicePublicKey) throw new ConsoleRefusal(403, 'other-device-key', 'another key');
  const key = createPublicKey({ key: Buffer.from(devicePublicKey, 'base64'), format: 'der', type: 'spki' });
  const hash = Buffer.from(ops.at(-1)?.hash ?? '', 'ascii');
  if (!verify(null, hash, key, Buffer.from(headSignature, 'base64'))) {
    throw new ConsoleRefusal(422, 'signature', 'the head is not signed by the device');
  }
}

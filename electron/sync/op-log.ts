/**
 * The log of what happened on this laptop: append-only, hash-chained per device, on disk before anyone is told.
 * It does not know the console; `outbox-store.ts` keeps where each op stands there.
 */
import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { opSchema } from '../../shared/console/console-contract.ts';
import type { Enrolment } from '../../shared/domain/sites/pack.ts';
import type { Op } from '../../shared/domain/sync/op.ts';
import { type ChainHead, chainFault, chainOp, emptyChain } from '../../shared/domain/sync/op-chain.ts';
import { failed } from '../../shared/failure/failure.ts';
import type { Clock, OpRecorder } from '../ports.ts';
import type { OpLogStore } from './op-log-store.ts';
import { plainBody, plainText } from './plain-body.ts';

/** Four of these fit into one push; a larger record belongs into a bundle. */
const OP_LIMIT_BYTES = 256 * 1024;
/** Of the contract. What a node claims may be longer, and must not keep what was done out of the log. */
const AGG_LIMIT_CHARS = 200;
/** Ops checked in one go at start: about 10 ms, so that asks are answered in between. */
const VERIFY_SLICE = 250;

export interface OpLogPorts {
  readonly clock: Clock;
  readonly store: OpLogStore;
  enrolment(): Enrolment | null;
}

export interface OpLog extends OpRecorder {
  /** Where the chain of the enrolled device stands; null before enrolment or the first op. */
  head(): ChainHead | null;
  /** Walks the chains of all devices. Returns the first devSeq that does not hold, or null. */
  verify(signal: AbortSignal): Promise<{ readonly devSeq: number } | null>;
}

/** Builds the log on its store. */
export function createOpLog(ports: OpLogPorts): OpLog {
  const { store } = ports;
  return {
    record: (entry) => record(ports, entry),
    head: () => {
      const enrolment = ports.enrolment();
      return enrolment === null ? null : store.head(enrolment.device.id);
    },
    verify: async (signal) => {
      for (const dev of store.devices()) {
        const broken = await verifyDevice(ports, dev, signal);
        if (broken !== null) return broken;
      }
      return null;
    },
  };
}

function record({ clock, store, enrolment }: OpLogPorts, entry: Parameters<OpRecorder['record']>[0]): Op {
  const enrolled = enrolment();
  if (enrolled === null) throw failed('not-enrolled', {});
  const atMs = clock.now();
  const fresh = {
    opId: entry.opId ?? uuidv7({ msecs: atMs }),
    kind: entry.kind,
    v: 1,
    site: enrolled.site,
    region: enrolled.region,
    agg: plainText(entry.agg, AGG_LIMIT_CHARS),
    dev: enrolled.device.id,
    actor: enrolled.engineer,
    at: new Date(atMs).toISOString(),
    salt: randomBytes(16).toString('hex'),
    body: plainBody(entry.body),
  } as const;
  // The caller may ask again after a crash between commit and answer: the first op is the answer.
  const known = entry.opId === undefined ? null : store.find(entry.opId);
  if (known !== null) return known;
  // Nothing can come between the head and its successor: one thread, one writer, no await.
  const op = chainOp(fresh, store.head(fresh.dev) ?? emptyChain, sha256);
  assertSendable(op);
  store.append(op);
  return op;
}

/** An op that the console's schema refuses would block the outbox for ever, so it never enters the log. */
function assertSendable(op: Op): void {
  opSchema.parse(op);
  const sizeBytes = Buffer.byteLength(JSON.stringify(op));
  if (sizeBytes > OP_LIMIT_BYTES) throw new Error(`op ${op.kind} has ${sizeBytes} bytes`);
}

async function verifyDevice(
  { clock, store }: OpLogPorts,
  dev: string,
  signal: AbortSignal,
): Promise<{ readonly devSeq: number } | null> {
  let head: ChainHead = emptyChain;
  for (;;) {
    const rows = store.chain(dev, head.devSeq, VERIFY_SLICE);
    for (const { devSeq, op } of rows) {
      if (devSeq !== head.devSeq + 1) return { devSeq: head.devSeq + 1 };
      if (op === null || chainFault(op, head, sha256) !== null) return { devSeq };
      head = op;
    }
    if (rows.length < VERIFY_SLICE) return null;
    await clock.wait(0, signal);
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** HTTPS to the console of the enrolment: pinned, capped, timed, and every error told as a `ConsoleProblem`. */
import type { IncomingMessage } from 'node:http';
import { Agent } from 'node:https';
import type { Enrolment } from '../../../shared/domain/sites/pack.ts';
import type { ConsoleProblem, ConsoleReply } from '../../../shared/domain/sync/console-problem.ts';
import { failed } from '../../../shared/failure/failure.ts';
import { problemOfError, problemOfStatus } from './console-problems.ts';
import { type Exchange, exchange, isPart } from './exchange.ts';
import { connectPinned } from './pinned-connection.ts';

/** Refusals are a few hundred bytes; a page of a proxy may be more and is not read to its end. */
const REFUSAL_LIMIT_BYTES = 64 * 1024;

/** An answer with a good status whose body is still to be read. */
export interface Opened {
  readonly contentLength: number | null;
  /** Throws what Node throws when the line breaks. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Gives up the rest. */
  drop(): void;
}

export interface ConsoleHttp {
  /** Where the console is and who this laptop is to it. Throws `not-enrolled`. */
  enrolment(): Enrolment;
  /** Throws only the signal's reason and `not-enrolled`. */
  open(asked: Exchange): Promise<ConsoleReply<Opened>>;
  /** The whole body; more than `limitBytes` is a wrong answer. Throws only the signal's reason. */
  read(asked: Exchange, limitBytes: number): Promise<ConsoleReply<Buffer>>;
  reset(): void;
}

export interface ConsoleTimeouts {
  readonly connectMs: number;
  /** Without a byte either way for so long, a call is over. */
  readonly idleMs: number;
}
const timeouts: ConsoleTimeouts = { connectMs: 5000, idleMs: 30_000 };

/** Speaks with the console that the enrolment names at the time of each call. */
export function createConsoleHttp(
  enrolment: () => Enrolment | null,
  { connectMs, idleMs }: ConsoleTimeouts = timeouts,
): ConsoleHttp {
  let kept: { readonly agent: Agent; readonly enrolled: Enrolment } | null = null;
  const enrolled = (): Enrolment => {
    const found = enrolment();
    if (found === null) throw failed('not-enrolled', {});
    return found;
  };
  const reset = (): void => {
    kept?.agent.destroy();
    kept = null;
  };
  const agentOf = (current: Enrolment): Agent => {
    if (kept?.enrolled === current) return kept.agent;
    reset();
    kept = { agent: pinnedAgent(current, connectMs), enrolled: current };
    return kept.agent;
  };
  const open = async (asked: Exchange): Promise<ConsoleReply<Opened>> => {
    const current = enrolled();
    try {
      const wire = { agent: agentOf(current), enrolment: current, idleTimeoutMs: idleMs };
      const answer = await exchange(wire, asked);
      asked.onProgress();
      const problem = await problemOfAnswer(answer, asked);
      if (problem === null) return { ok: true, value: opened(answer, asked) };
      answer.destroy();
      return { ok: false, problem };
    } catch (error) {
      asked.signal.throwIfAborted();
      return { ok: false, problem: problemOfError(error) };
    }
  };
  return {
    enrolment: enrolled,
    open,
    read: async (asked, limitBytes) => {
      const reply = await open(asked);
      return reply.ok ? readWhole(reply.value, limitBytes, asked.signal) : reply;
    },
    reset,
  };
}

function pinnedAgent({ consoleUrl, consoleCa }: Enrolment, connectMs: number): Agent {
  const { hostname, port } = new URL(consoleUrl);
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { host, port: Number(port || '443'), ca: consoleCa, timeoutMs: connectMs };
  const agent = new Agent({ keepAlive: true, maxSockets: 4 });
  return Object.assign(agent, {
    createConnection: (_options: unknown, give: (error: Error | null, socket?: unknown) => void): void => {
      connectPinned(target).then(
        (socket) => give(null, socket),
        (error: Error) => give(error),
      );
    },
  });
}

async function problemOfAnswer(answer: IncomingMessage, asked: Exchange): Promise<ConsoleProblem | null> {
  const status = answer.statusCode ?? 0;
  if (status === 206 && isPart(asked)) {
    const starts = answer.headers['content-range']?.startsWith(`bytes ${asked.fromByte}-`) === true;
    return starts ? null : { kind: 'answer-wrong', detail: 'another range' };
  }
  if (status === 200) return isPart(asked) ? { kind: 'answer-wrong', detail: 'no range' } : null;
  return problemOfStatus(answer, await start(answer), Date.now());
}

/** The beginning of a refusal's body. */
async function start(answer: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let sizeBytes = 0;
  for await (const part of answer as AsyncIterable<Buffer>) {
    parts.push(part);
    sizeBytes += part.length;
    if (sizeBytes > REFUSAL_LIMIT_BYTES) break;
  }
  return Buffer.concat(parts).toString('utf8');
}

function opened(answer: IncomingMessage, { onProgress }: Exchange): Opened {
  const length = answer.headers['content-length'];
  return {
    contentLength: length === undefined ? null : Number(length),
    chunks: noting(answer as AsyncIterable<Uint8Array>, onProgress),
    drop: () => void answer.destroy(),
  };
}

async function* noting(chunks: AsyncIterable<Uint8Array>, note: () => void): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    note();
    yield chunk;
  }
}

async function readWhole(
  { chunks, contentLength, drop }: Opened,
  limitBytes: number,
  signal: AbortSignal,
): Promise<ConsoleReply<Buffer>> {
  const tooLarge = { ok: false, problem: { kind: 'answer-wrong', detail: 'too large' } } as const;
  if (contentLength !== null && contentLength > limitBytes) {
    drop();
    return tooLarge;
  }
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    for await (const chunk of chunks) {
      sizeBytes += chunk.length;
      // Leaving the loop closes the answer.
      if (sizeBytes > limitBytes) return tooLarge;
      parts.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    return { ok: false, problem: problemOfError(error) };
  }
  return { ok: true, value: Buffer.concat(parts) };
}

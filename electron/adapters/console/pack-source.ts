import { type HelloAnswer, helloAnswerSchema } from '../../../shared/console/console-contract.ts';
import {
  type ConsoleProblem,
  type ConsoleReply,
  failureOfProblem,
} from '../../../shared/domain/sync/console-problem.ts';
import { FailureError, failed } from '../../../shared/failure/failure.ts';
import type { PackSource } from '../../sites/sites-ports.ts';
import type { ConsoleHttp, Opened } from './console-http.ts';
import { post } from './console-line.ts';
import { problemOfError } from './console-problems.ts';

const SIGNATURE_LIMIT_BYTES = 8 * 1024;

/** Packs and images over HTTPS. What goes wrong is thrown as the failure that a person is told. */
export function createPackSource(http: ConsoleHttp, appVersion: string): PackSource {
  const get = (path: string, signal: AbortSignal) =>
    ({ method: 'GET', path, signal, onProgress: () => {} }) as const;
  const packPath = (site: string): string => `/v1/sites/${encodeURIComponent(site)}/pack`;
  return {
    hello: async (signal) => hello(http, appVersion, signal),
    pack: async (site, limitBytes, signal) => {
      const reply = await http.open(get(packPath(site), signal));
      if (!reply.ok && isStatus(reply.problem, 404)) throw failed('pack-not-published', { site });
      return readPack(must(http, reply), limitBytes, { http, signal });
    },
    signature: async (site, signal) => {
      const reply = await http.read(get(`${packPath(site)}.minisig`, signal), SIGNATURE_LIMIT_BYTES);
      return must(http, reply).toString('utf8');
    },
    image: async (digest, fromByte, signal) => {
      const path = `/v1/images/${encodeURIComponent(digest)}`;
      const { chunks } = must(http, await http.open({ ...get(path, signal), fromByte }));
      return telling(chunks, { http, signal });
    },
  };
}

interface Call {
  readonly http: ConsoleHttp;
  readonly signal: AbortSignal;
}

async function hello(http: ConsoleHttp, appVersion: string, signal: AbortSignal): Promise<HelloAnswer> {
  const body = { device: http.enrolment().device.id, appVersion, protocol: { min: 1, max: 1 } };
  const options = { signal, onProgress: () => {} };
  return must(http, await post('/v1/hello', body, { http, options }, helloAnswerSchema));
}

async function readPack(
  { contentLength, chunks, drop }: Opened,
  limitBytes: number,
  call: Call,
): Promise<Uint8Array> {
  if (contentLength !== null && contentLength > limitBytes) {
    drop();
    throw failed('pack-too-large', { sizeBytes: contentLength, limitBytes });
  }
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of telling(chunks, call)) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw failed('pack-too-large', { sizeBytes, limitBytes });
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

/** A line that breaks in the middle is told like one that was never there. */
async function* telling(
  chunks: AsyncIterable<Uint8Array>,
  { http, signal }: Call,
): AsyncIterable<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    signal.throwIfAborted();
    throw asFailure(http, problemOfError(error), error);
  }
}

function must<T>(http: ConsoleHttp, reply: ConsoleReply<T>): T {
  if (reply.ok) return reply.value;
  throw asFailure(http, reply.problem);
}

function asFailure(http: ConsoleHttp, problem: ConsoleProblem, cause?: unknown): FailureError {
  return new FailureError(failureOfProblem(problem, http.enrolment().consoleUrl), { cause });
}

function isStatus(problem: ConsoleProblem, status: number): boolean {
  return problem.kind === 'status' && problem.status === status;
}

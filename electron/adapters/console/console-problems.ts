import type { IncomingMessage } from 'node:http';
import { errorAnswerSchema } from '../../../shared/console/console-contract.ts';
import type { ConsoleProblem } from '../../../shared/domain/sync/console-problem.ts';

/** A console may ask for patience, not for ever. */
const RETRY_AFTER_LIMIT_MS = 60 * 60 * 1000;

/**
 * What Node says when something that is not the console stands at the other end: certificates of others, names that
 * differ, plain HTTP where TLS should be.
 */
const OTHER_PEER = /CERT|ALTNAME|SELF_SIGNED|UNABLE_TO_|EPROTO|ERR_SSL|ERR_TLS|^HPE_/;

/** An error of the socket, TLS or the parser as a problem. Its code goes along, never its message. */
export function problemOfError(error: unknown): ConsoleProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  return { kind: OTHER_PEER.test(code) ? 'answer-wrong' : 'network', detail: code };
}

/**
 * What a status says. Where a proxy in front of the console may answer in its place (too large, too busy), the
 * status alone counts; any other refusal must be in the console's own words.
 */
export function problemOfStatus(answer: IncomingMessage, body: string, atMs: number): ConsoleProblem {
  const status = answer.statusCode ?? 0;
  const said = errorAnswerSchema.safeParse(tryJson(body));
  if (!said.success && status !== 413 && status !== 429 && status < 500) {
    return { kind: 'answer-wrong', detail: `status ${status}` };
  }
  return {
    kind: 'status',
    status,
    code: said.success ? said.data.code : 'none',
    retryAfterMs: retryAfterMs(answer.headers['retry-after'], atMs),
  };
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3); null when it is neither. */
export function retryAfterMs(header: string | undefined, atMs: number): number | null {
  if (header === undefined) return null;
  const delayMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - atMs;
  return Number.isNaN(delayMs) ? null : Math.min(Math.max(0, delayMs), RETRY_AFTER_LIMIT_MS);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of a proxy: judged by its status.
    return null;
  }
}

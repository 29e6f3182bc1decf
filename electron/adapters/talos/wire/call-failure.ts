import { Code, ConnectError } from '@connectrpc/connect';
import { FailureError, failed } from '../../../../shared/failure/failure.ts';
import { cleanLine } from './clean-text.ts';
import { causes, certificateAlert, connectFailure, errorCode } from './connect-failure.ts';
import { ANSWER_LIMIT_BYTES, SENTENCE_LIMIT } from './limits.ts';

/** A call that went wrong: what it threw, and how its connection died if it did. */
export interface FailedCall {
  readonly error: unknown;
  readonly fault: unknown;
  readonly address: string;
  readonly call: string;
  readonly afterMs: number;
}

/** A refusal that the node itself put into words, with its gRPC code; null when the error was made on our side. */
export function refusalOf(error: unknown): { readonly code: Code; readonly detail: string } | null {
  for (const each of causes(error)) {
    // Only a status that came over the wire has the header; Connect makes its own errors without it.
    if (!(each instanceof ConnectError) || !each.metadata.has('grpc-status')) continue;
    return { code: each.code, detail: cleanLine(each.rawMessage, SENTENCE_LIMIT) };
  }
  return null;
}

/** One of our failures for whatever a call threw. No gRPC number and no errno gets past here. */
export function callFailure({ error, fault, address, call, afterMs }: FailedCall): FailureError {
  const known = causes(error).find((each) => each instanceof FailureError);
  if (known !== undefined) return known;
  const refusal = refusalOf(error);
  if (refusal !== null) return refused(refusal, { error, fault, address, call, afterMs });
  if (certificateAlert(error) || certificateAlert(fault)) return connectFailure(fault ?? error, address);
  const own = causes(error).find((each) => each instanceof ConnectError);
  switch (own?.code) {
    case Code.DeadlineExceeded:
      return failed('node-timeout', { address, call, afterMs }, error);
    case Code.ResourceExhausted:
      return failed('node-answer-too-large', { address, limitBytes: ANSWER_LIMIT_BYTES }, error);
    case Code.Unavailable:
    case Code.Aborted:
    case Code.Canceled:
      return failed('node-unreachable', { address }, error);
    default:
      return wireFailure(error, fault, address);
  }
}

/** The connection broke, or what came over it was not gRPC. */
function wireFailure(error: unknown, fault: unknown, address: string): FailureError {
  const broken = [...causes(error), ...causes(fault)].find((each) => lostConnection.has(errorCode(each)));
  if (broken !== undefined) return failed('node-unreachable', { address }, error);
  return failed('node-not-talos', { address }, error);
}

const lostConnection = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_HTTP2_GOAWAY_SESSION',
  'ERR_HTTP2_INVALID_SESSION',
  'ERR_HTTP2_SESSION_ERROR',
  'ERR_HTTP2_STREAM_CANCEL',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

function refused(
  refusal: { readonly code: Code; readonly detail: string },
  { error, address, call, afterMs }: FailedCall,
): FailureError {
  switch (refusal.code) {
    case Code.DeadlineExceeded:
      return failed('node-timeout', { address, call, afterMs }, error);
    case Code.Unavailable:
      return failed('node-unreachable', { address }, error);
    default:
      return failed('node-refused-us', { address, detail: refusal.detail }, error);
  }
}

import { type FailureError, failed } from '../../../../shared/failure/failure.ts';
import { cleanLine } from './clean-text.ts';
import { SENTENCE_LIMIT } from './limits.ts';

/** The alerts with which a TLS server refuses a client's certificate or asks for one (RFC 8446 §6.2). */
const refusals =
  /CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|UNSUPPORTED_CERTIFICATE|ALERT_ACCESS_DENIED|TLSV1_ACCESS_DENIED/;
/** The network between us and the node, not the node. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What a socket said when it died, as one of our failures; the original goes along as cause. */
export function connectFailure(error: unknown, address: string): FailureError {
  if (certificateAlert(error)) {
    return failed('node-refused-us', { address, detail: 'it asks for a certificate that it trusts' }, error);
  }
  if (unreachable.has(errorCode(error))) return failed('node-unreachable', { address }, error);
  if (/^ERR_SSL_|^EPROTO$|^ERR_TLS_|^ERR_HTTP2_/.test(errorCode(error))) {
    return failed('node-not-talos', { address }, error);
  }
  return failed('node-unreachable', { address }, error);
}

/** Whether an error, or one of its causes, is a TLS alert about our certificate. */
export function certificateAlert(error: unknown): boolean {
  return causes(error).some((each) => refusals.test(errorCode(each)) || refusals.test(opensslReason(each)));
}

/** The error and everything behind it, outermost first; at most ten, since a cause may name its ancestor. */
export function causes(error: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  let current = error;
  while (current !== undefined && current !== null && chain.length < 10 && !chain.includes(current)) {
    chain.push(current);
    current = typeof current === 'object' && 'cause' in current ? current.cause : undefined;
  }
  return chain;
}

/** Node's or the system's short code of an error, or the empty string. */
export function errorCode(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}

/** BoringSSL does not always make a code of its reason; the message holds it in either spelling. */
function opensslReason(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return cleanLine(error.message, SENTENCE_LIMIT).toUpperCase().replaceAll(' ', '_');
}

import type { Facts, Severity } from '../../shared/domain/checks/check.ts';
import { interceptionVendor } from '../../shared/domain/checks/interception-vendor.ts';
import type { Endpoint } from '../../shared/domain/sites/pack.ts';
import type { TlsAnswer } from './checks-ports.ts';

/** One endpoint and what answered in its place. */
export interface Looked {
  readonly endpoint: Endpoint;
  readonly answer: TlsAnswer;
}
export type HandshakeVerdict =
  | 'pinned'
  | 'intercepted'
  | 'notTls'
  | Exclude<TlsAnswer['state'], 'presented' | 'not-tls'>;

/** Gravest first. A handshake that starts and never ends is how a size limit on the path shows (A4). */
const GRAVITY: readonly (readonly [HandshakeVerdict, Severity])[] = [
  ['intercepted', 'blocks'],
  ['notTls', 'blocks'],
  ['reset', 'blocks'],
  ['silent', 'blocks'],
  ['refused', 'degrades'],
  ['unreachable', 'degrades'],
];

/** `pinned` when the key is the one in the pack; anything presented besides was made by somebody in between. */
export function judgeHandshake({ endpoint, answer }: Looked): HandshakeVerdict {
  if (answer.state === 'not-tls') return 'notTls';
  if (answer.state !== 'presented') return answer.state;
  return answer.spkiSha256 === endpoint.spkiSha256 ? 'pinned' : 'intercepted';
}

/** The gravest verdict with the endpoints it met and who issued what was presented; null when all are pinned. */
export function worstHandshake(
  looked: readonly Looked[],
): { readonly severity: Severity; readonly facts: Facts & { readonly kind: string } } | null {
  const worst = GRAVITY.find(([kind]) => looked.some((one) => judgeHandshake(one) === kind));
  if (worst === undefined) return null;
  const [kind, severity] = worst;
  const hit = looked.filter((one) => judgeHandshake(one) === kind);
  const presented = hit.map(({ answer }) => answer).find((answer) => answer.state === 'presented');
  const facts = {
    kind,
    endpoints: hit.map(({ endpoint }) => `${endpoint.name} (${endpoint.host})`).join(', '),
    issuer: presented?.issuer ?? null,
    vendor: presented === undefined ? null : interceptionVendor(presented.issuer, presented.subject),
  };
  return { severity, facts };
}

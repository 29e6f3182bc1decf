import { judgePack, type PackContext } from '../../shared/domain/sites/judge-pack.ts';
import { type Enrolment, PACK_LIMIT_BYTES, type Pack, packSchema } from '../../shared/domain/sites/pack.ts';
import { FailureError, failed } from '../../shared/failure/failure.ts';
import { readMinisignKey, verifyMinisign } from '../security/minisign.ts';

/** A pack that passed, with the exact text that was signed. */
export interface VerifiedPack {
  readonly pack: Pack;
  readonly document: string;
}

/**
 * Verifies a pack from whatever source: size, signature, form, region, site, time, version, in this order, so
 * that nothing of an unsigned pack is parsed. Throws one of the `pack-*` failures.
 */
export function verifyPack(
  { bytes, signature }: { readonly bytes: Uint8Array; readonly signature: string },
  context: Omit<PackContext, 'enrolment'> & { readonly enrolment: Enrolment },
): VerifiedPack {
  if (bytes.length > PACK_LIMIT_BYTES) {
    throw failed('pack-too-large', { sizeBytes: bytes.length, limitBytes: PACK_LIMIT_BYTES });
  }
  assertSigned(bytes, signature, context.enrolment.packKey);
  const verified = parsePack(bytes);
  const failure = judgePack(verified.pack, context);
  if (failure !== null) throw new FailureError(failure);
  return verified;
}

/** Throws `pack-signature-wrong` unless the enrolled region's key signed exactly these bytes. */
export function assertSigned(bytes: Uint8Array, signature: string, packKey: string): void {
  const key = readMinisignKey(packKey);
  if (key === null) throw new Error('the enrolled pack key was not checked at enrolment');
  const verdict = verifyMinisign(bytes, signature, key);
  if (!verdict.ok) {
    throw failed('pack-signature-wrong', { keyId: verdict.keyId, expectedKeyId: key.keyId });
  }
}

function parsePack(bytes: Uint8Array): VerifiedPack {
  const document = decodeUtf8(bytes);
  const parsed = packSchema.safeParse(parseJson(document));
  if (!parsed.success) throw failed('pack-unreadable', { detail: firstIssue(parsed.error) }, parsed.error);
  return { pack: parsed.data, document };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    // A byte order mark stays in the text and is then no JSON: the text must give back the signed bytes.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw failed('pack-unreadable', { detail: 'not UTF-8' }, error);
  }
}

function parseJson(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    // The parser quotes the document, which holds secrets, in its message: it is not even kept as a cause.
    throw failed('pack-unreadable', { detail: 'not JSON' });
  }
}

/** Where a document does not fit its schema, without any of its values. */
export function firstIssue(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[];
}): string {
  const [issue] = error.issues;
  return issue === undefined ? 'unknown' : `${issue.path.map(String).join('.') || 'document'}: ${issue.code}`;
}

import { createHmac } from 'node:crypto';

/** Stand-ins for what was removed: the same value has the same stand-in within one bundle, and in no other. */
export interface Tokens {
  tokenFor(value: string): string;
}

/** Letters and digits that cannot be mistaken for each other (Crockford's base 32). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 30 bits: among a thousand values two share a stand-in once in two thousand bundles, which harms nobody. */
const LENGTH = 6;
/** So that a repeated value is not hashed again; more values than this in one bundle are hashed each time. */
const REMEMBERED = 10_000;

/** Begins every stand-in; no rule may look inside one. */
export const TOKEN_OPEN = '⟦';

/**
 * Makes stand-ins such as `⟦SECRET-7K2QXW⟧`. They come from a keyed hash of the value alone, so the order in
 * which values are met does not matter, and without the key, which nobody keeps, a value cannot be tried out.
 */
export function createTokens(key: Uint8Array): Tokens {
  const known = new Map<string, string>();
  return {
    tokenFor: (value) => {
      const remembered = known.get(value);
      if (remembered !== undefined) return remembered;
      const digest = createHmac('sha256', key).update(value, 'utf8').digest();
      const suffix = Array.from(digest.subarray(0, LENGTH), (byte) => ALPHABET[byte % 32]).join('');
      const token = `${TOKEN_OPEN}${labelOf(value)}-${suffix}⟧`;
      if (known.size < REMEMBERED) known.set(value, token);
      return token;
    },
  };
}

/** What a value is, by its own look: the place where it stood must not change its stand-in. */
function labelOf(value: string): string {
  if (value.includes('PRIVATE KEY') || value.startsWith('LS0tLS1CRUdJTi')) return 'KEY';
  return value.startsWith('eyJ') ? 'JWT' : 'SECRET';
}

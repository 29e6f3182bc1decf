import { type Document, isScalar, Scalar, visit } from 'yaml';

/** What stands where a secret stood. */
export const MASK = '••••••••';

/** Fields of a machine config that hold a secret wherever they stand (reference: Talos' v1alpha1 and later documents). */
const secretFields: ReadonlySet<string> = new Set([
  'key',
  'token',
  'secret',
  'password',
  'auth',
  'identityToken',
  'bootstrapToken',
  'uniqueToken',
  'aescbcEncryptionSecret',
  'secretboxEncryptionSecret',
  'clusterSecret',
  'privateKey',
  'presharedKey',
  'passphrase',
]);
/** A field of one line of YAML or of a diff of it. */
const secretLine = new RegExp(`^([+\\- \\t]*(?:${[...secretFields].join('|')}):[ \\t]+)\\S.*$`, 'gm');
/** Shorter lines of a secret say nothing and would hide ordinary words. */
const SHORTEST_SECRET = 6;

/** Replaces every scalar under a field that holds a secret, in place. */
export function maskSecrets(document: Document): void {
  visit(document, {
    Pair(_key, { key, value }) {
      if (!isScalar(key) || !secretFields.has(String(key.value)) || !isScalar(value)) return;
      if (value.value === null || value.value === '') return;
      value.value = MASK;
      value.type = Scalar.PLAIN;
      delete value.source;
    },
  });
}

/** A text such as a node's diff without the given secrets and without the values of fields that hold one. */
export function maskText(text: string, secrets: readonly string[]): string {
  const lines = secrets
    .flatMap((secret) => secret.split('\n'))
    .map((line) => line.trim())
    .filter((line) => line.length >= SHORTEST_SECRET)
    // Longest first, so that one secret that is part of another leaves no rest.
    .sort((one, other) => other.length - one.length);
  const cleaned = lines.reduce((current, line) => current.replaceAll(line, MASK), text);
  return cleaned.replaceAll(secretLine, `$1${MASK}`);
}

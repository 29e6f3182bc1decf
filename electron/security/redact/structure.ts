/**
 * Removal by structure: a parsed document is walked, and what stands at a secret's place is removed whatever it
 * looks like. Strings everywhere else go through the rules for text.
 */
import { isFhir, type Json, maskFhir } from './fhir.ts';
import { isSensitiveName } from './sensitive-names.ts';
import { TOKEN_OPEN } from './tokens.ts';

/** What the walk needs of the redactor around it. */
export interface StructureTools {
  /** The stand-in for a value; counts it. */
  remove(secret: string, kind: string): string;
  /** The text without secrets, embedded documents included. */
  cleanText(text: string): string;
  count(kind: string): void;
}

/** Nothing we collect nests deeper; a document that does is not walked but cut there. */
const DEPTH_LIMIT = 100;
const CUT = '⟦CUT-DEPTH⟧';
/** Holds a whole earlier version of an object, secrets included. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Names of a certificate that stands beside its key. */
const CERTIFICATE_NAMES = ['crt', 'cert', 'certificate', 'ca', 'tls.crt'];

/** A copy of the value without secrets. Bytes and dates become text; everything else keeps its type. */
export function cleanStructure(value: unknown, tools: StructureTools, depth = 0): Json {
  if (depth > DEPTH_LIMIT) return CUT;
  if (typeof value === 'string') return tools.cleanText(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return tools.cleanText(Buffer.from(value).toString('base64'));
  if (Array.isArray(value)) return value.map((entry) => cleanStructure(entry, tools, depth + 1));
  if (typeof value !== 'object' || value === null) return isPlain(value) ? value : null;
  const cleaned = cleanMembers(value, tools, depth);
  if (!isFhir(value)) return cleaned;
  const masked = maskFhir(cleaned);
  if (JSON.stringify(masked) !== JSON.stringify(cleaned)) tools.count('fhir-resources');
  return masked;
}

const isPlain = (value: unknown): value is null | boolean | number =>
  value === null || typeof value === 'boolean' || typeof value === 'number';

function cleanMembers(value: object, tools: StructureTools, depth: number): Json {
  const members = Object.entries(value);
  const isSecretObject = 'kind' in value && value.kind === 'Secret';
  const names = new Set(members.map(([name]) => name));
  return Object.fromEntries(
    members.map(([name, member]) => {
      const isSecret =
        isSensitiveName(name) ||
        name === LAST_APPLIED ||
        (isSecretObject && (name === 'data' || name === 'stringData')) ||
        isKeyBeside(name, names) ||
        isIdBesideSecret(name, names);
      const cleaned = isSecret
        ? dropLeaves(member, tools, depth + 1)
        : cleanStructure(member, tools, depth + 1);
      return [tools.cleanText(name), cleaned];
    }),
  );
}

/** `key` means many things; beside a certificate it is the private one. The certificate of a client goes with it. */
function isKeyBeside(name: string, names: ReadonlySet<string>): boolean {
  if (name === 'key' || name === 'tls.key')
    return CERTIFICATE_NAMES.some((certificate) => names.has(certificate));
  // A talosconfig context and a kubeconfig user: who holds the certificate and its key is that administrator.
  return name === 'crt' && names.has('key') && names.has('endpoints');
}

/** Id and secret of a cluster together admit to its discovery service. */
function isIdBesideSecret(name: string, names: ReadonlySet<string>): boolean {
  return (name === 'id' && names.has('secret')) || (name === 'clusterID' && names.has('clusterSecret'));
}

/** Every text and number below this place is removed; its shape stays, so that one sees what was there. */
function dropLeaves(value: unknown, tools: StructureTools, depth: number): Json {
  if (depth > DEPTH_LIMIT) return CUT;
  if (typeof value === 'string') return isNothing(value) ? value : tools.remove(value, 'secret-fields');
  if (typeof value === 'number' || typeof value === 'bigint')
    return tools.remove(String(value), 'secret-fields');
  if (Array.isArray(value)) return value.map((entry) => dropLeaves(entry, tools, depth + 1));
  if (value instanceof Uint8Array)
    return tools.remove(Buffer.from(value).toString('base64'), 'secret-fields');
  if (typeof value !== 'object' || value === null) return isPlain(value) ? value : null;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      tools.cleanText(name),
      dropLeaves(member, tools, depth + 1),
    ]),
  );
}

const isNothing = (text: string): boolean => text === '' || text.startsWith(TOKEN_OPEN);

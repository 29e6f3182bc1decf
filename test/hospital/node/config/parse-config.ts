import { parseAllDocuments, stringify } from 'yaml';
import { CLUSTER_KEYS } from '../config-keys/cluster-keys.ts';
import { DOCUMENT_KINDS, LINK_KINDS } from '../config-keys/document-kinds.ts';
import { type KeyShape, keys, unknownPart } from '../config-keys/key-shapes.ts';
import { MACHINE_KEYS } from '../config-keys/machine-keys.ts';
import { isPlain, type Plain, textAt } from './dig.ts';

/** Why a configuration is refused, in the node's words: the message of an InvalidArgument. */
export class ConfigRefused extends Error {}

export interface ConfigDocument {
  readonly kind: string;
  readonly name: string;
  readonly body: Plain;
}

/** A configuration whose every document is of a known kind and has known keys only. */
export interface MachineConfig {
  readonly text: string;
  /** The main document; a configuration without one is partial. */
  readonly main: Plain | null;
  readonly documents: readonly ConfigDocument[];
}

const MAIN_KEYS = keys('version debug persist', { machine: MACHINE_KEYS, cluster: CLUSTER_KEYS });
/** Any of these makes a document without a kind the main one. */
const MAIN_MARKS = ['machine', 'cluster', 'debug', 'persist'];

/** Reads the YAML stream as Talos 1.`minor` does; throws ConfigRefused. */
export function parseMachineConfig(bytes: Uint8Array, minor: number): MachineConfig {
  const text = Buffer.from(bytes).toString('utf8');
  let main: Plain | null = null;
  const documents: ConfigDocument[] = [];
  const seen = new Set<string>();
  for (const { body, line } of readDocuments(text)) {
    const kind = textAt(body, 'kind');
    const name = textAt(body, 'name');
    const id = `${textAt(body, 'apiVersion')}/${kind || 'v1alpha1'}/${name}`;
    if (seen.has(id)) throw new ConfigRefused(`duplicate document ${id} is not allowed (line ${line})`);
    seen.add(id);
    refuseUnknown(body, shapeOf(body, minor), `${id} (line ${line})`);
    if (kind === '') main = body;
    else documents.push({ kind, name, body });
  }
  refuseSharedLinks(documents);
  return { text, main, documents };
}

function readDocuments(text: string): { body: Plain; line: number }[] {
  const parsed = parseAllDocuments(text, { uniqueKeys: true, prettyErrors: true });
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((document) => {
    const [problem] = document.errors;
    if (problem) throw new ConfigRefused(`decode error: yaml: ${problem.message.split('\n')[0]}`);
    const line = text.slice(0, document.range[0]).split('\n').length;
    const body = plainBody(document, line);
    return body === null ? [] : [{ body, line }];
  });
}

function plainBody(
  document: { toJS(options: { maxAliasCount: number }): unknown },
  line: number,
): Plain | null {
  let body: unknown;
  try {
    // More aliases than this is an alias bomb, which the library reports by throwing.
    body = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new ConfigRefused(`decode error: yaml: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (body === null || body === undefined) return null;
  if (!isPlain(body)) throw new ConfigRefused(`expected a YAML document at line ${line}`);
  return body;
}

function shapeOf(body: Plain, minor: number): KeyShape {
  const kind = textAt(body, 'kind');
  const isMain = kind === '' && (MAIN_MARKS.some((key) => key in body) || body.version === 'v1alpha1');
  const where = `${textAt(body, 'apiVersion')}/${kind || 'v1alpha1'}/${textAt(body, 'name')}`;
  if (isMain) return MAIN_KEYS;
  if (kind === '') throw new ConfigRefused(`error decoding document ${where}: missing kind`);
  const version = textAt(body, 'apiVersion');
  if (version === '') throw new ConfigRefused(`error decoding document ${where}: missing apiVersion`);
  const known = Object.hasOwn(DOCUMENT_KINDS, kind) ? DOCUMENT_KINDS[kind] : undefined;
  if (!known || known.sinceMinor > minor || version !== 'v1alpha1') {
    throw new ConfigRefused(`error decoding document ${where}: "${kind}" "${version}": not registered`);
  }
  return known.keys;
}

function refuseUnknown(body: Plain, shape: KeyShape, where: string): void {
  const unknown = unknownPart(body, shape);
  if (unknown === undefined) return;
  throw new ConfigRefused(
    `error decoding document ${where}: unknown keys found during decoding:\n${stringify(unknown, { indent: 4 })}`,
  );
}

function refuseSharedLinks(documents: readonly ConfigDocument[]): void {
  const owners = new Map<string, string>();
  for (const { kind, name } of documents) {
    if (!LINK_KINDS.has(kind)) continue;
    const owner = owners.get(name);
    if (owner) throw new ConfigRefused(`conflicting documents: ${owner}/${name} and ${kind}/${name}`);
    owners.set(name, kind);
  }
}

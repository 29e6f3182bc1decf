/**
 * Takes secrets and patients out of what leaves the building. Documents are read and cleaned by structure first,
 * then text by rules; everything is linear in its input, so a hostile log line costs no more than a long one.
 * `createRedactor` is the one function you want. What was cleaned stays as it is when it is cleaned again.
 */
import { stringify } from 'yaml';
import { maskClinical } from './clinical-lines.ts';
import { cleanDocuments, parseJson, parseYaml } from './documents.ts';
import { removeBase64, removePercentCodes } from './encoded.ts';
import { removeKeyBlocks } from './key-blocks.ts';
import { createKnownValues, type KnownValues } from './known-values.ts';
import { removeNamedValues } from './named-values.ts';
import { cleanStructure } from './structure.ts';
import { applyRules, personRules, secretRules } from './text-rules.ts';
import { createTokens, TOKEN_OPEN, type Tokens } from './tokens.ts';

/** Changes whenever a rule does, and stands in every manifest. */
export const REDACTION_RULES = 'rounds-redact/1';

export type TextFormat = 'text' | 'json' | 'json-lines' | 'yaml';
export interface Redacted {
  readonly text: string;
  /** How many values of each kind were removed. */
  readonly removed: Readonly<Record<string, number>>;
}
export interface Redactor {
  /** The text without secrets. A document that does not parse is cleaned as text. */
  redact(text: string, format: TextFormat): Redacted;
  /** A value as a document without secrets. */
  redactValue(value: unknown, format: 'json' | 'yaml'): Redacted;
  /** Kinds of secrets that are still in a text that was cleaned before; empty when it is clean. */
  leaksIn(text: string, format: TextFormat): readonly string[];
}

/** A longer line is cut and marked: nobody reads it, and it would cost every rule its length. */
const LINE_LIMIT = 64 * 1024;
/** From the cut backwards so much is given up in search of a place that does not split a value. */
const CUT_MARGIN = 4096;
/** Documents in strings in documents, and codes in codes: deeper is not looked. */
const DEPTH_LIMIT = 4;
/** Nothing shorter can be removed: the shortest is an address such as a@b.cc or a value such as pwd=x. */
const SHORTEST = 5;

/** `key` makes the stand-ins of one bundle and is kept by nobody; `known` are secrets to be found anywhere. */
export function createRedactor(options: {
  readonly key: Uint8Array;
  readonly known: readonly string[];
}): Redactor {
  const shared = { tokens: createTokens(options.key), known: createKnownValues(options.known) };
  const redact = (text: string, format: TextFormat): Redacted => {
    const pass = createPass(shared);
    return { text: pass.clean(text, format), removed: pass.removed };
  };
  return {
    redact,
    redactValue: (value, format) => {
      const pass = createPass(shared);
      return { text: write(pass.cleanValue(value, 0), format), removed: pass.removed };
    },
    leaksIn: (text, format) => {
      const kinds = new Set(Object.keys(redact(text, format).removed));
      // A document is cleaned string by string; a known secret may also run across them.
      if (shared.known.find(text).length > 0) kinds.add('known-values');
      return [...kinds].sort();
    },
  };
}

interface Shared {
  readonly tokens: Tokens;
  readonly known: KnownValues;
}
interface Pass {
  readonly removed: Record<string, number>;
  clean(text: string, format: TextFormat): string;
  cleanValue(value: unknown, depth: number): unknown;
}

function createPass({ tokens, known }: Shared): Pass {
  const removed: Record<string, number> = {};
  const count = (kind: string): void => {
    removed[kind] = (removed[kind] ?? 0) + 1;
  };
  const remove = (secret: string, kind: string): string => {
    count(kind);
    return tokens.tokenFor(canonical(secret, known));
  };
  const cleanText = (text: string, depth: number): string => {
    if (text.length < SHORTEST) return text;
    const encoded = {
      remove,
      hasSecret: (inner: string) => depth < DEPTH_LIMIT && holdsSecret(inner, { tokens, known }, depth + 1),
    };
    const capped = capLines(text, count);
    // Whole encodings first: a known secret taken out of the middle of one would leave the rest unreadable for us.
    const decoded = removeBase64(removeKeyBlocks(capped, remove), encoded);
    const lines = removeKnown(decoded, known, remove).split('\n');
    const cleaned = depth < DEPTH_LIMIT ? cleanDocuments(lines, toolsAt(depth + 1)) : lines;
    const masked = cleaned.map((line) => maskClinical(line, count)).join('\n');
    const ruled = applyRules(removeNamedValues(masked, remove), secretRules, remove);
    return removePercentCodes(applyRules(ruled, personRules, remove), encoded);
  };
  const cleanValue = (value: unknown, depth: number): unknown =>
    cleanStructure(value, { remove, count, cleanText: (text) => cleanText(text, depth) });
  const toolsAt = (depth: number) => ({
    cleanValue: (value: unknown) => cleanValue(value, depth),
    cleanText: (text: string) => cleanText(text, depth),
    yamlText: writeYaml,
  });
  const clean = (text: string, format: TextFormat): string => {
    if (format === 'json-lines') return cleanJsonLines(text);
    if (format === 'text') return cleanText(text, 0);
    const values = format === 'yaml' ? parseYaml(text) : asList(parseJson(text));
    if (values === null) return cleanText(text, 0);
    const cleaned = values.map((value) => cleanValue(value, 1));
    return format === 'yaml' ? writeYaml(cleaned) : write(cleaned[0], 'json');
  };
  const cleanJsonLines = (text: string): string => {
    const done: string[] = [];
    // Lines that are no JSON stay together: what they hold may run over several of them.
    let others: string[] = [];
    const flush = (): void => {
      if (others.length > 0) done.push(cleanText(others.join('\n'), 0));
      others = [];
    };
    for (const line of text.split('\n')) {
      const value = parseJson(line);
      if (typeof value !== 'object' || value === null) others.push(line);
      else {
        flush();
        done.push(JSON.stringify(cleanValue(value, 1)));
      }
    }
    flush();
    return done.join('\n');
  };
  return { removed, clean, cleanValue: (value, depth) => cleanValue(value, depth + 1) };
}

function holdsSecret(text: string, shared: Shared, depth: number): boolean {
  const pass = createPass(shared);
  pass.cleanValue(text, depth);
  return Object.keys(pass.removed).length > 0;
}

const asList = (value: unknown): readonly unknown[] | null => (value === undefined ? null : [value]);

function write(value: unknown, format: 'json' | 'yaml'): string {
  return format === 'json' ? `${JSON.stringify(value, null, 2)}\n` : writeYaml([value]);
}

function writeYaml(values: readonly unknown[]): string {
  // Without a line width, so that a value is never folded; without aliases, so that every place shows its own.
  return values
    .map((value) => stringify(value, { lineWidth: 0, aliasDuplicateObjects: false }))
    .join('---\n');
}

/** A known secret has one stand-in, in whatever encoding it was met. */
function canonical(secret: string, known: KnownValues): string {
  const [only, ...others] = known.find(secret);
  const isWhole = only !== undefined && others.length === 0 && only.end - only.start >= secret.length * 0.8;
  return isWhole ? only.value : secret;
}

function removeKnown(
  text: string,
  known: KnownValues,
  remove: (secret: string, kind: string) => string,
): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end, value } of known.find(text)) {
    parts.push(text.slice(done, start), remove(value, 'known-values'));
    done = end;
  }
  return parts.length === 0 ? text : [...parts, text.slice(done)].join('');
}

function capLines(text: string, count: (kind: string) => void): string {
  if (text.length <= LINE_LIMIT) return text;
  const lines = text.split('\n');
  if (lines.every((line) => line.length <= LINE_LIMIT)) return text;
  return lines.map((line) => (line.length <= LINE_LIMIT ? line : cutLine(line, count))).join('\n');
}

function cutLine(line: string, count: (kind: string) => void): string {
  count('long-lines');
  const limit = LINE_LIMIT - 64;
  // A value that the cut would split is given up whole: half a secret is still one.
  let end = limit;
  while (end > limit - CUT_MARGIN && !/[\s,;]/.test(line[end - 1] ?? '')) end -= 1;
  return `${line.slice(0, end)}… ${TOKEN_OPEN}CUT ${line.length - end} characters⟧`;
}

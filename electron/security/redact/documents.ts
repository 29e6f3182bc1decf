/** Documents inside free text: JSON and YAML that a program printed into its log, over one line or many. */
import { parseAllDocuments } from 'yaml';

/** A document printed into a log is not longer than this; what is, is treated as lines. */
const BLOCK_LIMIT_LINES = 2000;
/** Names that make it worth the while to read JSON in the middle of a line. */
const TELLING = /\\{0,8}"(?:kind|resourceType|stringData|data|auths|contexts|users)\\{0,8}"\s{0,4}:/;
/** The beginning of a YAML document that Kubernetes or Talos would write. */
const YAML_START =
  /^(\s{0,40})(?:apiVersion|kind|machine|cluster|version|contexts|context|auths|users|stringData|data):(?:\s|$)/;

export interface DocumentTools {
  /** The parsed value without secrets. */
  cleanValue(value: unknown): unknown;
  cleanText(text: string): string;
  yamlText(values: readonly unknown[]): string;
}

/** The lines with every document in them read, cleaned and written again. Lines that belong to none stay as they are. */
export function cleanDocuments(lines: readonly string[], tools: DocumentTools): string[] {
  const result: string[] = [];
  const reader: Reader = { lines, budget: lines.length * LOOKS + BLOCK_LIMIT_LINES };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const block = readJsonBlock(reader, at) ?? readYamlBlock(reader, at);
    if (block === null) {
      result.push(cleanStrings(TELLING.test(line) ? cleanInlineJson(line, tools) : line, tools));
      continue;
    }
    result.push(...writeBlock(block, tools));
    at = block.end - 1;
  }
  return result;
}

/** How often a line may be looked at for documents that turn out to be none; then the rest is treated as lines. */
const LOOKS = 2;
interface Reader {
  readonly lines: readonly string[];
  budget: number;
}

interface Block {
  /** The line after the block's last one. */
  readonly end: number;
  readonly indent: string;
  readonly kind: 'json' | 'yaml';
  readonly values: readonly unknown[];
}

function writeBlock({ kind, indent, values }: Block, tools: DocumentTools): readonly string[] {
  const cleaned = values.map((value) => tools.cleanValue(value));
  const text = kind === 'json' ? JSON.stringify(cleaned[0], null, 2) : tools.yamlText(cleaned).trimEnd();
  return text.split('\n').map((line) => `${indent}${line}`);
}

/** JSON that begins on a line of its own and ends on another. */
function readJsonBlock(reader: Reader, at: number): Block | null {
  const { lines } = reader;
  const opening = /^(\s{0,40})[{[]\s*$/.exec(lines[at] ?? '');
  if (opening === null) return null;
  const indent = opening[1] ?? '';
  // A printed document closes at the depth at which it opened.
  const close = new RegExp(`^${indent}[}\\]],?\\s*$`);
  for (let end = at + 1; end < endOfLook(reader, at); end += 1) {
    reader.budget -= 1;
    if (!close.test(lines[end] ?? '')) continue;
    const text = lines
      .slice(at, end + 1)
      .join('\n')
      .replace(/,\s*$/, '');
    const value = parseJson(text);
    return value === undefined ? null : { end: end + 1, indent, kind: 'json', values: [value] };
  }
  return null;
}

function readYamlBlock(reader: Reader, at: number): Block | null {
  const { lines } = reader;
  const opening = YAML_START.exec(lines[at] ?? '');
  if (opening === null) return null;
  const indent = opening[1] ?? '';
  let end = at;
  while (end < endOfLook(reader, at) && isYamlLine(lines[end] ?? '', indent)) end += 1;
  reader.budget -= end - at;
  if (end - at < 2) return null;
  const text = lines
    .slice(at, end)
    .map((line) => line.slice(indent.length))
    .join('\n');
  const values = parseYaml(text);
  return values === null ? null : { end, indent, kind: 'yaml', values };
}

function endOfLook({ lines, budget }: Reader, at: number): number {
  return Math.min(lines.length, at + Math.min(BLOCK_LIMIT_LINES, Math.max(0, budget)));
}

/** A line that can belong to a mapping at this depth: deeper, empty, a comment, an entry, or a name. */
function isYamlLine(line: string, indent: string): boolean {
  if (line.trim() === '') return true;
  if (!line.startsWith(indent)) return false;
  const rest = line.slice(indent.length);
  return /^(?:\s|#|- |-$|["']?[\w./-]{1,120}["']?:(?:\s|$))/.test(rest);
}

/** Reads YAML documents; null when it is none, or one with more aliases than a person writes. */
export function parseYaml(text: string): readonly unknown[] | null {
  try {
    const documents = parseAllDocuments(text, { logLevel: 'error', uniqueKeys: false, prettyErrors: false });
    if (!Array.isArray(documents)) return null;
    if (documents.some(({ errors }) => errors.length > 0)) return null;
    const values = documents.map((document) => document.toJS({ maxAliasCount: 20 }) as unknown);
    return values.some((value) => typeof value === 'object' && value !== null) ? values : null;
  } catch {
    // Expected here: aliases that unfold without end.
    return null;
  }
}

/** The value, or undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Expected here: most lines that look like JSON are not.
    return undefined;
  }
}

/** Escapes within escapes that a log may show: a document in a string in a document. */
const ESCAPE_DEPTH = 3;

function cleanInlineJson(line: string, tools: DocumentTools): string {
  const start = line.search(/[{[]/);
  if (start === -1) return line;
  const end = Math.max(line.lastIndexOf('}'), line.lastIndexOf(']')) + 1;
  if (end <= start) return line;
  const cleaned = cleanEscaped(line.slice(start, end), tools, ESCAPE_DEPTH);
  return cleaned === null ? line : `${line.slice(0, start)}${cleaned}${line.slice(end)}`;
}

function cleanEscaped(text: string, tools: DocumentTools, depth: number): string | null {
  const value = parseJson(text);
  if (typeof value === 'object' && value !== null) return JSON.stringify(tools.cleanValue(value));
  if (depth === 0 || !text.includes('\\"')) return null;
  const inner = parseJson(`"${text}"`);
  if (typeof inner !== 'string') return null;
  const cleaned = cleanEscaped(inner, tools, depth - 1);
  return cleaned === null ? null : JSON.stringify(cleaned).slice(1, -1);
}

/** A string as JSON writes it. */
const STRING = /"(?:[^"\\]|\\.)*"/g;

/** Strings with escapes in them are texts of their own, often of several lines. */
function cleanStrings(line: string, tools: DocumentTools): string {
  if (!/\\[nr"]/.test(line)) return line;
  return line.replace(STRING, (literal) => {
    if (!literal.includes('\\')) return literal;
    const text = parseJson(literal);
    if (typeof text !== 'string') return literal;
    const cleaned = tools.cleanText(text);
    return cleaned === text ? literal : JSON.stringify(cleaned);
  });
}

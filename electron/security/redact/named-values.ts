import { isSensitiveName, isStrictName, SENSITIVE_WORD } from './sensitive-names.ts';
import { TOKEN_OPEN } from './tokens.ts';

/** No name in any format we know is longer; it bounds the look to either side of a word. */
const NAME_LIMIT = 80;
const VALUE_LIMIT = 8192;

/**
 * Removes what stands behind a sensitive name in free text: `token=…`, `"password": "…"`, escaped any number of
 * times, URL-encoded or not. Linear: each word is looked at once, and no further than a name and a value reach.
 */
export function removeNamedValues(text: string, remove: (secret: string, kind: string) => string): string {
  const parts: string[] = [];
  let done = 0;
  for (const match of text.matchAll(SENSITIVE_WORD)) {
    if (match.index < done) continue;
    const name = nameAround(text, match.index, done);
    if (!isSensitiveName(name.text)) continue;
    const value = valueAfter(text, name);
    if (value === null || !isWorthRemoving(name.text, value.text)) continue;
    parts.push(text.slice(done, value.start), remove(value.text, 'named-values'));
    done = value.end;
  }
  return parts.length === 0 ? text : [...parts, text.slice(done)].join('');
}

const isNameLetter = (letter: string | undefined): boolean =>
  letter !== undefined && /[A-Za-z0-9_.-]/.test(letter);

function nameAround(text: string, at: number, floor: number): Name {
  let start = at;
  while (start > Math.max(floor, at - NAME_LIMIT) && isNameLetter(text[start - 1])) start -= 1;
  // The letter of an escape such as `\n`, or the digits of a code such as `%0A`, is not part of the name.
  if (text[start - 1] === '\\' && start < at) start += 1;
  if (text[start - 1] === '%' && start + 2 <= at) start += 2;
  let end = at;
  while (end < at + NAME_LIMIT && isNameLetter(text[end])) end += 1;
  return { text: text.slice(start, end), end };
}

/** Between a name and its value: closing quotes and escapes, a separator, opening quotes and escapes. */
const BETWEEN =
  /(?:\\{0,8}["'`]|%22|%27){0,2}\s{0,3}(?::=|=>|[:=]|%3D|%3A)\s{0,4}(?:\[\s{0,2})?(\\{0,8}(?:["'`]|u0022)|%22|%27)?/iy;

interface Name {
  readonly text: string;
  readonly end: number;
}
interface Value {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function valueAfter(text: string, name: Name): Value | null {
  BETWEEN.lastIndex = name.end;
  const between = BETWEEN.exec(text);
  if (between === null) return null;
  const start = name.end + between[0].length;
  const quote = between[1];
  const end = quote === undefined ? endOfBare(text, start, name.text) : endOfQuoted(text, start, quote);
  return end === start ? null : { text: text.slice(start, end), start, end };
}

function endOfQuoted(text: string, start: number, quote: string): number {
  const limit = Math.min(text.length, start + VALUE_LIMIT);
  const found = text.indexOf(quote, start);
  const line = text.indexOf('\n', start);
  const ends = [found, line, limit].filter((end) => end >= start);
  return Math.min(...ends);
}

/** A header whose value goes on over spaces, commas and semicolons to the end of its line. */
const HEADER = /cookie$/i;
const SCHEME = /(?:bearer|basic|digest|token|ntlm|negotiate|aws4-hmac-sha256)\s{1,3}\S/iy;

function endOfBare(text: string, start: number, name: string): number {
  SCHEME.lastIndex = start;
  const isHeader = HEADER.test(name) || (/authorization$/i.test(name) && SCHEME.test(text));
  const stops = isHeader ? /["'`\n\r\\⟧]/ : /[\s,;&"'`<>()[\]{}\\⟧]/;
  let end = start;
  while (end < start + VALUE_LIMIT && end < text.length && !stops.test(text[end] ?? '')) {
    if (text[end] === '%' && /^%(?:2[26C]|7D|20|0A)/i.test(text.slice(end, end + 3))) break;
    end += 1;
  }
  return end;
}

/** Values that say that there is none. */
const NOTHING = /^(?:null|nil|<nil>|none|true|false|undefined|\*+|x+|\[?redacted\]?|\$\{[\w.]+\}?)$/i;
/** A name of Kubernetes, a file, or an English word: lower case, with dashes, dots and slashes. */
const PLAIN_NAME = /^[a-z]+(?:[-./_][a-z]+)*[.:!]?$/;
/** A plain name longer than this is not a name. */
const PLAIN_LIMIT = 40;

function isWorthRemoving(name: string, value: string): boolean {
  if (value.startsWith(TOKEN_OPEN) || NOTHING.test(value)) return false;
  if (isStrictName(name)) return true;
  const isNumber = /^\d{1,5}$/.test(value);
  return !isNumber && !(PLAIN_NAME.test(value) && value.length <= PLAIN_LIMIT) && value.length >= 4;
}

/** A stretch of a text that holds a known secret, whole or in part. */
export interface KnownRange {
  readonly start: number;
  readonly end: number;
  /** The secret as it is known, whatever encoding was found. */
  readonly value: string;
}
export interface KnownValues {
  /** Where the text holds one, in order and not overlapping. Linear in the text, however many secrets there are. */
  find(text: string): readonly KnownRange[];
}

/** Shorter than this, a value is found all over ordinary text; those are removed by where they stand. */
const MIN_LENGTH = 8;
/** A base64 or hex form of this length or more is no accident. */
const MIN_ENCODED_LENGTH = 12;
/** Long values are looked for piece by piece, so that half a key is found too. */
const PIECE_LENGTH = 32;
const LONG = 64;
/** Of one form of one value so much is looked for; a longer run of it is found by its beginning and its end. */
const FORM_LIMIT = 4096;

/** Looks for these values as they are, base64 at any alignment, URL- and JSON-escaped, in hex, wrapped over lines. */
export function createKnownValues(values: readonly string[]): KnownValues {
  const pieces = new Map<string, string>();
  for (const value of [...values].sort()) {
    for (const form of formsOf(value)) for (const piece of piecesOf(form)) pieces.set(piece, value);
  }
  return pieces.size === 0 ? { find: () => [] } : searchFor(pieces);
}

function formsOf(value: string): readonly string[] {
  const plain = [value, ...decoded(value)];
  const forms = plain.flatMap((text) => [text, ...pemBody(text)]);
  const encoded = plain.flatMap((text) => [
    ...base64Forms(text),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    encodeURIComponent(text).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ...hexForms(text),
  ]);
  const bare = [...forms, ...encoded].map((form) => form.replaceAll(/\s|\\[nrt]/g, ''));
  return [...new Set(bare)].filter((form) => form.length >= MIN_LENGTH);
}

/** A value that is itself base64 of text, as Talos keeps keys, is a secret in that text as well. */
function decoded(value: string): readonly string[] {
  if (!/^[A-Za-z0-9+/]{24,}={0,2}$/.test(value)) return [];
  const text = Buffer.from(value, 'base64').toString('utf8');
  return isPrintable(text) ? [text] : [];
}

/** The lines of a key without its frame: a key is one without it, too. */
function pemBody(text: string): readonly string[] {
  const body = /-----BEGIN [A-Z0-9 ]+-----([A-Za-z0-9+/=\s]+)-----END/.exec(text)?.[1];
  return body === undefined ? [] : [body];
}

function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].flatMap((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    // Letters that also hold bits of a neighbour are left out.
    const form = whole.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
    if (form.length < MIN_ENCODED_LENGTH) return [];
    return [form, form.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function hexForms(text: string): readonly string[] {
  const hex = Buffer.from(text, 'utf8').toString('hex');
  return hex.length < MIN_ENCODED_LENGTH ? [] : [hex, hex.toUpperCase()];
}

function piecesOf(form: string): readonly string[] {
  if (form.length <= LONG) return [form];
  const used = form.length <= FORM_LIMIT ? form : form.slice(0, FORM_LIMIT / 2) + form.slice(-FORM_LIMIT / 2);
  const pieces: string[] = [];
  for (let at = 0; at + PIECE_LENGTH <= used.length; at += PIECE_LENGTH) {
    pieces.push(used.slice(at, at + PIECE_LENGTH));
  }
  return [...pieces, used.slice(-PIECE_LENGTH)];
}

/** Whether decoded bytes are text and not chance. */
export function isPrintable(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 && code !== 9 && code !== 10 && code !== 13) || code === 0xfffd) return false;
  }
  return text.length > 0;
}

interface Node {
  readonly next: Int32Array;
  fail: number;
  /** Length of the longest piece that ends here, and the value it is of. */
  length: number;
  value: string;
}

/** The search of Aho and Corasick: one step a character, all pieces at once. White space is stepped over. */
function searchFor(pieces: ReadonlyMap<string, string>): KnownValues {
  const classOf = new Uint16Array(0x1_0000);
  let classes = 0;
  for (const piece of pieces.keys()) {
    for (let index = 0; index < piece.length; index += 1) {
      const code = piece.charCodeAt(index);
      if (classOf[code] === 0) classOf[code] = ++classes;
    }
  }
  const nodes = buildTree(pieces, classOf, classes);
  const longest = Math.max(...[...pieces.keys()].map((piece) => piece.length));
  return { find: (text) => joinRanges(text, search(text, { nodes, classOf, longest })) };
}

function buildTree(pieces: ReadonlyMap<string, string>, classOf: Uint16Array, classes: number): Node[] {
  const make = (): Node => ({ next: new Int32Array(classes + 1), fail: 0, length: 0, value: '' });
  const root = make();
  const nodes = [root];
  for (const [piece, value] of pieces) {
    let node = root;
    for (let index = 0; index < piece.length; index += 1) {
      const by = classOf[piece.charCodeAt(index)] ?? 0;
      if (node.next[by] === 0) node.next[by] = nodes.push(make()) - 1;
      node = nodes[node.next[by] ?? 0] ?? root;
    }
    node.length = piece.length;
    node.value = value;
  }
  linkFailures(nodes, classes);
  return nodes;
}

/** Breadth first: where to go on when the next character does not fit. */
function linkFailures(nodes: Node[], classes: number): void {
  const queue: number[] = [0];
  for (let head = 0; head < queue.length; head += 1) {
    const at = queue[head] ?? 0;
    const node = nodes[at];
    if (node === undefined) continue;
    for (let by = 1; by <= classes; by += 1) {
      const childAt = node.next[by] ?? 0;
      const fallback = at === 0 ? 0 : (nodes[node.fail]?.next[by] ?? 0);
      const child = nodes[childAt];
      if (childAt === 0 || child === undefined) {
        node.next[by] = fallback;
        continue;
      }
      child.fail = fallback;
      const shorter = nodes[fallback];
      if (child.length === 0 && shorter !== undefined) {
        child.length = shorter.length;
        child.value = shorter.value;
      }
      queue.push(childAt);
    }
  }
}

interface Search {
  readonly nodes: readonly Node[];
  readonly classOf: Uint16Array;
  readonly longest: number;
}

function search(text: string, { nodes, classOf, longest }: Search): KnownRange[] {
  const found: KnownRange[] = [];
  // Where the last characters that counted stood, so that a match over skipped ones knows its beginning.
  const places = new Int32Array(longest);
  let counted = 0;
  let state = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code <= 0x20) continue;
    if (code === BACKSLASH) {
      const escapeEnd = endOfEscape(text, index);
      if (escapeEnd > index) {
        index = escapeEnd - 1;
        continue;
      }
    }
    places[counted % longest] = index;
    counted += 1;
    const by = classOf[code] ?? 0;
    state = by === 0 ? 0 : (nodes[state]?.next[by] ?? 0);
    const node = nodes[state];
    if (node === undefined || node.length === 0) continue;
    const start = places[(counted - node.length) % longest] ?? 0;
    found.push({ start, end: index + 1, value: node.value });
  }
  return found;
}

const BACKSLASH = 0x5c;

/** Escapes within escapes within escapes; a bound, so that a line of backslashes costs no more than another. */
const ESCAPES = 8;

/** The end of `\n`, `\r` or `\t`, escaped a few times over; `index` itself when there is none. */
function endOfEscape(text: string, index: number): number {
  let at = index;
  while (at < index + ESCAPES && text.charCodeAt(at) === BACKSLASH) at += 1;
  const letter = text[at];
  return letter === 'n' || letter === 'r' || letter === 't' ? at + 1 : index;
}

/** Pieces that overlap become one range; so do those of one value with only white space between them. */
function joinRanges(text: string, found: readonly KnownRange[]): readonly KnownRange[] {
  const joined: { start: number; end: number; value: string }[] = [];
  for (const range of found.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last !== undefined && (range.start < last.end || continues(text, last, range))) {
      last.end = Math.max(last.end, range.end);
    } else joined.push({ ...range });
  }
  return joined;
}

function continues(text: string, last: KnownRange, next: KnownRange): boolean {
  return last.value === next.value && /^(?:\s|\\{1,8}[nrt])*$/.test(text.slice(last.end, next.start));
}

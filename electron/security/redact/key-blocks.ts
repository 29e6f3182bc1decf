/**
 * Keys that run over several lines: PEM frames, plain, escaped or behind log prefixes, and base64 of PEM, folded
 * or not. Hand-written so that a frame that never closes costs one pass and not one for each beginning.
 */

const BEGIN = '-----BEGIN ';
const PRIVATE_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const PRIVATE_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** A key of 16,384 bits in base64 behind long log prefixes stays under this; what is longer has no end. */
const FRAME_LIMIT = 64 * 1024;
/** `-----BEGI` in base64, the start of every PEM that was encoded once more. */
const ENCODED_BEGIN = 'LS0tLS1CRUdJTi';

type Remove = (secret: string, kind: string) => string;

/** Removes private keys whole, frames included, and every PEM that stands there as base64. */
export function removeKeyBlocks(text: string, remove: Remove): string {
  return removeEncodedPem(removeFrames(text, remove), remove);
}

function removeFrames(text: string, remove: Remove): string {
  const parts: string[] = [];
  let done = 0;
  // The next closing line is looked for once and not again for each beginning before it.
  let close = { start: -1, end: -1 };
  for (let at = text.indexOf(BEGIN); at !== -1; at = text.indexOf(BEGIN, Math.max(at + 1, done))) {
    PRIVATE_BEGIN.lastIndex = at;
    if (!PRIVATE_BEGIN.test(text)) continue;
    if (close.start < at) close = nextClose(text, at);
    const end = close.start < at + FRAME_LIMIT ? close.end : endOfOpenFrame(text, at);
    parts.push(text.slice(done, at), remove(text.slice(at, end), 'private-keys'));
    done = end;
  }
  return parts.length === 0 ? text : [...parts, text.slice(done)].join('');
}

function nextClose(text: string, from: number): { readonly start: number; readonly end: number } {
  PRIVATE_END.lastIndex = from;
  const found = PRIVATE_END.exec(text);
  if (found === null) return { start: Number.POSITIVE_INFINITY, end: text.length };
  return { start: found.index, end: found.index + found[0].length };
}

/** Of a frame that was cut off, every line goes that could still be its body. */
function endOfOpenFrame(text: string, at: number): number {
  const limit = Math.min(text.length, at + FRAME_LIMIT);
  let end = text.indexOf('\n', at);
  while (end !== -1 && end < limit) {
    const next = text.indexOf('\n', end + 1);
    const line = text.slice(end + 1, next === -1 ? limit : Math.min(next, limit));
    if (!/[A-Za-z0-9+/=]{16,}/.test(line)) return end;
    end = next;
  }
  return limit;
}

function removeEncodedPem(text: string, remove: Remove): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = text.indexOf(ENCODED_BEGIN); at !== -1; at = text.indexOf(ENCODED_BEGIN, done)) {
    const end = endOfBase64(text, at);
    parts.push(
      text.slice(done, at),
      remove(text.slice(at, end).replaceAll(/\s|\\+[nrt]/g, ''), 'encoded-keys'),
    );
    done = end;
  }
  return parts.length === 0 ? text : [...parts, text.slice(done)].join('');
}

const BASE64_RUN = /[A-Za-z0-9+/_=-]+/y;
/** A line break, escaped or not, with the indentation of a folded value; then at least this much of it. */
const FOLD = /(?:\r?\n|(?:\\{1,8}r)?\\{1,8}n)[ \t]{0,40}(?=[A-Za-z0-9+/]{16,}={0,2}(?:\s|\\|"|'|$))/y;

function endOfBase64(text: string, at: number): number {
  let end = at;
  for (;;) {
    BASE64_RUN.lastIndex = end;
    end += BASE64_RUN.exec(text)?.[0].length ?? 0;
    FOLD.lastIndex = end;
    const fold = FOLD.exec(text);
    if (fold === null) return end;
    end += fold[0].length;
  }
}

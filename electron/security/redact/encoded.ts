/** Secrets that somebody encoded: runs of base64 and of percent codes are decoded and looked into. */
import { isPrintable } from './known-values.ts';

/** A shorter run holds nothing that is a secret by its look. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{24,}={0,2}/g;
/** A line of a folded run and what stands between it and the next: a line break, escaped or not, and indentation. */
const FOLD = /(?:\r?\n|(?:\\{1,8}r)?\\{1,8}n)[ \t]{0,40}(?=[A-Za-z0-9+/_-]{4,}={0,2}(?:[\s"'\\]|$))/y;
const LINE = /[A-Za-z0-9+/_-]{4,}={0,2}/y;
const PERCENT_RUN = /(?<![^\s"'<>])[^\s"'<>]*%[0-9A-Fa-f]{2}[^\s"'<>]*/g;

export interface EncodedTools {
  /** Whether decoded text holds something that must not stay. */
  hasSecret(text: string): boolean;
  remove(secret: string, kind: string): string;
}

/** Removes every run of base64 that holds a secret, folded or not; whole, for half of one would still be readable. */
export function removeBase64(text: string, tools: EncodedTools): string {
  const parts: string[] = [];
  let done = 0;
  for (const match of text.matchAll(BASE64_RUN)) {
    if (match.index < done) continue;
    const run = [match[0], ...foldedLines(text, match.index + match[0].length)];
    // The last lines may be prose that happens to look like base64: the longest reading that is text counts.
    const holding = [run.length, 1].find((lines) => holds(run.slice(0, lines).map(bare).join(''), tools));
    if (holding === undefined) continue;
    const whole = run.slice(0, holding).join('');
    parts.push(text.slice(done, match.index), tools.remove(bare(whole), 'encoded-values'));
    done = match.index + whole.length;
  }
  return parts.length === 0 ? text : [...parts, text.slice(done)].join('');
}

/** The lines of base64 that follow at once, each with the break before it. */
function foldedLines(text: string, end: number): readonly string[] {
  const lines: string[] = [];
  let at = end;
  for (;;) {
    FOLD.lastIndex = at;
    const fold = FOLD.exec(text);
    if (fold === null) return lines;
    LINE.lastIndex = at + fold[0].length;
    const line = LINE.exec(text)?.[0] ?? '';
    lines.push(`${fold[0]}${line}`);
    at += fold[0].length + line.length;
  }
}

const bare = (line: string): string => line.replaceAll(/\s|\\{1,8}[rn]/g, '');

/** A run whose beginning was cut off is out of step by up to three letters. */
function holds(run: string, tools: EncodedTools): boolean {
  return [0, 1, 2, 3].some((offset) => {
    const decoded = Buffer.from(run.slice(offset), 'base64').toString('utf8');
    // The first and last letters of a run that was cut may be halves.
    const text = decoded.replaceAll(/^\ufffd{1,2}|\ufffd{1,3}$/g, '');
    return isPrintable(text) && tools.hasSecret(text);
  });
}

/** Removes every run of percent codes that holds a secret. */
export function removePercentCodes(text: string, tools: EncodedTools): string {
  if (!text.includes('%')) return text;
  return text.replace(PERCENT_RUN, (run) => {
    const decoded = decodePercent(run);
    return decoded !== run && tools.hasSecret(decoded) ? tools.remove(run, 'encoded-values') : run;
  });
}

function decodePercent(run: string): string {
  try {
    return decodeURIComponent(run);
  } catch {
    // Expected here: a percent sign that is one, or bytes that are no UTF-8.
    return run;
  }
}

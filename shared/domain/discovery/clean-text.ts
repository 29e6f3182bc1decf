/** Text from strangers, made harmless before it is stored: what is shown is what was sent, visibly. */

/** Markup that a careless viewer could run, as characters that look alike and mean nothing. */
const lookAlikes: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '&': '＆' };
const CONTROL_PICTURES = 0x2400;
const REPLACEMENT = '\uFFFD';

/**
 * The text with control characters as their symbols (␀…), markup as look-alikes, and everything that hides or
 * turns text around (bidi marks, zero-width characters, C1 controls, lone surrogates) as `�`; trimmed and cut to
 * `limit` characters. Null when nothing is left.
 */
export function cleanText(raw: string, limit: number): string | null {
  const cleaned: string[] = [];
  for (const character of raw.trim()) {
    if (cleaned.length === limit) break;
    cleaned.push(harmless(character));
  }
  const text = cleaned.join('').trim();
  return text === '' ? null : text;
}

function harmless(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(CONTROL_PICTURES + code);
  if (code === 0x7f) return '␡';
  if (code === 0x2028 || code === 0x2029) return '␤';
  if (isHidden(code)) return REPLACEMENT;
  return lookAlikes[character] ?? character;
}

/** Unicode's `Cc`, `Cf`, `Cs`, private use and noncharacters: never needed in the name of a machine. */
function isHidden(code: number): boolean {
  return /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Variation_Selector}]/u.test(String.fromCodePoint(code));
}

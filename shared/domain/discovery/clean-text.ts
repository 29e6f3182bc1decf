/** Text from strangers, made harmless before it is stored: what is shown is what was sent, visibly. */

/** Markup that a careless viewer could run, as characters that look alike and mean nothing. */
const lookAlikes: Readonly<Record<string, string>> = { '<': '‹', '>': '›', '&': '＆' };
/** Unicode's controls, format characters, surrogates, private use and noncharacters: no machine's name needs them. */
const hidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Variation_Selector}]/u;
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
  if (hidden.test(character)) return REPLACEMENT;
  return lookAlikes[character] ?? character;
}

/** Escape sequences that colour or move the cursor (ECMA-48 CSI and OSC). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;
/** C0 and C1 controls but tab and newline, and the marks that turn the direction of text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text of several lines from a node: no control characters but tab and newline, at most `limit` characters. */
export function cleanLines(text: string, limit: number): string {
  return text.slice(0, limit).replaceAll(escapes, '').replaceAll('\r\n', '\n').replaceAll(controls, '');
}

/** Text of one line from a node: white space folded, no control characters, at most `limit` characters. */
export function cleanLine(text: string, limit: number): string {
  return cleanLines(text, limit).replaceAll(/\s+/g, ' ').trim();
}

/** A parsed value with every string in it cleaned, keys too. */
export function cleanValue(value: unknown, limit: number): unknown {
  if (typeof value === 'string') return cleanLines(value, limit);
  if (Array.isArray(value)) return value.map((entry) => cleanValue(entry, limit));
  if (value instanceof Date || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [cleanLine(key, limit), cleanValue(entry, limit)]),
  );
}

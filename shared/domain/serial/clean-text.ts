/**
 * What a character of a serial console becomes. Text from a stranger must not turn its direction, hide itself or act on
 * what shows it; markup stays text, and everything that shows it escapes it.
 */

/** Shown where something was that is not text. */
export const REPLACEMENT = 0xfffd;
/** Nothing is shown in its place. */
export const NOTHING = -1;

/** The code point to keep for one that came; `REPLACEMENT` or `NOTHING` where it could mislead. */
export function shownAs(codePoint: number): number {
  if (codePoint < 0x20) return codePoint === 0x09 ? codePoint : NOTHING;
  if (codePoint < 0x7f) return codePoint;
  if (codePoint < 0xa0) return NOTHING;
  if (turnsDirection(codePoint)) return REPLACEMENT;
  if (isInvisible(codePoint)) return NOTHING;
  return codePoint;
}

/** Overrides, embeddings, isolates and marks (Unicode UAX 9). */
function turnsDirection(codePoint: number): boolean {
  if (codePoint === 0x061c) return true;
  if (codePoint < 0x200e || codePoint > 0x2069) return false;
  return codePoint <= 0x200f || (codePoint >= 0x202a && codePoint <= 0x202e) || codePoint >= 0x2066;
}

/** Soft hyphen, zero width, line and paragraph separators, byte order mark, interlinear marks, tags. */
function isInvisible(codePoint: number): boolean {
  return (
    codePoint === 0xad ||
    (codePoint >= 0x200b && codePoint <= 0x200d) ||
    codePoint === 0x2028 ||
    codePoint === 0x2029 ||
    (codePoint >= 0x2060 && codePoint <= 0x2064) ||
    codePoint === 0xfeff ||
    (codePoint >= 0xfff9 && codePoint <= 0xfffb) ||
    (codePoint >= 0xe0000 && codePoint <= 0xe0fff)
  );
}

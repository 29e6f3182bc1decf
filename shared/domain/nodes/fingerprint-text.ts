/** 12 of 44 base64 characters are 72 bits: nobody makes a second key with the same start. */
export const FINGERPRINT_START_CHARACTERS = 12;
/** SHA-256 in base64 with padding. */
export const FINGERPRINT_CHARACTERS = 44;

/**
 * The fingerprint in what was typed, pasted or printed: whole, its start, or the console line that holds it. Base64
 * keeps its case; spaces, line ends and the marks that people group by do not count.
 */
export function readFingerprint(raw: string): string {
  // A pasted console line: `"fingerprint": "…="` or `--cert-fingerprint '…='`.
  const whole = /(?:^|[^A-Za-z0-9+/])([A-Za-z0-9+/]{43}=)(?![A-Za-z0-9+/=])/.exec(raw);
  const text = whole?.[1] ?? raw.replace(/[\s\p{Cf}\p{Pd}:.,'"]/gu, '');
  return text.slice(0, FINGERPRINT_CHARACTERS + 1);
}

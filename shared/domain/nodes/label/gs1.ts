/**
 * GS1 element strings as scanners send them (GS1 General Specifications, section 3 and 7.8): application identifiers
 * with their values, in brackets as printed, or raw with FNC1 between values of variable length.
 */

/** The two elements of a label that name one box. */
export interface Gs1Label {
  /** AI 21, as sent; null when there is none. */
  readonly serial: string | null;
  /** AI 01, 14 digits with a right check digit; null when there is none. */
  readonly gtin: string | null;
}

/** FNC1 as the control character of the standard, as its picture, or spelled by a scanner. */
const fnc1 = ['\u241d', '<GS>', '{GS}', '[GS]'] as const;
const SEPARATOR = '\u001d';
/** AIM symbology identifiers that say "this is GS1": GS1-128, DataMatrix, QR, DataBar, DotCode. */
const gs1Symbology = /^\](?:C1|d2|Q3|e0|J1)/;
/** Values of these have a length of their own and need no FNC1 after them, by the first two digits of the AI. */
const fixedLengths: Readonly<Record<string, number>> = {
  ...{
    '00': 20,
    '01': 16,
    '02': 16,
    '03': 16,
    '04': 18,
    '11': 8,
    '12': 8,
    '13': 8,
    '14': 8,
    '15': 8,
    '16': 8,
  },
  ...{
    '17': 8,
    '18': 8,
    '19': 8,
    '20': 4,
    '31': 10,
    '32': 10,
    '33': 10,
    '34': 10,
    '35': 10,
    '36': 10,
    '41': 16,
  },
};
const SERIAL_CHARACTERS = 20;

/** Null when the text is no GS1, or a damaged one: a GTIN whose check digit is wrong was misread. */
export function readGs1(text: string): Gs1Label | null {
  let body = text.replace(gs1Symbology, '');
  for (const spelled of fnc1) body = body.replaceAll(spelled, SEPARATOR);
  const isMarked = gs1Symbology.test(text) || body.includes(SEPARATOR);
  const elements = body.trimStart().startsWith('(') ? bracketed(body.trim()) : raw(body, isMarked);
  if (elements === null) return null;
  const gtin = elements.get('01') ?? null;
  const serial = elements.get('21')?.trim() ?? null;
  const isDamaged = (gtin !== null && !isGtin(gtin)) || (serial?.length ?? 0) > SERIAL_CHARACTERS;
  return isDamaged ? null : { serial: serial === '' ? null : serial, gtin };
}

/** `(01)04012345678901(21)7KX2-0931`, as printed under the bars. */
function bracketed(text: string): ReadonlyMap<string, string> | null {
  if (!/^\(\d{2,4}\)/.test(text)) return null;
  const elements = new Map<string, string>();
  for (const part of text.split(/(?=\(\d{2,4}\))/)) {
    const [, ai = '', value = ''] = /^\((\d{2,4})\)(.*)$/s.exec(part) ?? [];
    // The first of equal ones counts.
    if (!elements.has(ai)) elements.set(ai, value.replaceAll(SEPARATOR, '').trim());
  }
  return elements;
}

/** Without a mark from the scanner only a GTIN that checks out, with a serial number right behind it, is believed. */
function raw(text: string, isMarked: boolean): ReadonlyMap<string, string> | null {
  if (!isMarked && !(isGtin(text.slice(2, 16)) && /^01\d{14}21./s.test(text))) return null;
  const elements = new Map<string, string>();
  let rest = text;
  while (rest !== '') {
    if (rest.startsWith(SEPARATOR)) {
      rest = rest.slice(1);
      continue;
    }
    if (!/^\d\d/.test(rest)) return null;
    const ai = rest.slice(0, 2);
    const fixed = fixedLengths[ai];
    const end = rest.indexOf(SEPARATOR);
    const length = fixed ?? (end < 0 ? rest.length : end);
    // A fixed value that is cut short was misread. Of others only AI 21 is of interest; the rest is skipped whole.
    if (rest.length < length) return null;
    if (!elements.has(ai)) elements.set(ai, rest.slice(2, length));
    rest = rest.slice(length);
  }
  return elements;
}

/** 14 digits whose last one is right: weights 3 and 1 from the left (GS1 General Specifications 7.9). */
function isGtin(digits: string): boolean {
  if (!/^\d{14}$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1),
    0,
  );
  return sum % 10 === 0;
}

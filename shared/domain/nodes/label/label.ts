/** Reads what a scanner sends or a person types from the label on a box. The one function you want is `readLabel`. */
import { normaliseSerial } from '../../discovery/machine-ids.ts';
import { readGs1 } from './gs1.ts';
import { serialOfJson, serialOfLink, serialOfMessage, serialOfText } from './vendor-forms.ts';

export type LabelForm = 'gs1' | 'json' | 'link' | 'text' | 'plain';
export interface Label {
  /** As compared: without spaces, hyphens and invisible characters, in capitals. */
  readonly serial: string;
  /** The article number where the label has one. */
  readonly gtin?: string;
  readonly form: LabelForm;
}

/** A QR code holds at most 4,296 characters. */
const TEXT_LIMIT = 4300;
const SERIAL_LIMIT = 64;
/** What scanners put before the text to tell its symbology (ISO/IEC 15424), where it does not say "GS1". */
const aimPrefix = /^\][A-Za-z][0-9A-Fa-f](?=.)/;

/** Null when there is no serial number in it, or it was misread. Never holds anything else of the label. */
export function readLabel(raw: string): Label | null {
  // Scanners that act as keyboards may send full-width letters and marks of order; FNC1 stays.
  const text = raw
    .normalize('NFKC')
    .replace(/[\p{Cf}]/gu, '')
    .replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  if (text.length > TEXT_LIMIT) return null;
  const ofMessage = serialOfMessage(text);
  if (ofMessage !== null) return labelOf(ofMessage, 'text', null);
  const gs1 = readGs1(text);
  if (gs1 !== null || looksLikeGs1(text)) {
    return labelOf(gs1?.serial ?? null, 'gs1', gs1?.gtin ?? null);
  }
  const plain = text.replace(aimPrefix, '');
  for (const [form, read] of forms) {
    const serial = read(plain);
    if (serial !== null) return labelOf(serial, form, null);
  }
  // What is a link or an object without a serial number is no serial number itself.
  return /^(\{|https?:)/i.test(plain) ? null : labelOf(plain, 'plain', null);
}

const forms = [
  ['json', serialOfJson],
  ['link', serialOfLink],
  ['text', serialOfText],
] as const;

function looksLikeGs1(text: string): boolean {
  return /^\](?:C1|d2|Q3|e0|J1)/.test(text) || /^\(\d{2,4}\)/.test(text) || text.includes('\u001d');
}

function labelOf(raw: string | null, form: LabelForm, gtin: string | null): Label | null {
  const serial = normaliseSerial(raw ?? '');
  if (serial === '' || serial.length > SERIAL_LIMIT || /[\p{C}]/u.test(serial)) return null;
  return { serial, form, ...(gtin !== null && { gtin }) };
}

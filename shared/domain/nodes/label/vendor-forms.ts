/** Serial numbers as vendors write them on labels and into QR codes. Nothing else of the code is read or kept. */

/** Names of a serial number, in lower case without anything but letters. */
const serialKeys: ReadonlySet<string> = new Set([
  ...(['sn', 'ssn', 'serial', 'serialno', 'serialnr', 'serialnum', 'serialnumber'] as const),
  ...(['servicetag', 'svctag', 'systemserial', 'systemserialnumber', 'unitserialnumber'] as const),
]);
const isSerialKey = (key: string): boolean => serialKeys.has(key.toLowerCase().replace(/[^a-z]/g, ''));

/** From `{"sn":"…"}`, at the top or one level below; null when the text is no JSON or holds none. */
export function serialOfJson(text: string): string | null {
  if (!text.startsWith('{')) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Expected here: a code that only begins like JSON.
    return null;
  }
  const top = entriesOf(parsed);
  return serialOf(top) ?? serialOf(top.flatMap(([, value]) => entriesOf(value)));
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function serialOf(entries: readonly (readonly [string, unknown])[]): string | null {
  for (const [key, value] of entries) {
    if (!isSerialKey(key)) continue;
    if (typeof value === 'string' && value.trim() !== '') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  }
  return null;
}

/**
 * From a link: `?sn=…`, `/servicetag/…`, or Dell's short form `qrl.dell.com/<tag>`. Null when the text is no link or
 * names none. The link is never followed.
 */
export function serialOfLink(text: string): string | null {
  const [, host = '', path = '', query = ''] =
    /^https?:\/\/([^/?#\s]+)([^?#\s]*)(?:\?([^#\s]*))?(?:#\S*)?$/i.exec(text) ?? [];
  if (host === '') return null;
  for (const pair of query.split('&')) {
    const [key = '', value = ''] = pair.split(/=(.*)/s);
    if (isSerialKey(key) && value !== '') return decoded(value);
  }
  const segments = path.split('/').filter((segment) => segment !== '');
  const named = segments.findIndex(isSerialKey);
  if (named >= 0) return decoded(segments[named + 1] ?? '');
  const isShort = host.toLowerCase() === 'qrl.dell.com';
  return isShort ? decoded(segments.at(-1) ?? '') : null;
}

function decoded(text: string): string | null {
  try {
    const plain = decodeURIComponent(text.replaceAll('+', ' '));
    return plain.trim() === '' ? null : plain;
  } catch {
    // Expected here: a percent sign that begins nothing.
    return null;
  }
}

const keyOfSerial =
  's\\/?n|(?:(?:system|unit)[ _-]*)?ser(?:ial)?[ ._-]*(?:number|num|no|nr)?|(?:service|svc)[ _-]*tag';
const withSign = new RegExp(`(?:^|\\s)(?:${keyOfSerial})\\.?\\s*[:=#]\\s*(\\S.*)$`, 'is');
/** Without a sign between them only names that are no serial number themselves are believed. */
const withoutSign = /^\s*(?:s\/n|serial\s*(?:number|num|no|nr)\.?|service\s*tag)\s+(\S.*)$/is;
const nextKey = /\s{2,}.*$|\s+[a-z][a-z/. _-]{0,24}[:=#].*$/is;

/** From `S/N: …`, `SN=…;PN=…` or `P/N: 12 Serial No. …`; null when the text names none. */
export function serialOfText(text: string): string | null {
  for (const part of text.split(/[;,|&\r\n\t]/)) {
    const value = withSign.exec(part)?.[1] ?? withoutSign.exec(part)?.[1];
    if (value !== undefined) return value.replace(nextKey, '');
  }
  return null;
}

/** From a message in ISO/IEC 15434 format 06, whose fields carry data identifiers: `S` is the serial number. */
export function serialOfMessage(text: string): string | null {
  if (!text.startsWith('[)>')) return null;
  const fields = text.split(FIELD_END).flatMap((part) => part.split(RECORD_END));
  return fields.find((field) => /^S./.test(field))?.slice(1) ?? null;
}
const FIELD_END = '\u001d';
const RECORD_END = '\u001e';

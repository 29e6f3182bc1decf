/** Which UUIDs and serial numbers tell machines apart, and how they are compared. */

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Firmware defaults that many boards share; none of them identifies a machine. */
const sharedUuids: ReadonlySet<string> = new Set([
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  // American Megatrends' example value, in both byte orders in which tools print it.
  '03000200-0400-0500-0006-000700080009',
  '00020003-0004-0005-0006-000700080009',
  '12345678-1234-5678-90ab-cddeefaabbcc',
  '12345678-1234-1234-1234-123456789abc',
  '00112233-4455-6677-8899-aabbccddeeff',
  'fefefefe-fefe-fefe-fefe-fefefefefefe',
]);

/** What vendors leave in the serial number field when nobody wrote one, normalised. */
const emptySerials: ReadonlySet<string> = new Set([
  'TOBEFILLEDBYO.E.M.',
  'TOBEFILLEDBYOEM',
  'DEFAULTSTRING',
  'SYSTEMSERIALNUMBER',
  'CHASSISSERIALNUMBER',
  'BASEBOARDSERIALNUMBER',
  'SERIALNUMBER',
  'NOTSPECIFIED',
  'NOTAPPLICABLE',
  'NOTAVAILABLE',
  'UNKNOWN',
  'INVALID',
  'NONE',
  'NULL',
  'N/A',
  'OEM',
  'EMPTY',
  '123456789',
  '0123456789',
  '1234567890',
]);

/** The UUID in lower case when it can identify one machine, else null. */
export function usableUuid(raw: string | null | undefined): string | null {
  const uuid = raw?.trim().toLowerCase() ?? '';
  if (!uuidShape.test(uuid) || sharedUuids.has(uuid)) return null;
  // One digit repeated is a firmware's filler, whichever digit it is.
  return /^([0-9a-f])\1*$/.test(uuid.replaceAll('-', '')) ? null : uuid;
}

/**
 * A serial number for comparing: without spaces, hyphens and case, and without the GS1 prefix `(21)` that some
 * scanners send (with or without other application identifiers around it).
 */
export function normaliseSerial(raw: string): string {
  const gs1 = /\(21\)([^(]*)/.exec(raw);
  return (gs1?.[1] ?? raw).replace(/[\s\p{Pd}\u2212\p{Cf}]/gu, '').toUpperCase();
}

/** The normalised serial number when it can identify one machine, else null. */
export function usableSerial(raw: string | null | undefined): string | null {
  const serial = normaliseSerial(raw ?? '');
  if (serial.length < 4 || emptySerials.has(serial)) return null;
  return /^(.)\1*$/.test(serial) ? null : serial;
}

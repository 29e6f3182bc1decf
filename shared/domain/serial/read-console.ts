/**
 * What the console of a Talos node says about it: a pure fold over its lines (texts: talos-api 5.3). Nothing is taken
 * from a line without Talos' own prefix but a kernel panic and the sign of a new start.
 */
import { parseIpv4 } from '../discovery/ipv4.ts';
import { formatIpv6, parseIpv6 } from '../discovery/neighbours/ipv6.ts';
import { readProgress } from './read-progress.ts';
import type { ConsoleReading } from './serial-port.ts';
import { parseTalosLine, type TalosLine } from './talos-line.ts';

/** The reading with what must be remembered from line to line. */
export interface ConsoleFold {
  readonly reading: ConsoleReading;
  /** The lines that follow are addresses. */
  readonly isListing: boolean;
  readonly stampS: number;
  /** When the machine was started, by its stamps and the laptop's clock; null before the first stamp. */
  readonly bootedAtMs: number | null;
}

const NOTHING_READ: ConsoleReading = {
  addresses: [],
  fingerprint: null,
  hostname: null,
  talosVersion: null,
  uuid: null,
  stage: null,
  isHalted: false,
  siderolink: false,
  errors: [],
  readAtMs: null,
};
/** Before the first line. */
export const nothingRead: ConsoleFold = {
  reading: NOTHING_READ,
  isListing: false,
  stampS: 0,
  bootedAtMs: null,
};

const MOST_ERRORS = 20;
const MOST_ADDRESSES = 32;
const ERROR_CHARS = 300;
/** Processors print a little out of order; a clock that falls further behind has started anew. */
const STAMP_FALL_S = 5;
/**
 * A machine's start does not move. At 9600 baud its lines come up to a minute late, a clock may be set; more means
 * that the cable is in another machine now, and what the first one said must not be taken for the second.
 */
const BOOT_MOVES_MS = 120_000;

/** The fold after one more line. What a new start of the machine makes void is forgotten. */
export function readConsole(fold: ConsoleFold, line: string, atMs: number): ConsoleFold {
  if (line === '') return fold;
  const parsed = parseTalosLine(line);
  const current = isNewStart(fold, parsed, atMs) ? forgetful(atMs) : fold;
  const read = readFacts(current, parsed);
  const stampS = parsed.stampS ?? current.stampS;
  const reading = { ...current.reading, ...read, ...errorsAfter(current.reading, parsed) };
  const isSame = current === fold && sameFacts(reading, current.reading);
  const isListing = parsed.isTalos ? isListingAfter(current, parsed) : current.isListing;
  const bootedAtMs = parsed.stampS === null ? current.bootedAtMs : atMs - parsed.stampS * 1000;
  return {
    reading: isSame ? current.reading : { ...reading, readAtMs: atMs },
    isListing,
    stampS,
    bootedAtMs,
  };
}

function forgetful(atMs: number): ConsoleFold {
  return {
    reading: { ...NOTHING_READ, stage: 'booting', readAtMs: atMs },
    isListing: false,
    stampS: 0,
    bootedAtMs: null,
  };
}

/** Another start, or another machine. */
function isNewStart(fold: ConsoleFold, line: TalosLine, atMs: number): boolean {
  const { stampS, bootedAtMs, reading } = fold;
  if (line.stampS !== null) {
    if (line.stampS < stampS - STAMP_FALL_S) return true;
    const moved = bootedAtMs === null ? 0 : atMs - line.stampS * 1000 - bootedAtMs;
    if (Math.abs(moved) > BOOT_MOVES_MS) return true;
  }
  // Without stamps, or when less than that had passed: the first words of a kernel.
  const isFirstWords = !line.isTalos && line.text.startsWith('Linux version ');
  return isFirstWords && (line.stampS ?? 0) < 1 && (stampS >= 1 || reading.stage !== 'booting');
}

/** What this line alone says. */
function readFacts(fold: ConsoleFold, line: TalosLine): Partial<ConsoleReading> {
  if (!line.isTalos) return {};
  const { text, tail } = line;
  const controller = tail.controller ?? '';
  return {
    ...addressesAfter(fold, line),
    ...present('fingerprint', fingerprintIn(line)),
    ...present('hostname', /^network\./.test(controller) ? nameIn(tail.hostname) : null),
    ...present('uuid', uuidIn(line)),
    ...present(
      'talosVersion',
      /\b(?:booting|starting) (?:Talos|machined) (v\d+\.\d+\.\d+[\w.+-]{0,40})/.exec(text)?.[1] ?? null,
    ),
    ...present('stage', readProgress(text)),
    ...(/already installed to disk/i.test(text) && { isHalted: true }),
    ...((/^siderolink\./.test(controller) || /^siderolink (?:connection|link|tunnel)/i.test(text)) && {
      siderolink: true,
    }),
  };
}

function present<K extends keyof ConsoleReading>(
  key: K,
  value: ConsoleReading[K] | null,
): Partial<ConsoleReading> {
  return value === null ? {} : { [key]: value };
}

function isListingAfter({ isListing }: ConsoleFold, { text }: TalosLine): boolean {
  return /^this machine is reachable at:/.test(text) || (isListing && addressIn(text) !== null);
}

function addressesAfter({ isListing, reading }: ConsoleFold, { text }: TalosLine): Partial<ConsoleReading> {
  // Printed again on each change, and then whole.
  if (/^this machine is reachable at:/.test(text)) return { addresses: [] };
  const address = isListing ? addressIn(text) : null;
  if (address === null || reading.addresses.includes(address)) return {};
  return { addresses: [...reading.addresses, address].slice(0, MOST_ADDRESSES) };
}

/** An address that stands alone after a tab; a prefix length is not part of it. */
function addressIn(text: string): string | null {
  const alone = /^\s+([0-9a-fA-F:.]{3,45}(?:%[\w.-]{1,15})?)$/.exec(text)?.[1] ?? null;
  if (alone === null || parseIpv4(alone) !== null) return alone;
  const ipv6 = parseIpv6(alone);
  return ipv6 === null ? null : formatIpv6(ipv6);
}

/** Base64 of 32 bytes: 43 characters and the padding. */
const FINGERPRINT = /^[A-Za-z0-9+/]{43}=$/;

function fingerprintIn({ text, tail }: TalosLine): string | null {
  const isFromMaintenance = /^runtime\.Maintenance/.test(tail.controller ?? '');
  const isIssued = text.startsWith('server certificate issued');
  const sample = /^\s*talosctl apply-config --insecure .*--cert-fingerprint '([^']{1,100})'/.exec(text)?.[1];
  const said = sample ?? (isFromMaintenance || isIssued ? tail.fingerprint : undefined);
  return said !== undefined && FINGERPRINT.test(said) ? said : null;
}

function uuidIn({ text, tail }: TalosLine): string | null {
  const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  const said =
    tail.uuid ?? /^(?:hardware|SMBIOS|system)\b.{0,40}\buuid[ :=]+([0-9a-f-]{36})\b/i.exec(text)?.[1] ?? '';
  return uuid.test(said) ? said.toLowerCase() : null;
}

function nameIn(hostname: string | undefined): string | null {
  return hostname !== undefined && /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(hostname)
    ? hostname
    : null;
}

/** What a person must read: a panic of the kernel, and what Talos itself calls failed. */
function isError({ isTalos, text }: TalosLine): boolean {
  if (
    /^(?:Kernel panic - not syncing|BUG: |Oops: |Out of memory: |EXT4-fs error|XFS \(.{1,40}\): Corruption)/.test(
      text,
    )
  )
    return true;
  if (!isTalos) return /^[a-z]+: I\/O error|^I\/O error,? dev/i.test(text);
  return /^(?:task|phase|service)\b.{0,200}\bfailed\b|\bsequence: failed\b|^(?:error|failed)\b|^controller failed|\b(?:invalid|failed to (?:load|parse|validate)) .{0,40}config|^panic|\(Failed\): /i.test(
    text,
  );
}

function errorsAfter({ errors }: ConsoleReading, line: TalosLine): Partial<ConsoleReading> {
  if (!isError(line)) return {};
  const text = line.text.trim().slice(0, ERROR_CHARS);
  // Controllers try again for ever; the same line twice in a row says nothing new.
  return errors.at(-1) === text ? {} : { errors: [...errors, text].slice(-MOST_ERRORS) };
}

function sameFacts(one: ConsoleReading, other: ConsoleReading): boolean {
  const keys = Object.keys(one) as (keyof ConsoleReading)[];
  return keys.every((key) => {
    const [a, b] = [one[key], other[key]];
    return a === b || (Array.isArray(a) && Array.isArray(b) && a.length === 0 && b.length === 0);
  });
}

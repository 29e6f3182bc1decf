/** What the serial consoles print, as sightings; the addresses among it are asked like those of the plan. */
import { cleanText } from '../../../shared/domain/discovery/clean-text.ts';
import { usableUuid } from '../../../shared/domain/discovery/machine-ids.ts';
import type { Claims } from '../../../shared/domain/discovery/sighting.ts';
import type { ConsoleReading } from '../../../shared/domain/serial/serial-port.ts';
import type { SightingBook } from '../sighting-book.ts';

export interface ConsoleSource {
  /** Makes or renews the sighting of that port; a reading without anything in it takes the earlier claims away. */
  note(path: string, reading: ConsoleReading): void;
}
export interface ConsolePorts {
  readonly book: SightingBook;
  /** Asks the addresses that were printed, as far as they may be asked. */
  readonly askPrinted: (addresses: readonly string[]) => void;
  readonly changed: () => void;
}

/** A node prints the addresses of its few links. */
const ADDRESS_LIMIT = 16;
/** A console that prints ever more addresses must not make a scanner of this laptop: no more than so many a minute. */
const ASKED_A_MINUTE = 16;
const MINUTE_MS = 60_000;
/** What stands there for less is still being printed, or is no console. */
const SETTLED_MS = 10_000;

export function createConsoleSource({ book, askPrinted, changed }: ConsolePorts): ConsoleSource {
  const asked = new Map<string, { sinceMs: number; count: number }>();
  const askSome = (path: string, addresses: readonly string[]): void => {
    const before = asked.get(path);
    const isOver = before === undefined || Math.abs(book.nowMs() - before.sinceMs) >= MINUTE_MS;
    const budget = isOver ? { sinceMs: book.nowMs(), count: 0 } : before;
    const some = addresses.slice(0, Math.max(0, ASKED_A_MINUTE - budget.count));
    asked.set(path, { ...budget, count: budget.count + some.length });
    askPrinted(some);
  };
  return {
    note: (path, reading) => {
      const claims = claimsOfReading(reading);
      const earlier = book.all().filter(({ source, address }) => source === 'console' && address === path);
      const id = book.note({ source: 'console', address: path, port: 0, interfaceName: null, claims });
      // One console speaks of one machine at a time: what it printed before no longer counts.
      book.forget(earlier.filter((each) => each.id !== id).map((each) => each.id));
      const known = new Set(earlier.flatMap((each) => each.claims.addresses ?? []));
      askSome(
        path,
        (claims.addresses ?? []).filter((address) => !known.has(address)),
      );
      if (!earlier.some((each) => each.id === id)) changed();
    },
  };
}

/** Every address that a console printed last and that has stood for some seconds. */
export function printedAddresses(book: SightingBook): readonly string[] {
  const latestMs = book.nowMs() - SETTLED_MS;
  return book
    .all()
    .filter((each) => each.source === 'console' && (each.firstSeenAtMs ?? each.seenAtMs) <= latestMs)
    .flatMap(({ claims }) => claims.addresses ?? []);
}

function claimsOfReading(reading: ConsoleReading): Claims {
  const uuid = usableUuid(reading.uuid);
  const { fingerprint } = reading;
  const addresses = reading.addresses
    .flatMap((each) => cleanText(each.split('/')[0] ?? '', 64) ?? [])
    .slice(0, ADDRESS_LIMIT);
  return {
    ...textClaim('hostname', reading.hostname, 253),
    ...(uuid !== null && { uuid }),
    ...(addresses.length > 0 && { addresses }),
    ...textClaim('talosVersion', reading.talosVersion, 32),
    ...textClaim('stage', reading.stage, 32),
    // Some consoles show only the start of it.
    ...(fingerprint !== null && /^[A-Za-z0-9+/]{4,43}=?$/.test(fingerprint) && { fingerprint }),
    ...(reading.siderolink && { siderolink: true }),
  };
}

function textClaim(key: 'hostname' | 'talosVersion' | 'stage', raw: string | null, limit: number): Claims {
  const text = raw === null ? null : cleanText(raw, limit);
  return text === null ? {} : { [key]: text };
}

/** Finds node beacons on every usable interface. One link each; links are replaced when the network changes. */
import { isInside, parseIpv4, parseRanges } from '../../../shared/domain/discovery/ipv4.ts';
import type { MdnsInstance } from '../../../shared/domain/discovery/mdns-claims.ts';
import type {
  MdnsBrowser,
  MdnsListener,
  NetworkInterface,
  NetworkInterfaces,
} from '../../discovery/discovery-ports.ts';
import type { Clock, Log } from '../../ports.ts';
import { createMdnsCache, type MdnsCache } from './mdns-cache.ts';
import { type MdnsLink, openMdnsLink } from './mdns-link.ts';

export interface MdnsBrowserOptions {
  readonly interfaces: NetworkInterfaces;
  readonly clock: Clock;
  readonly log: Log;
  /** 5353 except in tests, so that two test runs on one machine do not hear each other. */
  readonly port?: number;
  readonly random?: () => number;
}

/** RFC 6762. */
export const MDNS_PORT = 5353;
/** Beacons on all interfaces together; a hospital has a few. */
const INSTANCE_LIMIT = 1000;
const WATCH_EVERY_MS = 2000;
/** A link that breaks again and again is tried ever more rarely. */
const LONGEST_PAUSE_MS = 60_000;
/** After sleep: long enough for two queries to be answered. */
const CONFIRM_WITHIN_MS = 5000;

/** Changes are told together: a node's records often come in several packets. */
const TELL_AFTER_MS = 20;

interface Place {
  readonly on: NetworkInterface;
  readonly cache: MdnsCache;
  link: MdnsLink | null;
  openedAtMs: number;
  /** Times in a row that the link broke soon after it was opened. */
  failures: number;
  retryAtMs: number;
}
type Places = Map<string, Place>;

/** A browser that is not listening yet. */
export function createMdnsBrowser(options: MdnsBrowserOptions): MdnsBrowser {
  let session: Session | null = null;
  return {
    start: (listener) => {
      if (session !== null) throw new Error('the mdns browser was started twice');
      session = listenFor(listener, options);
    },
    resume: () => session?.renew(),
    reconfirm: () => {},
    hearing: () => [],
    stop: async () => {
      const ending = session;
      session = null;
      await ending?.end();
    },
  };
}

interface Session {
  renew(): void;
  end(): Promise<void>;
}

/** From one start to one stop: opens links, watches the interfaces, tells what changed. */
function listenFor(listener: MdnsListener, options: MdnsBrowserOptions): Session {
  const { clock, log } = options;
  const places: Places = new Map();
  const told = new Map<string, { readonly text: string; readonly instance: MdnsInstance }>();
  const stop = new AbortController();
  let isTelling = false;
  let isRenewing = false;
  const tellSoon = (): void => {
    if (isTelling) return;
    isTelling = true;
    const tell = (): void => {
      isTelling = false;
      tellChanges(instancesOf(places), told, listener);
    };
    // Rejects only when the session ends, and then nothing is told any more.
    clock.wait(TELL_AFTER_MS, stop.signal).then(tell, () => {});
  };
  const watch = async (): Promise<void> => {
    try {
      for (;;) {
        const renew = isRenewing;
        isRenewing = false;
        await closeOutdated(places, options, renew);
        await openMissing(places, options, { signal: stop.signal, onChange: tellSoon });
        tellSoon();
        await clock.wait(WATCH_EVERY_MS, stop.signal);
      }
    } catch (error) {
      if (!stop.signal.aborted) log.bug('mdns browser', error);
    } finally {
      await Promise.all([...places.values()].map(({ link }) => link?.close()));
    }
  };
  const watching = watch();
  return {
    renew: () => {
      isRenewing = true;
    },
    end: async () => {
      stop.abort(new Error('mdns browser stopped'));
      await watching;
    },
  };
}

/** Closes links that broke, whose interface went or changed, or that sleep made doubtful. */
async function closeOutdated(
  places: Places,
  { interfaces, clock }: MdnsBrowserOptions,
  renew: boolean,
): Promise<void> {
  const nowMs = clock.now();
  const wanted = new Set(usedOf(interfaces).map(keyOf));
  for (const [key, place] of places) {
    const isBroken = place.link?.isBroken === true;
    if (!wanted.has(key)) places.delete(key);
    else if (!isBroken && !renew) {
      // Without a link nobody else lets time pass for what was heard.
      if (place.link === null) place.cache.expire(nowMs);
      continue;
    }
    const brokeSoon = isBroken && nowMs - place.openedAtMs < LONGEST_PAUSE_MS;
    place.failures = brokeSoon ? place.failures + 1 : 0;
    place.retryAtMs = brokeSoon
      ? nowMs + Math.min(WATCH_EVERY_MS * 2 ** place.failures, LONGEST_PAUSE_MS)
      : nowMs;
    place.cache.doubt(nowMs, CONFIRM_WITHIN_MS);
    await place.link?.close();
    place.link = null;
  }
}

async function openMissing(
  places: Places,
  { interfaces, clock, log, port = MDNS_PORT, random = Math.random }: MdnsBrowserOptions,
  { signal, onChange }: { readonly signal: AbortSignal; readonly onChange: () => void },
): Promise<void> {
  const hasRoom = (): boolean =>
    [...places.values()].reduce((sum, { cache }) => sum + cache.size, 0) < INSTANCE_LIMIT;
  for (const on of usedOf(interfaces)) {
    const place = places.get(keyOf(on)) ?? {
      ...{ on, cache: createMdnsCache(hasRoom), link: null, openedAtMs: 0, failures: 0, retryAtMs: 0 },
    };
    places.set(keyOf(on), place);
    if (place.link !== null || place.retryAtMs > clock.now() || signal.aborted) continue;
    place.openedAtMs = clock.now();
    place.link = await openMdnsLink(on, { clock, log, random, port, cache: place.cache, onChange });
  }
}

function usedOf(interfaces: NetworkInterfaces): readonly NetworkInterface[] {
  return interfaces.list().filter(({ used }) => used);
}

/** A changed address or subnet makes another link: what was heard through the old one is not true here. */
function keyOf({ name, address, subnets }: NetworkInterface): string {
  return JSON.stringify([name, address, subnets]);
}

/** Every complete instance, with its addresses on the link where it was heard. */
function instancesOf(places: Places): ReadonlyMap<string, MdnsInstance> {
  const instances = new Map<string, MdnsInstance>();
  for (const { on, cache } of places.values()) {
    const subnets = parseRanges(on.subnets);
    for (const { name, service, entries, addresses } of cache.instances()) {
      const onLink = addresses.filter((address) => isInside(parseIpv4(address) ?? -1, subnets));
      if (service === null || onLink.length === 0) continue;
      instances.set(JSON.stringify([on.name, name.toLowerCase()]), {
        name,
        interfaceName: on.name,
        hostname: service.target,
        addresses: onLink,
        port: service.port,
        txt: entries ?? {},
      });
    }
  }
  return instances;
}

function tellChanges(
  now: ReadonlyMap<string, MdnsInstance>,
  told: Map<string, { readonly text: string; readonly instance: MdnsInstance }>,
  listener: MdnsListener,
): void {
  for (const [key, { instance }] of told) {
    if (now.has(key)) continue;
    told.delete(key);
    listener.gone(instance);
  }
  for (const [key, instance] of now) {
    const text = JSON.stringify(instance);
    if (told.get(key)?.text === text) continue;
    told.set(key, { text, instance });
    listener.heard(instance);
  }
}

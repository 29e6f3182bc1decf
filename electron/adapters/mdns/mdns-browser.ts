/**
 * Finds node beacons on every usable interface, by IPv4 and IPv6. `packet` reads and writes bytes, `cache` remembers
 * with RFC 6762's times, `link` is one socket and what it lets in, `place` is one interface with its two links and
 * what is asked there. No fault of the network leaves this folder; `createMdnsBrowser` is the one function you want.
 */
import type { MdnsBrowser, MdnsListener, NetworkInterfaces } from '../../discovery/discovery-ports.ts';
import type { Clock, Log } from '../../ports.ts';
import { createCrowd } from './cache/crowd.ts';
import { type OpenUdpSocket, openUdpSocket } from './link/mdns-socket.ts';
import { createSwitchboard } from './link/switchboard.ts';
import { createPlace, type Place, type PlacePorts } from './place/place.ts';
import { createTeller } from './telling.ts';

export interface MdnsBrowserOptions {
  readonly interfaces: NetworkInterfaces;
  readonly clock: Clock;
  readonly log: Log;
  /** 5353 except in tests, so that two test runs on one machine do not hear each other. */
  readonly port?: number;
  readonly random?: () => number;
  readonly open?: OpenUdpSocket;
}

/** RFC 6762. */
export const MDNS_PORT = 5353;
/** Beacons on all interfaces together; a hospital has a few, the largest lab some hundred. */
const INSTANCE_LIMIT = 1000;
/** Asking the system for its interfaces costs well under a millisecond; a change is acted upon within two seconds. */
const WATCH_EVERY_MS = 1000;

/** A browser that is not listening yet. */
export function createMdnsBrowser(options: MdnsBrowserOptions): MdnsBrowser {
  let session: Session | null = null;
  return {
    start: (listener) => {
      if (session !== null) throw new Error('the mdns browser was started twice');
      session = listenFor(listener, options);
    },
    resume: () => session?.renew(),
    reconfirm: ({ interfaceName, name }) => session?.places.get(interfaceName)?.reconfirm(name),
    hearing: () => hearingOf(session?.places),
    stop: async () => {
      const ending = session;
      session = null;
      await ending?.end();
    },
  };
}

type Places = ReadonlyMap<string, Place>;
interface Session {
  readonly places: Places;
  renew(): void;
  end(): Promise<void>;
}

/** From one start to one stop: watches the interfaces and keeps a place on each that is used. */
function listenFor(listener: MdnsListener, options: MdnsBrowserOptions): Session {
  const { interfaces, clock, log, port = MDNS_PORT, random = Math.random, open = openUdpSocket } = options;
  const places = new Map<string, Place>();
  const stop = new AbortController();
  /** Rung when the next look must not wait; a new one each time, so that none collects listeners. */
  let bell = new AbortController();
  let isRenewing = false;
  const tellSoon = createTeller(
    {
      instances: () => [...places.values()].flatMap((place) => place.instances()),
      hearing: () => hearingOf(places),
    },
    listener,
    { clock, signal: stop.signal },
  );
  const shared = { crowd: createCrowd(INSTANCE_LIMIT), switchboard: createSwitchboard(clock) };
  const ports: PlacePorts = { clock, log, port, random, open, ...shared, onChange: tellSoon };
  const look = async (): Promise<void> => {
    const mustRenew = isRenewing;
    isRenewing = false;
    bell = new AbortController();
    await keepPlaces(places, interfaces, ports);
    if (mustRenew) for (const place of places.values()) await place.renew();
    tellSoon();
  };
  const watch = async (): Promise<void> => {
    let hasFailed = false;
    while (!stop.signal.aborted) {
      try {
        await look();
      } catch (error) {
        // A mistake of ours must not end the listening, nor fill the log.
        if (!hasFailed) log.bug('mdns browser', error);
        hasFailed = true;
      }
      if (!stop.signal.aborted) await waited(clock, bell.signal);
    }
    await Promise.all([...places.values()].map((place) => place.close()));
  };
  const watching = watch();
  return {
    places,
    renew: () => {
      isRenewing = true;
      bell.abort();
    },
    end: async () => {
      stop.abort(new Error('mdns browser stopped'));
      bell.abort();
      await watching;
    },
  };
}

/** Resolves when it is time to look again, or earlier by the signal. */
function waited(clock: Clock, signal: AbortSignal): Promise<void> {
  // Rejects only by the signal, and then it is time too.
  return clock.wait(WATCH_EVERY_MS, signal).catch(() => {});
}

async function keepPlaces(
  places: Map<string, Place>,
  interfaces: NetworkInterfaces,
  ports: PlacePorts,
): Promise<void> {
  const used = interfaces.list().filter((each) => each.used);
  for (const [name, place] of places) {
    if (used.some((each) => each.name === name)) continue;
    places.delete(name);
    await place.close();
  }
  for (const on of used) {
    const place = places.get(on.name) ?? createPlace(on, ports);
    places.set(on.name, place);
    await place.follow(on);
  }
}

function hearingOf(places: Places | undefined) {
  return [...(places?.values() ?? [])].map((place) => place.hearing());
}

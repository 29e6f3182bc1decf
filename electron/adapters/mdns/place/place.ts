/** One interface that is listened on: its two links, opened anew whenever the network took one away, and its cache. */
import type { MdnsInstance } from '../../../../shared/domain/discovery/mdns-claims.ts';
import type { InterfaceHearing, NetworkInterface } from '../../../discovery/discovery-ports.ts';
import type { Clock, Log } from '../../../ports.ts';
import type { Crowd } from '../cache/crowd.ts';
import { type CachedInstance, createMdnsCache } from '../cache/mdns-cache.ts';
import type { OpenUdpSocket } from '../link/mdns-socket.ts';
import type { Switchboard } from '../link/switchboard.ts';
import { type AskingPorts, askEverywhere, createTender } from './asking.ts';
import { createSpot, type Spot } from './spot.ts';

export interface PlacePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly open: OpenUdpSocket;
  readonly port: number;
  readonly switchboard: Switchboard;
  readonly crowd: Crowd;
  /** Something was heard or has run out. */
  readonly onChange: () => void;
}
export interface Place {
  /** Takes over what has changed of the interface, and opens what is not open; resolves when that is tried. */
  follow(on: NetworkInterface): Promise<void>;
  /** Opens everything anew and doubts what was heard before, as after sleep. */
  renew(): Promise<void>;
  reconfirm(name: string): void;
  hearing(): InterfaceHearing;
  /** Every complete instance, with its addresses on this link. */
  instances(): readonly MdnsInstance[];
  close(): Promise<void>;
}

const TEND_EVERY_MS = 250;
/** After sleep or on another network: long enough for two queries to be answered. */
const CONFIRM_WITHIN_MS = 5000;
/** §10.4: asked twice, a second apart; two seconds more for the answer. */
const RECONFIRM_WITHIN_MS = 3000;
const RECONFIRM_AGAIN_MS = 1000;

/** A place where nothing is open yet. */
export function createPlace(first: NetworkInterface, ports: PlacePorts): Place {
  const { clock, random, crowd } = ports;
  let on = first;
  const stop = new AbortController();
  const all = (): readonly Spot[] => [spots.ipv4, spots.ipv6];
  const open = () => all().flatMap(({ side }) => side?.family ?? []);
  const cache = createMdnsCache({ crowd, random, families: open });
  const asking = { clock, random, cache, links: () => all().flatMap(({ link }) => link ?? []) };
  const spots = {
    ipv4: createSpot('ipv4', { ...ports, asking }),
    ipv6: createSpot('ipv6', { ...ports, asking }),
  };
  const renew = async (): Promise<void> => {
    cache.doubt(clock.now(), CONFIRM_WITHIN_MS);
    for (const spot of all()) {
      await spot.close();
      await spot.follow(on);
    }
  };
  const running = tendUntil(stop.signal, asking, ports);
  return {
    renew,
    follow: async (next) => {
      const isOther = networkOf(on) !== networkOf(next);
      on = next;
      // What was heard before is flushed (§10.3), though only when nobody confirms it: a list must not blink.
      if (isOther) await renew();
      else for (const spot of all()) await spot.follow(on);
    },
    reconfirm: (name) => {
      const questions = cache.reconfirm(name, clock.now() + RECONFIRM_WITHIN_MS);
      const ask = (): void => askEverywhere(questions, asking);
      ask();
      // Rejects only when the place closes, and then nobody is asked any more.
      if (questions.length > 0) clock.wait(RECONFIRM_AGAIN_MS, stop.signal).then(ask, () => {});
    },
    hearing: () => ({
      interfaceName: on.name,
      ipv4: spots.ipv4.hearing(),
      ipv6: spots.ipv6.hearing(),
    }),
    instances: () => cache.instances().flatMap((instance) => instanceOn(on.name, instance, all()) ?? []),
    close: async () => {
      stop.abort(new Error('mdns place closed'));
      await Promise.all([running, ...all().map((spot) => spot.close())]);
      cache.clear();
    },
  };
}

/** Drops what has run out and asks for what is missing, until the signal. */
async function tendUntil(signal: AbortSignal, asking: AskingPorts, ports: PlacePorts): Promise<void> {
  const { clock, log, onChange } = ports;
  const tender = createTender(asking);
  try {
    for (;;) {
      await clock.wait(TEND_EVERY_MS, signal);
      asking.cache.expire(clock.now());
      onChange();
      tender.tend(clock.now());
    }
  } catch (error) {
    if (!signal.aborted) log.bug('mdns place', error);
  }
}

/** Another cable, or another IPv4 subnet: what was heard is not true here. */
function networkOf({ address, subnets, linkChanges }: NetworkInterface): string {
  return JSON.stringify([address, subnets, linkChanges ?? null]);
}

/** Null for an instance that is not complete, or that cannot be reached on this link. */
function instanceOn(
  interfaceName: string,
  { name, source, service, entries, addresses }: CachedInstance,
  spots: readonly Spot[],
): MdnsInstance | null {
  const reachable = spots.flatMap(({ side }) =>
    side === null ? [] : addresses[side.family].filter(side.isOnLink).map(side.withZone),
  );
  if (service === null || reachable.length === 0) return null;
  const { target, port } = service;
  return {
    ...{ name, interfaceName, source, hostname: target },
    ...{ addresses: reachable, port, txt: entries ?? {} },
  };
}

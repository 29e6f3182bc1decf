/** What one interface has heard of one service type, for as long as the records live. No clock of its own. */
import { NODE_SERVICE_TYPE } from '../../../../shared/domain/discovery/mdns-claims.ts';
import type { KnownPtr, MdnsQuestion, MdnsRecord } from '../packet/mdns-packet.ts';
import { splitLabels } from '../packet/name-codec.ts';
import { createInstance, type Instance, missingOf, refreshesOf } from './cached-instance.ts';
import type { Crowd } from './crowd.ts';
import { createHostBook, type HostBook } from './host-book.ts';
import {
  cutAt,
  GRACE_MS,
  isKnownWell,
  isRefreshDue,
  type Lifetime,
  lifetimeOf,
  refreshed,
} from './lifetime.ts';
import type { Arrival } from './record-set.ts';

export type Family = 'ipv4' | 'ipv6';
/** Everything known of one instance; null for what has not been heard or has run out. */
export interface CachedInstance {
  /** As it was first spelt. */
  readonly name: string;
  /** The address from which it was first announced. */
  readonly source: string;
  readonly service: { readonly target: string; readonly port: number } | null;
  readonly entries: Readonly<Record<string, string>> | null;
  readonly addresses: Readonly<Record<Family, readonly string[]>>;
}
/** A question with the family over which the node that it is about was heard. */
export interface CacheQuestion extends MdnsQuestion {
  readonly over: Family;
  /** Without the answer the node is usable all the same: not worth asking often. */
  readonly isOptional: boolean;
}
/** From where and when a packet came. */
export interface Origin {
  readonly source: string;
  readonly family: Family;
  readonly nowMs: number;
}
export interface MdnsCache {
  /** Gives how many instances found no room, or took that of others. */
  accept(records: readonly MdnsRecord[], origin: Origin): number;
  /** Drops what has run out, and what was not confirmed in time. */
  expire(nowMs: number): void;
  /** Everything must be confirmed within `withinMs` or is gone (after sleep). */
  doubt(nowMs: number, withinMs: number): void;
  /** The instance is gone at `latestMs` unless its service is heard again; what to ask, nothing when it is unknown. */
  reconfirm(name: string, latestMs: number): readonly CacheQuestion[];
  instances(): readonly CachedInstance[];
  /** What beacons still owe us. */
  missing(): readonly CacheQuestion[];
  /** What is to be asked again before it runs out; each is given once per refresh. */
  takeRefreshes(nowMs: number): readonly CacheQuestion[];
  /** What responders need not repeat. */
  knownAnswers(nowMs: number): readonly KnownPtr[];
  /** Everything is forgotten and its places in the crowd are free. */
  clear(): void;
  readonly size: number;
}
export interface MdnsCacheOptions {
  readonly crowd: Crowd;
  /** Which addresses are of use on the interface now. */
  readonly families: () => readonly Family[];
  readonly random: () => number;
}

const SERVICE_LABELS = NODE_SERVICE_TYPE.split('.');

type Instances = Map<string, Instance>;

/** An empty cache. */
export function createMdnsCache({ crowd, families, random }: MdnsCacheOptions): MdnsCache {
  const instances: Instances = new Map();
  const hosts = createHostBook();
  const accept = createIntake({ instances, hosts, crowd, random });
  const drop = (key: string, instance: Instance): void => {
    instances.delete(key);
    crowd.remove(instance);
  };
  return {
    get size() {
      return instances.size;
    },
    accept,
    expire: (nowMs) => {
      for (const [key, instance] of instances) {
        instance.service.expire(nowMs);
        instance.text.expire(nowMs);
        const isUnconfirmed = instance.confirmByMs !== null && instance.confirmByMs <= nowMs;
        if (isUnconfirmed || instance.pointer.expiresAtMs <= nowMs) drop(key, instance);
      }
      hosts.expire(
        nowMs,
        [...instances.values()].map(({ service }) => service.newest()?.target ?? ''),
      );
    },
    doubt: (nowMs, withinMs) => {
      for (const instance of instances.values()) {
        instance.pointer = cutAt(instance.pointer, nowMs + withinMs);
        instance.service.doubt(nowMs + withinMs);
        instance.text.doubt(nowMs + withinMs);
      }
      hosts.doubt(nowMs + withinMs);
    },
    reconfirm: (name, latestMs) => {
      const instance = instances.get(name.toLowerCase());
      if (instance === undefined || instance.confirmByMs !== null) return [];
      instance.confirmByMs = latestMs;
      const { over } = instance;
      return [{ name: instance.name, type: 'SRV', over, isOptional: false }];
    },
    instances: () =>
      [...instances.values()].map(({ name, source, service, text }) => ({
        ...{ name, source },
        service: service.newest(),
        entries: text.newest(),
        addresses: hosts.addressesOf(service.newest()?.target),
      })),
    missing: () => [...instances.values()].flatMap((instance) => missingOf(instance, hosts, families())),
    takeRefreshes: (nowMs) => takeRefreshes(instances, hosts, nowMs),
    knownAnswers: (nowMs) =>
      [...instances.values()]
        .filter(({ pointer, confirmByMs }) => confirmByMs === null && isKnownWell(pointer, nowMs))
        .map(({ name, pointer }) => ({
          name: NODE_SERVICE_TYPE,
          target: name,
          ttlSeconds: Math.floor((pointer.expiresAtMs - nowMs) / 1000),
        })),
    clear: () => {
      for (const [key, instance] of instances) drop(key, instance);
    },
  };
}

/** What is due of all instances; however many pointers are due, the type is asked for once. */
function takeRefreshes(instances: Instances, hosts: HostBook, nowMs: number): readonly CacheQuestion[] {
  const due = [...instances.values()].filter(({ pointer }) => isRefreshDue(pointer, nowMs));
  for (const instance of due) instance.pointer = refreshed(instance.pointer);
  const [pointer] = due.map(({ over }): CacheQuestion => ({ ...POINTER_QUESTION, over }));
  const owned = [...instances.values()].flatMap((instance) => refreshesOf(instance, hosts, nowMs));
  return pointer === undefined ? owned : [...owned, pointer];
}

/** Takes in what a responder said. */
function createIntake({
  instances,
  hosts,
  crowd,
  random,
}: Pick<MdnsCacheOptions, 'crowd' | 'random'> & {
  readonly instances: Instances;
  readonly hosts: HostBook;
}): MdnsCache['accept'] {
  let crowdedOut = 0;
  const join = (name: string, pointer: Lifetime, origin: Origin): void => {
    const key = name.toLowerCase();
    const leave = (): void => void instances.delete(key);
    const instance = createInstance(name, pointer, { ...origin, hosts, leave });
    const place = crowd.admit(instance);
    if (place !== 'outside') instances.set(key, instance);
    if (place !== 'free-place') crowdedOut++;
  };
  const acceptPointer = (record: MdnsRecord, origin: Origin): void => {
    if (record.type !== 'PTR' || !isNodePointer(record)) return;
    const known = instances.get(record.target.toLowerCase());
    const pointer = lifetimeOf(record.ttlMs, origin.nowMs, random());
    if (known === undefined) {
      if (record.ttlMs > 0) join(record.target, pointer, origin);
      return;
    }
    // A goodbye shortens what is known; a promise begins its life anew.
    known.pointer = record.ttlMs === 0 ? cutAt(known.pointer, origin.nowMs + GRACE_MS) : pointer;
    known.over = origin.family;
  };
  const acceptOwned = (record: MdnsRecord, arrival: Arrival): void => {
    const instance = instances.get(record.name.toLowerCase());
    if (record.type === 'TXT') instance?.text.accept(record.entries, arrival);
    if (instance === undefined || record.type !== 'SRV') return;
    instance.service.accept({ target: record.target, port: record.port }, arrival);
    if (record.ttlMs === 0) return;
    instance.confirmByMs = null;
    hosts.open(record.target);
  };
  return (records, origin) => {
    crowdedOut = 0;
    // In the order in which each leads to the next, whatever the order in the packet.
    for (const record of records) acceptPointer(record, origin);
    const arrivalOf = ({ ttlMs, flush }: MdnsRecord): Arrival => ({
      ...{ ttlMs, flush, nowMs: origin.nowMs, chance: random() },
    });
    for (const record of records) acceptOwned(record, arrivalOf(record));
    for (const record of records) hosts.accept(record, arrivalOf(record));
    return crowdedOut;
  };
}

const POINTER_QUESTION = { name: NODE_SERVICE_TYPE, type: 'PTR', isOptional: false } as const;

/** From the type of lab nodes to one label in front of it. */
function isNodePointer({ name, target }: MdnsRecord & { readonly type: 'PTR' }): boolean {
  if (name.toLowerCase() !== NODE_SERVICE_TYPE) return false;
  const labels = splitLabels(target)?.map((label) => label.toLowerCase()) ?? [];
  return (
    labels.length === SERVICE_LABELS.length + 1 &&
    SERVICE_LABELS.every((label, index) => labels[index + 1] === label)
  );
}

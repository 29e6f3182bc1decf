/** What one interface has heard of one service type, for as long as the records live. No clock of its own. */
import { NODE_SERVICE_TYPE } from '../../../shared/domain/discovery/mdns-claims.ts';
import { type AddressBook, createAddressBook } from './address-book.ts';
import { cutAt, GRACE_MS, isRefreshDue, type Lifetime, lifetimeOf, refreshed } from './lifetime.ts';
import type { KnownPtr, MdnsQuestion, MdnsRecord } from './mdns-packet.ts';

/** Everything known of one instance; null for what has not been heard or has run out. */
export interface CachedInstance {
  readonly name: string;
  readonly service: Service | null;
  readonly entries: Readonly<Record<string, string>> | null;
  readonly addresses: readonly string[];
}
export interface MdnsCache {
  accept(records: readonly MdnsRecord[], nowMs: number): void;
  /** Drops what has run out. */
  expire(nowMs: number): void;
  /** Everything must be confirmed within `withinMs` or is gone (after sleep). */
  doubt(nowMs: number, withinMs: number): void;
  instances(): readonly CachedInstance[];
  /** What beacons still owe us. */
  missing(): readonly MdnsQuestion[];
  /** What is to be asked again before it runs out; each is given once per refresh. */
  takeRefreshes(nowMs: number): readonly MdnsQuestion[];
  /** What responders need not repeat: at least half of its life is left (RFC 6762 §7.1). */
  knownAnswers(nowMs: number): readonly KnownPtr[];
  readonly size: number;
}

interface Service {
  readonly target: string;
  readonly port: number;
}
interface Kept<T> {
  readonly value: T;
  readonly life: Lifetime;
}
interface Instance {
  readonly name: string;
  /** Life of the PTR record, and the TTL it came with; 0 once it is in doubt. */
  pointer: Lifetime;
  pointerTtlMs: number;
  service: Kept<Service> | null;
  text: Kept<Readonly<Record<string, string>>> | null;
}
type Instances = Map<string, Instance>;

/** A query stays within one Ethernet frame with about this many known answers. */
const KNOWN_ANSWER_LIMIT = 24;

/** An empty cache; `hasRoom` says whether one more instance may be kept. */
export function createMdnsCache(hasRoom: () => boolean): MdnsCache {
  const instances: Instances = new Map();
  const book = createAddressBook();
  return {
    get size() {
      return instances.size;
    },
    accept: (records, nowMs) => {
      // In the order in which each leads to the next, whatever the order in the packet.
      for (const record of records)
        if (record.type === 'PTR') acceptPointer(instances, record, nowMs, hasRoom);
      for (const record of records) acceptOwned(instances, record, nowMs);
      const inUse = targetsOf(instances);
      for (const record of records)
        if (record.type === 'A' && inUse.has(record.name.toLowerCase())) book.accept(record, nowMs);
    },
    expire: (nowMs) => {
      const isOver = (life: Lifetime | undefined): boolean => life !== undefined && life.expiresAtMs <= nowMs;
      for (const [key, instance] of instances) {
        if (isOver(instance.pointer)) instances.delete(key);
        if (isOver(instance.service?.life)) instance.service = null;
        if (isOver(instance.text?.life)) instance.text = null;
      }
      book.expire(nowMs, targetsOf(instances));
    },
    doubt: (nowMs, withinMs) => {
      for (const instance of instances.values()) doubtInstance(instance, nowMs + withinMs);
      book.doubt(nowMs + withinMs);
    },
    instances: () =>
      [...instances.values()].map(({ name, service, text }) => ({
        name,
        service: service?.value ?? null,
        entries: text?.value ?? null,
        addresses: service === null ? [] : book.addressesOf(service.value.target),
      })),
    missing: () => [...instances.values()].flatMap((instance) => missingOf(instance, book)),
    takeRefreshes: (nowMs) =>
      [...instances.values()].flatMap((instance) => refreshesOf(instance, book, nowMs)),
    knownAnswers: (nowMs) => knownAnswersOf(instances, nowMs),
  };
}

function acceptPointer(
  instances: Instances,
  record: MdnsRecord & { readonly type: 'PTR' },
  nowMs: number,
  hasRoom: () => boolean,
): void {
  const key = record.target.toLowerCase();
  if (record.name.toLowerCase() !== NODE_SERVICE_TYPE || !key.endsWith(`.${NODE_SERVICE_TYPE}`)) return;
  const pointer = lifetimeOf(record.ttlMs, nowMs);
  const known = instances.get(key);
  if (known !== undefined) Object.assign(known, { pointer, pointerTtlMs: record.ttlMs });
  else if (record.ttlMs > 0 && hasRoom())
    instances.set(key, {
      name: record.target,
      pointer,
      pointerTtlMs: record.ttlMs,
      service: null,
      text: null,
    });
}

function acceptOwned(instances: Instances, record: MdnsRecord, nowMs: number): void {
  if (record.type !== 'SRV' && record.type !== 'TXT') return;
  const instance = instances.get(record.name.toLowerCase());
  if (instance === undefined) return;
  // A goodbye shortens what is known; it teaches nothing.
  const isGoodbye = record.ttlMs === 0;
  const life = lifetimeOf(record.ttlMs, nowMs);
  if (record.type === 'TXT')
    instance.text = isGoodbye ? ending(instance.text, nowMs + GRACE_MS) : { value: record.entries, life };
  else
    instance.service = isGoodbye
      ? ending(instance.service, nowMs + GRACE_MS)
      : { value: { target: record.target, port: record.port }, life };
}

function targetsOf(instances: Instances): ReadonlySet<string> {
  const services = [...instances.values()]
    .map(({ service }) => service)
    .filter((service) => service !== null);
  return new Set(services.map(({ value }) => value.target.toLowerCase()));
}

function missingOf({ name, service, text }: Instance, book: AddressBook): readonly MdnsQuestion[] {
  const questions: MdnsQuestion[] = [];
  if (service === null) questions.push({ name, type: 'SRV' });
  else if (book.addressesOf(service.value.target).length === 0)
    questions.push({ name: service.value.target, type: 'A' });
  if (text === null) questions.push({ name, type: 'TXT' });
  return questions;
}

function refreshesOf(instance: Instance, book: AddressBook, nowMs: number): readonly MdnsQuestion[] {
  const { name, service, text } = instance;
  const questions: MdnsQuestion[] = [];
  if (service !== null && isRefreshDue(service.life, nowMs)) {
    instance.service = { ...service, life: refreshed(service.life) };
    questions.push({ name, type: 'SRV' });
  }
  if (text !== null && isRefreshDue(text.life, nowMs)) {
    instance.text = { ...text, life: refreshed(text.life) };
    questions.push({ name, type: 'TXT' });
  }
  if (service !== null && book.takeRefresh(service.value.target, nowMs))
    questions.push({ name: service.value.target, type: 'A' });
  return questions;
}

function knownAnswersOf(instances: Instances, nowMs: number): readonly KnownPtr[] {
  return [...instances.values()]
    .map(({ name, pointer, pointerTtlMs }) => ({ name, pointerTtlMs, leftMs: pointer.expiresAtMs - nowMs }))
    .filter(({ leftMs, pointerTtlMs }) => pointerTtlMs > 0 && leftMs * 2 >= pointerTtlMs)
    .slice(0, KNOWN_ANSWER_LIMIT)
    .map(({ name, leftMs }) => ({
      name: NODE_SERVICE_TYPE,
      target: name,
      ttlSeconds: Math.floor(leftMs / 1000),
    }));
}

function doubtInstance(instance: Instance, latestMs: number): void {
  instance.pointer = cutAt(instance.pointer, latestMs);
  // Not offered as a known answer: a responder would stay silent where its answer is wanted.
  instance.pointerTtlMs = 0;
  instance.service = ending(instance.service, latestMs);
  instance.text = ending(instance.text, latestMs);
}

function ending<T>(kept: Kept<T> | null, latestMs: number): Kept<T> | null {
  return kept === null ? null : { ...kept, life: cutAt(kept.life, latestMs) };
}

import type { Member } from './crowd.ts';
import type { HostBook } from './host-book.ts';
import type { Lifetime } from './lifetime.ts';
import type { CacheQuestion, Family, Origin } from './mdns-cache.ts';
import { createRecordSet, type RecordSet } from './record-set.ts';

/** One announced instance with the records that it owns. */
export interface Instance extends Member {
  readonly name: string;
  /** Life of the PTR record that led to it. */
  pointer: Lifetime;
  /** Over which family it was heard last. */
  over: Family;
  readonly service: RecordSet<Service>;
  readonly text: RecordSet<Readonly<Record<string, string>>>;
  /** It is in doubt: gone then, unless its service is heard again. */
  confirmByMs: number | null;
}
export interface Service {
  readonly target: string;
  readonly port: number;
}

/** An instance of which only the name is known. */
export function createInstance(
  name: string,
  pointer: Lifetime,
  { source, family, hosts, leave }: Origin & { readonly hosts: HostBook; leave(): void },
): Instance {
  const service = createRecordSet<Service>(({ target, port }) => `${port} ${target.toLowerCase()}`);
  const text = createRecordSet<Readonly<Record<string, string>>>((entries) => JSON.stringify(entries));
  return {
    ...{ name, pointer, source, service, text, leave },
    over: family,
    confirmByMs: null,
    isComplete: () => {
      const { ipv4, ipv6 } = hosts.addressesOf(service.newest()?.target);
      return ipv4.length + ipv6.length > 0;
    },
  };
}

const addressTypes = { ipv4: 'A', ipv6: 'AAAA' } as const;

/** What it still owes us; an address of a second family is welcome and not needed. */
export function missingOf(
  { name, over, service, text }: Instance,
  hosts: HostBook,
  families: readonly Family[],
): readonly CacheQuestion[] {
  const questions: CacheQuestion[] = [];
  const target = service.newest()?.target;
  if (target === undefined) questions.push({ name, type: 'SRV', over, isOptional: false });
  else {
    const addresses = hosts.addressesOf(target);
    const isReachable = families.some((family) => addresses[family].length > 0);
    for (const family of families)
      if (addresses[family].length === 0)
        // Each kind over its own family first: Avahi says IPv4 addresses over IPv4 only.
        questions.push({ name: target, type: addressTypes[family], over: family, isOptional: isReachable });
  }
  if (text.newest() === null) questions.push({ name, type: 'TXT', over, isOptional: false });
  return questions;
}

/** What of it is to be asked for again before it runs out. */
export function refreshesOf(
  { name, over, service, text }: Instance,
  hosts: HostBook,
  nowMs: number,
): readonly CacheQuestion[] {
  const target = service.newest()?.target;
  const types = target === undefined ? [] : hosts.takeRefreshes(target, nowMs);
  return [
    ...(service.takeRefresh(nowMs) ? [{ name, type: 'SRV', over, isOptional: false } as const] : []),
    ...(text.takeRefresh(nowMs) ? [{ name, type: 'TXT', over, isOptional: false } as const] : []),
    ...types.map((type) => ({ name: target ?? '', type, over, isOptional: false })),
  ];
}

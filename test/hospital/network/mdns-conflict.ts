/** Two who claim one name (RFC 6762 §8.2, §9): the greater data stays, the other takes another name, as Avahi does. */
import type { AnnouncedNode, HeardRecord, OwnRecord } from './mdns-packets.ts';

/**
 * `lost` when somebody says another service or address under a name of ours, with greater data; `won` when with
 * smaller; null when nobody does. TXT is no ground: it changes with the node's stage.
 */
export function outcomeOf(
  records: readonly OwnRecord[],
  heard: readonly HeardRecord[],
): 'lost' | 'won' | null {
  const ids = new Set(records.map(({ id }) => id));
  for (const theirs of heard) {
    if (!theirs.isUnique || theirs.ttlSeconds === 0 || ids.has(theirs.id)) continue;
    const ours = records.find(({ name, type }) => name === theirs.name && type === theirs.type);
    if (ours !== undefined && ours.type !== 'TXT') return theirs.id > ours.id ? 'lost' : 'won';
  }
  return null;
}

/** The next name: `LAB #2` after `LAB`, and `lab-2` after `lab` for the host. */
export function renamed(node: AnnouncedNode): AnnouncedNode {
  const next = (text: string, mark: string): string => {
    const [, base = text, number = '1'] = new RegExp(`^(.*)${mark}(\\d{1,4})$`).exec(text) ?? [];
    return `${base}${mark}${Number(number) + 1}`;
  };
  return { ...node, instance: next(node.instance, ' #'), hostname: next(node.hostname, '-') };
}

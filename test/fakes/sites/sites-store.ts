import type { SitesStore, StoredPack } from '../../../electron/sites/sites-ports.ts';
import { failed } from '../../../shared/failure/failure.ts';

export interface FakeSitesStore extends SitesStore {
  /** After this many more writes the disk is full; null for never. */
  roomForWrites: number | null;
}

/** Named texts and packs in memory, with writes that are undone when they fail. */
export function createFakeSitesStore(): FakeSitesStore {
  let texts = new Map<string, string>();
  let packs = new Map<string, Map<number, StoredPack>>();
  let isWriting = false;
  const copyOf = (all: typeof packs): typeof packs =>
    new Map([...all].map(([site, versions]) => [site, new Map(versions)]));
  const store: FakeSitesStore = {
    roomForWrites: null,
    write: (work) => {
      if (isWriting) return work();
      const before = { texts: new Map(texts), packs: copyOf(packs) };
      isWriting = true;
      try {
        const value = work();
        if (store.roomForWrites === 0) throw failed('disk-full', { path: 'memory' });
        if (store.roomForWrites !== null) store.roomForWrites -= 1;
        return value;
      } catch (error) {
        ({ texts, packs } = before);
        throw error;
      } finally {
        isWriting = false;
      }
    },
    read: (name) => texts.get(name) ?? null,
    save: (name, value) => store.write(() => void texts.set(name, value)),
    pack: (site) => {
      const versions = [...(packs.get(site)?.values() ?? [])];
      return versions.sort((one, other) => other.version - one.version)[0] ?? null;
    },
    savePack: (site, pack) =>
      store.write(() => {
        const versions = packs.get(site) ?? new Map<number, StoredPack>();
        versions.set(pack.version, pack);
        packs.set(site, versions);
      }),
  };
  return store;
}

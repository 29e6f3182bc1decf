import type { PackImage } from '../pack/pack-images.ts';
import type { SignedPack } from '../pack/pack-kinds.ts';

/** Where the console's handlers find what is downloaded: object storage in a real region, memory here. */
export interface PackShelf {
  /** Null when the site has no pack. */
  pack(site: string): SignedPack | null;
  image(digest: string): Uint8Array | null;
  put(site: string, pack: SignedPack | null): void;
}

/** A shelf with these images and no pack yet. */
export function createPackShelf(images: readonly PackImage[]): PackShelf {
  const packs = new Map<string, SignedPack>();
  const blobs = new Map(images.map(({ digest, bytes }) => [digest, bytes]));
  return {
    pack: (site) => packs.get(site) ?? null,
    image: (digest) => blobs.get(digest) ?? null,
    put: (site, pack) => {
      if (pack === null) packs.delete(site);
      else packs.set(site, pack);
    },
  };
}

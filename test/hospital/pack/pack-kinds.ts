import type { Pack } from '../../../shared/domain/sites/pack.ts';
import { PACK_LIMIT_BYTES } from '../../../shared/domain/sites/pack.ts';
import type { SiteTrust } from '../site-trust.ts';
import { PACK_VERSION } from './build-pack.ts';
import { minisign } from './minisign-sign.ts';

/** What the console may offer: good packs and every way in which one can be bad. */
export const packKinds = [
  'good',
  'newer',
  'older',
  'truncated',
  'tampered',
  'unreadable',
  'oversized',
  'other-key',
  'other-region',
  'from-future',
  'expired',
] as const;
export type PackKind = (typeof packKinds)[number];

/** A pack as it lies on the console's shelf. */
export interface SignedPack {
  /** What the console's `hello` says; the bytes may say otherwise. */
  readonly version: number;
  readonly bytes: Uint8Array;
  /** Text of the `.minisig` file. */
  readonly signature: string;
}

const DAY_MS = 24 * 3_600_000;

/** Makes a pack of a kind out of the good one. All but `truncated`, `tampered` and `other-key` carry a true signature. */
export function signedPack(kind: PackKind, pack: Pack, trust: SiteTrust): SignedPack {
  const sign = (changed: Pack, bytes: Uint8Array = encode(changed)): SignedPack => ({
    version: changed.version,
    bytes,
    signature: minisign(bytes, kind === 'other-key' ? trust.otherKey : trust.packKey, commentOf(changed)),
  });
  const later = (instant: string, days: number) =>
    new Date(Date.parse(instant) + days * DAY_MS).toISOString();
  switch (kind) {
    case 'good':
    case 'other-key':
      return sign(pack);
    case 'newer':
      return sign({
        ...pack,
        version: PACK_VERSION + 1,
        visit: { ...pack.visit, title: `${pack.visit.title} (moved)` },
      });
    case 'older':
      return sign({ ...pack, version: PACK_VERSION - 1 });
    case 'truncated': {
      const whole = sign(pack);
      return { ...whole, bytes: whole.bytes.subarray(0, Math.floor(whole.bytes.length / 2)) };
    }
    case 'tampered':
      // A thief who wants the system on another disk.
      return {
        ...sign(pack),
        bytes: encode({ ...pack, slots: pack.slots.map((slot) => ({ ...slot, disk: {} })) }),
      };
    case 'unreadable':
      return sign(pack, encode(pack).subarray(0, 1000));
    case 'oversized':
      return sign(pack, padded(encode(pack), PACK_LIMIT_BYTES + 1));
    case 'other-region':
      return sign({ ...pack, region: 'us-1' });
    case 'from-future':
      return sign({
        ...pack,
        issuedAt: later(pack.issuedAt, 30),
        notBefore: later(pack.notBefore, 30),
        expiresAt: later(pack.expiresAt, 30),
      });
    case 'expired':
      return sign({
        ...pack,
        issuedAt: later(pack.issuedAt, -40),
        notBefore: later(pack.notBefore, -40),
        expiresAt: later(pack.expiresAt, -40),
      });
  }
}

function commentOf({ site, version, region }: Pack): string {
  return `rounds-pack/1 region:${region} site:${site.id} version:${version}`;
}

function encode(pack: Pack): Uint8Array {
  return Buffer.from(JSON.stringify(pack), 'utf8');
}

/** JSON allows white space at the end, so the oversized pack is valid in every other way. */
function padded(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  const result = Buffer.alloc(sizeBytes, ' ');
  result.set(bytes);
  return result;
}

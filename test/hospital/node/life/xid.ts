import { randomBytes } from 'node:crypto';

/** The alphabet of an xid: base32 with extended hex, so that ids sort by time. */
const ALPHABET = '0123456789abcdefghijklmnopqrstuv';
const XID = /^[0-9a-v]{20}$/;

/** Makes ids of 20 characters: 4 bytes of seconds, 5 of this maker, 3 of counter (github.com/rs/xid). */
export function createXidMaker(): (atMs: number) => string {
  const maker = randomBytes(5);
  let counter = randomBytes(3).readUIntBE(0, 3);
  return (atMs) => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt32BE(Math.floor(atMs / 1000) >>> 0, 0);
    maker.copy(bytes, 4);
    counter = (counter + 1) % 0x1000000;
    bytes.writeUIntBE(counter, 9, 3);
    return encode(bytes);
  };
}

export function isXid(id: string): boolean {
  return XID.test(id);
}

function encode(bytes: Uint8Array): string {
  let result = '';
  let held = 0;
  let heldBits = 0;
  for (const byte of bytes) {
    held = held * 256 + byte;
    heldBits += 8;
    while (heldBits >= 5) {
      heldBits -= 5;
      result += ALPHABET[Math.floor(held / 2 ** heldBits) % 32];
      held %= 2 ** heldBits;
    }
  }
  return result + ALPHABET[(held * 2 ** (5 - heldBits)) % 32];
}

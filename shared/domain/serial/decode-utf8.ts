import { REPLACEMENT } from './clean-text.ts';

/** Reads UTF-8 byte by byte, also when a character is split over two chunks. Invalid bytes become U+FFFD, one each. */
export interface Utf8Decoder {
  /** Hands each code point that is now complete to `take`. */
  push(byte: number): void;
  /** Gives up on a character that never became complete. */
  end(): void;
}

/** First bytes of two, three and four (RFC 3629 §4), by the least code point that needs so many. */
const LEAST = [0, 0, 0x80, 0x800, 0x10000];

/** Starts between two characters. */
export function createUtf8Decoder(take: (codePoint: number) => void): Utf8Decoder {
  let expected = 0;
  let missing = 0;
  let value = 0;
  const giveUp = (): void => {
    // As many marks as bytes, so that noise is seen as what it is.
    for (let left = expected - missing; left > 0; left -= 1) take(REPLACEMENT);
    missing = 0;
    expected = 0;
  };
  const begin = (byte: number): void => {
    expected = byte >= 0xf0 && byte < 0xf5 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : 2;
    if (byte < 0xc2 || byte >= 0xf5) {
      expected = 0;
      take(REPLACEMENT);
      return;
    }
    missing = expected - 1;
    value = byte & (0x7f >> expected);
  };
  return {
    push: (byte) => {
      if (missing > 0 && (byte & 0xc0) === 0x80) {
        value = (value << 6) | (byte & 0x3f);
        missing -= 1;
        if (missing > 0) return;
        const isFit =
          value >= (LEAST[expected] ?? 0) && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
        if (isFit) {
          expected = 0;
          take(value);
        } else giveUp();
        return;
      }
      if (missing > 0) giveUp();
      if (byte < 0x80) take(byte);
      else begin(byte);
    },
    end: giveUp,
  };
}

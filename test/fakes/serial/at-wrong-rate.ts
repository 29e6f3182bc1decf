/**
 * What a UART reads when the other end sends at another rate: each frame is sampled at the wrong moments, so that a
 * byte of text becomes bytes of long runs of ones and zeros. The same input gives the same noise.
 */
export function atWrongRate(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(bytes, (byte, index) => NOISE[(byte * 7 + index) % NOISE.length] ?? 0);
}

/** Seen at 115200 from a line at 9600: a twelfth of a frame is all ones, all zeros, or one change. */
const NOISE = [0x00, 0xff, 0x80, 0xf8, 0x00, 0xe0, 0xfe, 0x00, 0xc0, 0xff, 0x00, 0xfc, 0x1c, 0x00, 0x81];

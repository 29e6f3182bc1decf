/**
 * Decides between 115200 and 9600 by what arrives. Talos sets no rate itself: 115200 is what our boot media ask for,
 * 9600 what a bare `console=ttyS0` gives (talos-api 5.3). At the wrong rate bits are sampled at the wrong moments, and
 * what arrives is hardly ever text; a silent port tells nothing and stays where it is.
 */
export type Baud = 115_200 | 9600;

export interface BaudState {
  readonly baud: Baud;
  /** Whether text has been read at this rate. */
  readonly isKnown: boolean;
  readonly seenBytes: number;
  readonly noiseBytes: number;
  /** Changes of the rate since text was read last. */
  readonly changes: number;
  readonly restUntilMs: number;
}

/** Enough to tell: of 64 random bytes less than 45 are text in all but one of 10,000 draws. */
const WINDOW_BYTES = 64;
/** Once text was read, a burst of noise (a boot loader, a plug) must be longer than that to count. */
const KNOWN_WINDOW_BYTES = 512;
/** Of random bytes 62 % are no text; of text under bad wiring some. */
const NOISE_SHARE = 0.3;
/** Neither rate gives text: look again only now and then. */
const MOST_CHANGES = 4;
const REST_MS = 30_000;

/** At the start of a connection; the rate that worked before, if any. */
export function startBaud(baud: Baud = 115_200): BaudState {
  return { baud, isKnown: false, seenBytes: 0, noiseBytes: 0, changes: 0, restUntilMs: 0 };
}

/** What these bytes tell. A state with another `baud` means: change the rate now. */
export function followBaud(state: BaudState, bytes: Uint8Array, atMs: number): BaudState {
  const seenBytes = state.seenBytes + bytes.length;
  const noiseBytes = state.noiseBytes + countNoise(bytes);
  if (seenBytes < (state.isKnown ? KNOWN_WINDOW_BYTES : WINDOW_BYTES))
    return { ...state, seenBytes, noiseBytes };
  const empty = { seenBytes: 0, noiseBytes: 0 };
  if (noiseBytes / seenBytes <= NOISE_SHARE) return { ...state, ...empty, isKnown: true, changes: 0 };
  if (atMs < state.restUntilMs) return { ...state, ...empty };
  const changes = state.changes + 1;
  const baud = state.baud === 115_200 ? 9600 : 115_200;
  if (changes <= MOST_CHANGES) return { ...state, ...empty, baud, changes, isKnown: false };
  return { ...state, ...empty, changes: 0, restUntilMs: atMs + REST_MS };
}

/** Bytes that no console text holds. What may be part of UTF-8 counts half: noise has much of it, text little. */
function countNoise(bytes: Uint8Array): number {
  let noise = 0;
  for (const byte of bytes) {
    if (byte >= 0x80) noise += byte >= 0xf5 || byte === 0xc0 || byte === 0xc1 ? 1 : 0.5;
    else if ((byte < 0x20 && !isLayout(byte)) || byte === 0x7f) noise += 1;
  }
  return noise;
}

/** Backspace, tab, line ends, escape and bell. */
function isLayout(byte: number): boolean {
  return (byte >= 0x07 && byte <= 0x0a) || byte === 0x0d || byte === 0x1b;
}

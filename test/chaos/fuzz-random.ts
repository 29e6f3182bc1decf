/** Chance from a seed: the same numbers for the same seed and case on every machine. */
export interface FuzzRandom {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  /** True once in `times`. */
  oneIn(times: number): boolean;
  /** One of the values. Throws on an empty list. */
  pick<T>(values: readonly T[]): T;
  bytes(length: number): Uint8Array;
  /** The bytes with some of them flipped, cut out, doubled or moved; never the same array. */
  damaged(bytes: Uint8Array): Uint8Array;
}

/** The chance of one case of one run. */
export function randomOf(seed: number, caseNumber: number): FuzzRandom {
  const next = mulberry32(Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(caseNumber + 1, 0xc2b2ae35));
  const below = (limit: number): number => Math.floor(next() * limit);
  const random: FuzzRandom = {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (values) => {
      const value = values[below(values.length)];
      if (value === undefined) throw new Error('nothing to pick from');
      return value;
    },
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
    damaged: (bytes) => {
      let damaged = Uint8Array.from(bytes);
      for (let wounds = 1 + below(4); wounds > 0; wounds -= 1) damaged = wounded(damaged, random);
      return damaged;
    },
  };
  return random;
}

function wounded(bytes: Uint8Array, random: FuzzRandom): Uint8Array<ArrayBuffer> {
  const at = random.below(bytes.length + 1);
  const length = random.below(Math.min(64, bytes.length - at + 1));
  const [head, middle, tail] = [
    bytes.subarray(0, at),
    bytes.subarray(at, at + length),
    bytes.subarray(at + length),
  ];
  switch (random.below(5)) {
    case 0:
      return Uint8Array.from([...head, ...tail]);
    case 1:
      return Uint8Array.from([...head, ...middle, ...middle, ...tail]);
    case 2:
      return Uint8Array.from([...head, ...random.bytes(random.below(16)), ...tail]);
    case 3:
      return Uint8Array.from([...tail, ...middle, ...head]);
    default: {
      const flipped = Uint8Array.from(bytes);
      if (at < flipped.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
      return flipped;
    }
  }
}

/** Tommy Ettinger's mulberry32: 32 bits of state, passes gjrand; enough to make cases. Gives [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

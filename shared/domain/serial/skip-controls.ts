/** Knows which code points belong to a terminal control sequence (ECMA-48), over any number of chunks. */
export interface ControlSkipper {
  /** True when the code point is part of a sequence and must not be shown. */
  skips(codePoint: number): boolean;
}

type State = 'ground' | 'escape' | 'sequence' | 'string' | 'string-escape';

/** A sequence that has not ended by then never will; what follows is shown again. */
const LONGEST_SEQUENCE = 64;
const LONGEST_STRING = 1024;

const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;

/** Starts outside of any sequence. */
export function createControlSkipper(): ControlSkipper {
  let state: State = 'ground';
  let length = 0;
  const enter = (next: State): true => {
    state = next;
    length = 0;
    return true;
  };
  const longer = (limit: number): true => {
    length += 1;
    if (length >= limit) state = 'ground';
    return true;
  };
  return {
    skips: (codePoint) => {
      // No sequence holds a line end: one that is not finished by then is broken, and must not swallow the log.
      if (codePoint === 0x0a || codePoint === 0x0d) {
        state = 'ground';
        return false;
      }
      if (codePoint === CAN || codePoint === SUB) return enter('ground');
      if (codePoint === ESC) return enter(state === 'string' ? 'string-escape' : 'escape');
      switch (state) {
        case 'ground':
          return startsByC1(codePoint, enter);
        case 'escape':
        case 'string-escape':
          return afterEscape(codePoint, enter);
        case 'sequence':
          if (codePoint >= 0x40 && codePoint <= 0x7e) return enter('ground');
          // Parameters and intermediates; anything else was not meant as a sequence.
          if (codePoint >= 0x20 && codePoint < 0x40) return longer(LONGEST_SEQUENCE);
          state = 'ground';
          return codePoint < 0x20;
        case 'string':
          if (codePoint === BEL || codePoint === 0x9c) return enter('ground');
          return longer(LONGEST_STRING);
      }
    },
  };
}

/** The same beginnings as single code points of the C1 set. */
function startsByC1(codePoint: number, enter: (next: State) => true): boolean {
  if (codePoint === 0x9b) return enter('sequence');
  const isString = codePoint === 0x90 || codePoint === 0x98 || (codePoint >= 0x9d && codePoint <= 0x9f);
  return isString ? enter('string') : false;
}

function afterEscape(codePoint: number, enter: (next: State) => true): boolean {
  if (codePoint === 0x5b) return enter('sequence');
  // `]` OSC, `P` DCS, `X` SOS, `^` PM, `_` APC.
  if ([0x5d, 0x50, 0x58, 0x5e, 0x5f].includes(codePoint)) return enter('string');
  // Intermediates (`ESC ( B`) wait for one more.
  if (codePoint >= 0x20 && codePoint < 0x30) return true;
  enter('ground');
  return codePoint < 0x7f;
}

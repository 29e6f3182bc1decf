/**
 * Makes lines of the bytes of a serial console: pure, bounded, and the same lines however the bytes are cut into
 * chunks. `createLineSplitter` is the one function you want.
 */
import { NOTHING, shownAs } from './clean-text.ts';
import { createUtf8Decoder } from './decode-utf8.ts';
import { createControlSkipper } from './skip-controls.ts';

/** A line longer than this goes on in the next one. */
export const LONGEST_LINE_CHARS = 4096;

export interface LineSplitter {
  /** Cleaned lines that these bytes complete. */
  push(bytes: Uint8Array): readonly string[];
  /** What stands there without a line end, such as a prompt; it begins anew afterwards. */
  settle(): readonly string[];
}

const LF = 0x0a;
const CR = 0x0d;
const BS = 0x08;

/** Starts at the beginning of a line. */
export function createLineSplitter(): LineSplitter {
  const page = createPage();
  const controls = createControlSkipper();
  let afterReturn = false;
  const decoder = createUtf8Decoder((codePoint) => {
    if (controls.skips(codePoint)) return;
    if (codePoint === LF) {
      page.endLine();
      afterReturn = false;
      return;
    }
    if (codePoint === CR) {
      afterReturn = true;
      return;
    }
    if (codePoint === BS) {
      page.stepBack();
      return;
    }
    const shown = shownAs(codePoint);
    if (shown === NOTHING) return;
    if (afterReturn) page.returnToStart();
    afterReturn = false;
    page.put(shown);
  });
  return {
    push: (bytes) => {
      for (const byte of bytes) decoder.push(byte);
      return page.take();
    },
    settle: () => {
      decoder.end();
      afterReturn = false;
      page.settle();
      return page.take();
    },
  };
}

/** The line that is being written, the one that a lone carriage return may replace, and those that are complete. */
function createPage() {
  const units = new Uint16Array(LONGEST_LINE_CHARS);
  let length = 0;
  let complete: string[] = [];
  /** Ended by a lone carriage return: dropped when what follows only counts on from it. */
  let held: string | null = null;
  const text = (): string => {
    // One call for at most 4,096 units: far below what an engine takes as arguments.
    const made = String.fromCharCode(...units.subarray(0, length));
    length = 0;
    return made;
  };
  const letGo = (next: string): void => {
    if (held !== null && shapeOf(held) !== shapeOf(next)) complete.push(held);
    held = null;
  };
  const endLine = (): void => {
    const line = text();
    // `45%\r\n`: nothing was written over it.
    if (line === '' && held !== null) complete.push(held);
    else {
      letGo(line);
      complete.push(line);
    }
    held = null;
  };
  return {
    put: (codePoint: number): void => {
      const size = codePoint > 0xffff ? 2 : 1;
      if (length + size > LONGEST_LINE_CHARS) endLine();
      if (size === 1) units[length] = codePoint;
      else {
        units[length] = 0xd800 + ((codePoint - 0x10000) >> 10);
        units[length + 1] = 0xdc00 + ((codePoint - 0x10000) & 0x3ff);
      }
      length += size;
    },
    stepBack: (): void => {
      if (length === 0) return;
      length -= 1;
      const unit = units[length] ?? 0;
      if (unit >= 0xdc00 && unit <= 0xdfff) length -= 1;
    },
    returnToStart: (): void => {
      if (length === 0) return;
      const line = text();
      letGo(line);
      held = line;
    },
    endLine,
    settle: (): void => {
      if (length > 0 || held !== null) endLine();
    },
    take: (): readonly string[] => {
      const taken = complete;
      complete = [];
      return taken;
    },
  };
}

/** What a progress line keeps while it counts: its words. Lines of other words are all kept. */
function shapeOf(line: string): string {
  return line.replaceAll(/[\d\s#=.,:>%|/\\*()[\]-]+/g, '');
}

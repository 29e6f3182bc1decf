/** Where the command line writes: one answer on stdout, progress and problems on stderr. */
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** How a command ended. */
export interface Ending {
  readonly exit: ExitCode;
  /** The answer for programs, one JSON document. */
  readonly data: unknown;
  /** The same for people. */
  readonly lines: readonly string[];
  /** What stands in the way, for people, beside the answer. */
  readonly problems: readonly string[];
}
/** One event of a stream, for programs and for people. */
export interface StreamItem {
  readonly data: unknown;
  readonly line: string;
}
export interface Output {
  /** A stage that was reached: a line of its own. */
  step(line: string): void;
  /** How far it is: one line that changes on a terminal, elsewhere a line now and then. */
  count(line: string): void;
  /** One of many answers of a verb that watches: a line of its own, for programs one JSON document. */
  stream(item: StreamItem): void;
  /** The one answer, or the last line of a stream; what comes after the first is dropped. */
  end(ending: Ending): void;
}

/** The part of a stream that is used. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}
export interface OutputParts {
  readonly out: TextStream;
  readonly err: TextStream;
  readonly json: boolean;
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
}

/** In a log of a job, more lines than this would bury the rest. */
const COUNT_EVERY_MS = 2000;
/** Takes back what stands on a terminal's line (ECMA-48: carriage return, erase in line). */
const CLEAR_LINE = '\r\u001b[2K';

/** Writes for people, or for programs with `json`; progress goes to people in both cases. */
export function createOutput({ out, err, json, now }: OutputParts): Output {
  const isLive = err.isTTY === true;
  let shown = '';
  let countedAtMs = Number.NEGATIVE_INFINITY;
  let hasEnded = false;
  let hasStreamed = false;
  const clear = (): void => {
    if (isLive && shown !== '') err.write(CLEAR_LINE);
    shown = '';
  };
  const line = (stream: TextStream, text: string): void => void stream.write(`${printable(text)}\n`);
  return {
    step: (text) => {
      clear();
      line(err, text);
      countedAtMs = now();
    },
    count: (text) => {
      if (isLive) {
        const fitting = printable(text).slice(0, Math.max(20, (err.columns || 80) - 1));
        if (fitting !== shown) err.write(`${CLEAR_LINE}${fitting}`);
        shown = fitting;
      } else if (text !== shown && now() - countedAtMs >= COUNT_EVERY_MS) {
        countedAtMs = now();
        shown = text;
        line(err, text);
      }
    },
    stream: (item) => {
      hasStreamed = true;
      clear();
      line(out, json ? JSON.stringify(item.data) : item.line);
    },
    end: ({ data, lines, problems }) => {
      if (hasEnded) return;
      hasEnded = true;
      clear();
      // After a stream a program reads line by line.
      if (json) out.write(`${printable(JSON.stringify(data, null, hasStreamed ? 0 : 2))}\n`);
      else for (const text of lines) line(out, text);
      for (const text of problems) line(err, text);
    },
  };
}

/**
 * Text that a terminal only shows: names, logs and details come from strangers, and a control character in them
 * (C0 but tab and newline, C1, and the marks that turn the direction of text) could act on the terminal.
 */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is the point
  return text.replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

/** A reader that goes away (`| head -1`) is no fault of ours; a disk that is full under the answer is one of the person's. */
export function surviveReaders(
  streams: readonly NodeJS.WriteStream[],
  end: (exit: ExitCode, why: string) => void,
): void {
  for (const stream of streams) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') end(exitCodes.failed, error.message);
    });
  }
}

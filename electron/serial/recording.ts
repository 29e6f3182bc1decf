/** Writes what a console prints to a file of the visit, a second behind, and never holds up the reading. */
import { createHash } from 'node:crypto';
import type { SerialLine } from '../../shared/domain/serial/serial-port.ts';
import { type Failure, FailureError } from '../../shared/failure/failure.ts';
import type { RecordingFile } from './serial-ports.ts';

/** A week of an ordinary console; a bundle takes the newest part of it. */
const LIMIT_BYTES = 64 * 1024 * 1024;
/** A disk that is this far behind is not going to catch up. */
const WAITING_LIMIT_BYTES = 8 * 1024 * 1024;

const MARKS = { in: '|', out: '>', note: '*' } as const;

export interface Recorded {
  readonly file: string;
  readonly lines: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}
export interface Recording {
  readonly file: string;
  readonly sizeBytes: number;
  readonly isFull: boolean;
  /** Why nothing more is written; null while all is well. */
  readonly failure: Failure | null;
  /** Takes the line; false when it is not recorded (any more). */
  add(line: Omit<SerialLine, 'number'>): boolean;
  /** Writes what waits. Never throws; see `failure`. */
  flush(): Promise<void>;
  /** Writes the rest and gives the sum of it; on disk when this resolves. */
  close(): Promise<Recorded>;
}

/** Records into `file`, at most `limitBytes` of it. */
export function createRecording(file: RecordingFile, limitBytes = LIMIT_BYTES): Recording {
  const hash = createHash('sha256');
  let [sizeBytes, waitingBytes, lines, writtenBytes] = [0, 0, 0, 0];
  let waiting: string[] = [];
  let isFull = false;
  let failure: Failure | null = null;
  let writing = Promise.resolve();
  const write = async (text: string): Promise<void> => {
    if (failure !== null) return;
    try {
      await file.append(text);
      hash.update(text);
      writtenBytes += Buffer.byteLength(text);
    } catch (error) {
      // Expected here: a full disk, a stick that was pulled. Reading goes on.
      if (!(error instanceof FailureError)) throw error;
      failure = error.failure;
    }
  };
  const flush = (): Promise<void> => {
    const text = waiting.join('');
    waiting = [];
    waitingBytes = 0;
    if (text !== '') writing = writing.then(() => write(text));
    return writing;
  };
  return {
    file: file.file,
    get sizeBytes() {
      return sizeBytes;
    },
    get isFull() {
      return isFull;
    },
    get failure() {
      return failure;
    },
    add: ({ atMs, kind, text }) => {
      if (isFull || failure !== null) return false;
      const line = `${new Date(atMs).toISOString()} ${MARKS[kind]} ${text}\n`;
      const bytes = Buffer.byteLength(line);
      isFull = sizeBytes + bytes > limitBytes || waitingBytes + bytes > WAITING_LIMIT_BYTES;
      if (isFull) return false;
      waiting.push(line);
      waitingBytes += bytes;
      sizeBytes += bytes;
      lines += 1;
      return true;
    },
    flush,
    close: async () => {
      await flush();
      await file.close();
      return { file: file.file, lines, sizeBytes: writtenBytes, sha256: hash.digest('hex') };
    },
  };
}

/** What one console printed: its lines, what was read from them, and their recording. */
import { nothingRead, readConsole } from '../../shared/domain/serial/read-console.ts';
import { createScrollback, type Scrollback } from '../../shared/domain/serial/scrollback.ts';
import type { ConsoleReading, SerialLine, SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import type { Failure } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import type { Clock } from '../ports.ts';
import type { Recorded, Recording } from './recording.ts';

export interface ConsoleLog {
  readonly scrollback: Pick<Scrollback, 'firstLine' | 'endLine' | 'page' | 'search'>;
  readonly reading: ConsoleReading;
  /** Of the newest recording; null until there was one. */
  readonly recording: SerialPortView['recording'];
  /** Why nothing more is recorded although it should be. */
  readonly failure: Failure | null;
  lines(texts: readonly string[]): void;
  /** `shown` is what may be kept of it. */
  sent(shown: string): void;
  note(text: string): void;
  /** Records from now on. */
  record(recording: Recording): void;
  /** Writes what waits, and says once when that does not go. */
  flush(): Promise<void>;
  /** Ends the recording. Null when there is none. */
  endRecording(): Promise<Recorded | null>;
  /** What was read is another than when this was asked last. */
  takeNewReading(): ConsoleReading | null;
  /** Another machine may be at the other end now: nothing of what was read holds for it. */
  forget(): void;
  /** The console waits for something that must not be kept. */
  asksForSecret(): boolean;
}

/** Login gives up after a minute; a prompt older than that waits for nothing. */
const PROMPT_MS = 60_000;
/** The kernel may print on behind a prompt, on the same line or below it. */
const SECRET_PROMPT =
  /(?:password|passphrase|passwort|kennwort|mot de passe|contrase\u00f1a|passcode|\bpin|token|secret)(?!\p{L})[^:]{0,40}:\s*(?:$|<\d|\[)/iu;

/** Empty, without a recording. `onChange` is called for each line. */
export function createConsoleLog(clock: Clock, onChange: () => void): ConsoleLog {
  const scrollback = createScrollback();
  let fold = nothingRead;
  let told: ConsoleReading = fold.reading;
  let recording: Recording | null = null;
  let isRecording = false;
  let hasEnded = false;
  let promptedAtMs = Number.NEGATIVE_INFINITY;
  const add = (kind: SerialLine['kind'], text: string): void => {
    const line = { atMs: clock.now(), kind, text };
    scrollback.add(line);
    if (kind === 'in') {
      if (SECRET_PROMPT.test(text)) promptedAtMs = line.atMs;
      fold = readConsole(fold, text, line.atMs);
    }
    if (isRecording && recording?.add(line) === false) stopRecording();
    onChange();
  };
  const stopRecording = (): void => {
    isRecording = false;
    add('note', words(recording?.isFull === true ? 'serial.note.full' : 'serial.note.unwritable'));
  };
  return {
    scrollback,
    get reading() {
      return fold.reading;
    },
    get recording() {
      if (recording === null) return null;
      const { file, sizeBytes, isFull } = recording;
      return { file, sizeBytes, isFull };
    },
    get failure() {
      return recording?.failure ?? null;
    },
    lines: (texts) => {
      for (const text of texts) add('in', text);
    },
    sent: (shown) => {
      promptedAtMs = Number.NEGATIVE_INFINITY;
      add('out', shown);
    },
    note: (text) => add('note', text),
    record: (next) => {
      recording = next;
      isRecording = true;
      hasEnded = false;
    },
    flush: async () => {
      await recording?.flush();
      if (isRecording && recording?.failure != null) stopRecording();
    },
    endRecording: async () => {
      const ending = hasEnded ? null : recording;
      hasEnded = true;
      isRecording = false;
      return (await ending?.close()) ?? null;
    },
    takeNewReading: () => {
      if (fold.reading === told) return null;
      told = fold.reading;
      return told;
    },
    forget: () => {
      fold = nothingRead;
      onChange();
    },
    asksForSecret: () => Math.abs(clock.now() - promptedAtMs) <= PROMPT_MS,
  };
}

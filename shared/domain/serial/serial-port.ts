/** Serial ports of this laptop and what a node's console prints on them. */
import type { Failure } from '../../failure/failure.ts';

/** `waiting`: it was open and went away; it is opened again by itself when it comes back. */
export type SerialState = 'closed' | 'opening' | 'open' | 'waiting';

/** What was read from the console so far, newest values. */
export interface ConsoleReading {
  readonly addresses: readonly string[];
  readonly fingerprint: string | null;
  readonly hostname: string | null;
  readonly talosVersion: string | null;
  readonly uuid: string | null;
  readonly stage: string | null;
  /** It booted from other media although it is installed, and waits. */
  readonly isHalted: boolean;
  readonly siderolink: boolean;
  /** Last error lines, newest last, at most 20. */
  readonly errors: readonly string[];
  readonly readAtMs: number | null;
}

export interface SerialPortView {
  /** As the system names it, for example `/dev/ttyUSB0` or `COM3`. */
  readonly path: string;
  readonly maker: string | null;
  readonly serialNumber: string | null;
  readonly product: string | null;
  readonly state: SerialState;
  readonly baud: 115_200 | 9600 | null;
  /** Why it could not be opened or went away; null when nothing is wrong. */
  readonly problem: Failure | null;
  readonly isSendUnlocked: boolean;
  /** Number of the oldest line that is kept, and of the line after the newest. Lines count from 0. */
  readonly firstLine: number;
  readonly endLine: number;
  /** Bytes that came faster than they could be kept. */
  readonly droppedBytes: number;
  readonly reading: ConsoleReading;
  /** The recording of this visit; null until it was opened once. */
  readonly recording: { readonly file: string; readonly sizeBytes: number; readonly isFull: boolean } | null;
  /** The node whose console this is; null while that is not known. */
  readonly nodeId: string | null;
}

/** Lines as they came, cleaned of control characters. */
export interface SerialLine {
  readonly number: number;
  readonly atMs: number;
  readonly text: string;
  /** `out` is what the engineer sent. */
  readonly kind: 'in' | 'out' | 'note';
}
export interface SerialPage {
  readonly firstLine: number;
  readonly endLine: number;
  readonly lines: readonly SerialLine[];
}
/** Numbers of the lines that contain the text, without regard to case; the newest 10,000 at most. */
export interface SerialMatches {
  readonly lines: readonly number[];
  readonly isCut: boolean;
}

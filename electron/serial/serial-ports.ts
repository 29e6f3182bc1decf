/** What serial consoles need of the world: ports, and a place for recordings. */
import type { Baud } from '../../shared/domain/serial/follow-baud.ts';
import type { ConsoleReading } from '../../shared/domain/serial/serial-port.ts';
import type { PortFound } from '../../shared/domain/serial/sort-ports.ts';
import type { Announce, Clock, CurrentSite, Log, OpRecorder } from '../ports.ts';

/** The serial ports of this laptop. */
export interface SerialSystem {
  /** What is plugged in now; built-in sockets without a chip are left out. */
  list(): Promise<readonly PortFound[]>;
  /**
   * Opens it for this program alone: 8N1, raw, no echo, and lines left as they are when it closes. Throws
   * `serial-unknown`, `serial-busy`, `serial-forbidden`, `serial-driver-missing`, `serial-vanished`,
   * `serial-not-a-port`, `serial-failed`.
   */
  open(path: string, baud: Baud): Promise<OpenPort>;
}
export interface OpenPort {
  /** Waits for bytes and gives at most 64 KiB of them, to be used before the next call; null once closed. Throws `serial-vanished`, `serial-failed`. */
  read(): Promise<Uint8Array | null>;
  /** Throws `serial-vanished`, `serial-failed`; also when the port takes nothing for five seconds. */
  write(bytes: Uint8Array): Promise<void>;
  setBaud(baud: Baud): Promise<void>;
  /** Harmless when it is closed or gone already. */
  close(): Promise<void>;
}

export interface RecordedFile {
  readonly file: string;
  readonly sizeBytes: number;
}
export interface RecordingFile {
  /** Where it is. */
  readonly file: string;
  /** Throws `disk-full`, also for every other reason for which nothing can be written. */
  append(text: string): Promise<void>;
  /** On disk when this resolves. Never throws. */
  close(): Promise<void>;
}
/** Recordings of this laptop, a folder for each site. */
export interface RecordingStore {
  /** Makes it, mode 0600; never opens one that is there. Throws `disk-full`. */
  create(site: string, name: string): Promise<RecordingFile>;
  /** Oldest first. */
  list(site: string): Promise<readonly RecordedFile[]>;
  /** The last whole lines of it, no more than `limitBytes`. */
  tail(site: string, file: string, limitBytes: number): Promise<string>;
}

/** What serial consoles are made from. */
export interface SerialParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly announce: Announce;
  readonly ops: OpRecorder;
  readonly site: CurrentSite;
  readonly system: SerialSystem;
  readonly recordings: RecordingStore;
  /** Offered beside what the system lists: those of a simulated site. */
  readonly extraPorts: readonly string[];
  /** The console on this port said something new. */
  sight(path: string, reading: ConsoleReading): void;
  /** The node that is known to print there. */
  nodeOf(path: string): string | null;
}

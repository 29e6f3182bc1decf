/** One console: connected, read line by line, found again when its adapter comes back, and recorded. */
import { startBaud } from '../../shared/domain/serial/follow-baud.ts';
import type { SerialPortView, SerialState } from '../../shared/domain/serial/serial-port.ts';
import type { PortFound } from '../../shared/domain/serial/sort-ports.ts';
import { type Failure, FailureError, failed } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import type { ConsoleLog } from './console-log.ts';
import {
  become,
  type ConsoleParts,
  type ConsoleState,
  createConsoleState,
  lockAgain,
} from './console-state.ts';
import { keepReading } from './keep-reading.ts';
import { recordOp } from './record-op.ts';
import { createRecording } from './recording.ts';
import type { OpenPort, SerialParts } from './serial-ports.ts';

export interface SerialConsole {
  readonly log: ConsoleLog;
  readonly path: string;
  readonly state: SerialState;
  /** The adapter as it was last seen. */
  readonly found: PortFound;
  view(): SerialPortView;
  /** Connects; harmless when it is connected already. `found` is the adapter that is there now. Throws what `SerialSystem.open` throws. */
  open(found: PortFound): Promise<void>;
  /** Ends the connection and its recording; harmless when there is none. */
  close(): Promise<void>;
  /** Throws `serial-not-open`. */
  unlock(unlocked: boolean): void;
  /** Throws `serial-not-open`, `serial-send-locked` and what `OpenPort.write` throws. */
  send(text: string): Promise<void>;
}

/** One connection from the first try to the end of its recording. */
interface Connection {
  readonly stop: AbortController;
  /** Resolves when it is open, or rejects with why it is not. */
  opening: Promise<void>;
  over: Promise<void>;
}

/** A console that was never connected. */
export function createSerialConsole(parts: ConsoleParts, path: string, found: PortFound): SerialConsole {
  const console = createConsoleState(parts, path, found);
  let connection: Connection | null = null;
  return {
    log: console.log,
    path,
    get state() {
      return console.state;
    },
    get found() {
      return console.found;
    },
    view: () => viewOf(console),
    open: async (present) => {
      if (console.state === 'closed') {
        console.found = present;
        connection = connect(console);
      }
      await connection?.opening;
    },
    close: async () => {
      connection?.stop.abort(new Error('console closed'));
      // Why it could not be opened was told to who opened it.
      await connection?.opening.catch(() => undefined);
      await console.port?.close();
      await connection?.over;
    },
    unlock: (unlocked) => unlock(console, unlocked),
    send: (text) => send(console, text),
  };
}

function connect(console: ConsoleState): Connection {
  const stop = new AbortController();
  console.isSilenceTold = false;
  console.log.forget();
  // What worked before is tried first.
  console.baud = startBaud(console.baud.isKnown ? console.baud.baud : undefined);
  become(console, 'opening', null);
  const connection: Connection = { stop, opening: Promise.resolve(), over: Promise.resolve() };
  connection.opening = (async () => {
    const port = await openPort(console);
    const startedAtMs = console.parts.clock.now();
    const problem = await startRecording(console);
    console.log.note(words('serial.note.connected', { baud: String(console.baud.baud) }));
    connection.over = readToEnd(console, port, startedAtMs, stop.signal);
    if (problem !== null) become(console, 'open', problem);
  })();
  return connection;
}

async function openPort(console: ConsoleState): Promise<OpenPort> {
  try {
    return await console.parts.system.open(console.found.path, console.baud.baud);
  } catch (error) {
    become(console, 'closed', error instanceof FailureError ? error.failure : null);
    throw error;
  }
}

/** Never rejects. */
async function readToEnd(
  console: ConsoleState,
  port: OpenPort,
  startedAtMs: number,
  signal: AbortSignal,
): Promise<void> {
  const { parts, path, log, lock } = console;
  try {
    if (signal.aborted) await port.close();
    else await keepReading(console, port, signal);
  } catch (error) {
    parts.log.bug('serial console', error);
  }
  lock.close();
  log.note(words('serial.note.closed'));
  const recorded = await log.endRecording();
  const { found } = console;
  if (recorded !== null) recordOp(parts, { path, found, startedAtMs, recorded, reading: log.reading });
  become(console, 'closed', null);
}

async function startRecording({ parts, path, log }: ConsoleState): Promise<Failure | null> {
  try {
    const name = recordingName(path, parts.clock.now());
    log.record(createRecording(await parts.recordings.create(siteOf(parts), name)));
    return null;
  } catch (error) {
    // Expected here: a full disk. The console is read all the same.
    if (!(error instanceof FailureError)) throw error;
    log.note(words('serial.note.unwritable'));
    return error.failure;
  }
}

function viewOf(console: ConsoleState): SerialPortView {
  const { parts, path, found, state, problem, log, intake, lock } = console;
  return {
    path,
    ...{ maker: found.maker, serialNumber: found.serialNumber, product: found.product },
    state,
    baud: state === 'closed' ? null : console.baud.baud,
    problem: problem ?? (state === 'closed' ? null : log.failure),
    isSendUnlocked: state === 'open' && lock.isOpen(parts.clock.now()),
    firstLine: log.scrollback.firstLine,
    endLine: log.scrollback.endLine,
    droppedBytes: intake.droppedBytes,
    reading: log.reading,
    recording: log.recording,
    nodeId: parts.nodeOf(path),
  };
}

function openPortOf({ port, state, path }: ConsoleState): OpenPort {
  if (port === null || state !== 'open') throw failed('serial-not-open', { path });
  return port;
}

function unlock(console: ConsoleState, unlocked: boolean): void {
  if (!unlocked) lockAgain(console);
  else {
    openPortOf(console);
    console.lock.open(console.parts.clock.now());
    console.log.note(words('serial.note.unlocked'));
  }
  console.parts.onChange();
}

async function send(console: ConsoleState, text: string): Promise<void> {
  const { parts, path, lock, log, intake } = console;
  const port = openPortOf(console);
  if (!lock.isOpen(parts.clock.now())) throw failed('serial-send-locked', { path });
  // A pasted line end would send a second command that nobody saw; a control character would not be seen at all.
  const plain = text.replaceAll(/\p{Cc}/gu, '');
  intake.settle();
  const shown = log.asksForSecret() ? words('serial.note.hidden') : plain;
  await port.write(new TextEncoder().encode(`${plain}\r`));
  lock.used(parts.clock.now());
  log.sent(shown);
}

/** Recordings of one site lie together; what is read before there is one lies apart. */
export function siteOf({ site }: Pick<SerialParts, 'site'>): string {
  return site.enrolment()?.site ?? 'no-site';
}

function recordingName(path: string, atMs: number): string {
  const port = path.split(/[\\/]/).at(-1) ?? '';
  const at = new Date(atMs).toISOString().replaceAll(/[:.]/g, '-');
  return `${port.replaceAll(/[^\w-]/g, '_').slice(0, 60)}-${at}.log`;
}

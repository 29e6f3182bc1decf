/** What is known of one console, shared by the functions that keep it alive. */
import { type BaudState, startBaud } from '../../shared/domain/serial/follow-baud.ts';
import type { SerialState } from '../../shared/domain/serial/serial-port.ts';
import type { PortFound } from '../../shared/domain/serial/sort-ports.ts';
import type { Failure } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import { type ConsoleLog, createConsoleLog } from './console-log.ts';
import { createIntake, type Intake } from './intake.ts';
import { createSendLock, type SendLock } from './send-lock.ts';
import type { OpenPort, SerialParts } from './serial-ports.ts';

export interface ConsoleParts extends SerialParts {
  /** Something about this console is different now. */
  readonly onChange: () => void;
}
export interface ConsoleState {
  readonly parts: ConsoleParts;
  readonly path: string;
  readonly log: ConsoleLog;
  readonly intake: Intake;
  readonly lock: SendLock;
  /** The adapter as it was last seen. */
  found: PortFound;
  state: SerialState;
  problem: Failure | null;
  baud: BaudState;
  port: OpenPort | null;
  connectedAtMs: number;
  heardAtMs: number;
  /** Something came since it was connected, or that nothing did was said. */
  isSilenceTold: boolean;
}

/** Never connected. */
export function createConsoleState(parts: ConsoleParts, path: string, found: PortFound): ConsoleState {
  const log = createConsoleLog(parts.clock, parts.onChange);
  const intake = createIntake({
    now: parts.clock.now,
    onLines: log.lines,
    onGap: (bytes) => log.note(words('serial.note.dropped', { size: `${Math.ceil(bytes / 1024)} KiB` })),
  });
  return {
    ...{ parts, path, log, intake, found },
    lock: createSendLock(),
    state: 'closed',
    problem: null,
    baud: startBaud(),
    port: null,
    ...{ connectedAtMs: 0, heardAtMs: 0, isSilenceTold: false },
  };
}

/** The next state, with what is wrong in it. */
export function become(console: ConsoleState, state: SerialState, problem: Failure | null): void {
  console.state = state;
  console.problem = problem;
  console.parts.onChange();
}

/** Locks sending, and says so where it was unlocked. */
export function lockAgain({ lock, log, parts }: ConsoleState): void {
  if (lock.isOpen(parts.clock.now())) log.note(words('serial.note.locked'));
  lock.close();
}

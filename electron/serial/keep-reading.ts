/** Keeps one connected console read until it is closed, over as many unpluggings as there are. */
import { followBaud } from '../../shared/domain/serial/follow-baud.ts';
import { type Failure, FailureError } from '../../shared/failure/failure.ts';
import { words } from '../../shared/words/words.ts';
import { become, type ConsoleState, lockAgain } from './console-state.ts';
import type { OpenPort } from './serial-ports.ts';
import { untilBack } from './until-back.ts';

/** How often what is slow is looked at: prompts without a line end, the recording, the lock. */
const BEAT_MS = 1000;
const SILENT_AFTER_MS = 10_000;
/** A loose plug is back sooner; in more time an adapter is carried to the next box. */
const SAME_BOX_MS = 5000;

/** Resolves once `signal` has ended it and the port is closed. Throws only for a fault of ours. */
export async function keepReading(
  console: ConsoleState,
  first: OpenPort,
  signal: AbortSignal,
): Promise<void> {
  const quiet = new AbortController();
  const beating = beat(console, quiet.signal);
  try {
    await readOn(console, first, signal);
  } finally {
    quiet.abort(new Error('console closed'));
    await beating;
  }
}

async function readOn(console: ConsoleState, first: OpenPort, signal: AbortSignal): Promise<void> {
  const { parts, log } = console;
  for (let port = first; ; ) {
    connected(console, port);
    const why = await readUntilGone(console, port);
    console.intake.settle();
    if (why === null || signal.aborted) return;
    lockAgain(console);
    log.note(words('serial.note.gone'));
    become(console, 'waiting', why);
    const goneAtMs = parts.clock.now();
    const { found, baud } = console;
    const back = await untilBack(parts, { found, baud: baud.baud }, signal, (failure) =>
      become(console, 'waiting', failure),
    );
    if (back === null) return;
    if (parts.clock.now() - goneAtMs > SAME_BOX_MS) log.forget();
    console.found = back.found;
    port = back.port;
    log.note(words('serial.note.back'));
  }
}

function connected(console: ConsoleState, port: OpenPort): void {
  console.port = port;
  console.connectedAtMs = console.parts.clock.now();
  become(console, 'open', null);
}

async function readUntilGone(console: ConsoleState, port: OpenPort): Promise<Failure | null> {
  try {
    for (let bytes = await port.read(); bytes !== null; bytes = await port.read()) await hear(console, bytes);
    return null;
  } catch (error) {
    // Expected here: the adapter was pulled, or its driver gave up.
    if (error instanceof FailureError) return error.failure;
    throw error;
  } finally {
    console.port = null;
    await port.close();
  }
}

async function hear(console: ConsoleState, bytes: Uint8Array): Promise<void> {
  const { parts, intake, log, baud: before } = console;
  console.heardAtMs = parts.clock.now();
  console.isSilenceTold = true;
  const after = followBaud(before, bytes, console.heardAtMs);
  console.baud = after;
  await intake.take(bytes);
  if (after.baud !== before.baud) {
    intake.settle();
    log.note(words('serial.note.noise', { from: String(before.baud), to: String(after.baud) }));
    await console.port?.setBaud(after.baud);
  } else if (after.restUntilMs !== before.restUntilMs) log.note(words('serial.note.noRate'));
}

async function beat(console: ConsoleState, signal: AbortSignal): Promise<void> {
  const { clock } = console.parts;
  let wasUnlocked = false;
  for (;;) {
    try {
      await clock.wait(BEAT_MS, signal);
    } catch {
      // Only the end of the console stops the wait.
      return;
    }
    const atMs = clock.now();
    if (atMs - console.heardAtMs >= BEAT_MS) console.intake.settle();
    const isUnlocked = console.lock.isOpen(atMs);
    if (wasUnlocked && !isUnlocked && console.state === 'open') console.log.note(words('serial.note.locked'));
    wasUnlocked = isUnlocked;
    sayWhenSilent(console, atMs);
    await console.log.flush();
  }
}

function sayWhenSilent(console: ConsoleState, atMs: number): void {
  if (console.isSilenceTold || console.state !== 'open') return;
  if (atMs - console.connectedAtMs < SILENT_AFTER_MS) return;
  console.isSilenceTold = true;
  console.log.note(words('serial.note.silent'));
}

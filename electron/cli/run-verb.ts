import { type Failure, FailureError, failed } from '../../shared/failure/failure.ts';
import { exitCodes } from './exit-codes.ts';
import type { CliOptions } from './options.ts';
import type { Ending, Output } from './output.ts';
import { failureLines } from './say/failure-lines.ts';
import { openSession, type Session } from './session.ts';
import { UsageError } from './usage.ts';
import type { VerbEntry } from './verb-list.ts';

export interface VerbRun {
  readonly verb: VerbEntry;
  readonly options: CliOptions;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly appVersion: string;
}

/**
 * Opens the engine, runs one verb on it and closes it again. Gives how it ended; null when it was stopped by
 * Ctrl-C. Throws `UsageError` for a command that proves wrong only now.
 */
export async function runVerb(run: VerbRun): Promise<Ending | null> {
  const { verb, options, signal, appVersion } = run;
  const session = openSession({ options, appVersion, program: `rounds ${verb.name}`, signal });
  try {
    const ending = await attempt(session, run);
    return signal.aborted ? null : ending;
  } finally {
    await session.close();
  }
}

async function attempt(session: Session, { verb, options, output }: VerbRun): Promise<Ending | null> {
  try {
    const refused = await session.ready;
    if (refused !== null) throw new FailureError(refused);
    await requireBefore(session, verb.needs);
    const perform = await verb.load();
    const answer = await perform({ session, options, output, verb });
    return { problems: [], ...answer };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // What fails while everything is being stopped fails because of that.
    if (session.signal.aborted) return null;
    if (error instanceof FailureError) return refusal(error.failure);
    return refusal({ code: 'unexpected', facts: { reference: session.reference(error) } });
  }
}

/** What is missing on this laptop is said before anything is tried. */
async function requireBefore({ ask }: Session, needs: VerbEntry['needs']): Promise<void> {
  if (needs === 'nothing') return;
  const { enrolment, pack } = await ask('sites.overview', {});
  if (enrolment.state === 'none') throw failed('not-enrolled', {});
  if (needs === 'pack' && pack === null) throw failed('pack-missing', {});
}

function refusal(failure: Failure): Ending {
  const exit = failure.code === 'unexpected' ? exitCodes.bug : exitCodes.failed;
  return { exit, data: { failure }, lines: [], problems: failureLines(failure) };
}

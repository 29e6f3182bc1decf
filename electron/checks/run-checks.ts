import type { Check, CheckEntry, Finding } from '../../shared/domain/checks/check.ts';
import { FailureError, failed } from '../../shared/failure/failure.ts';
import type { Clock, Log } from '../ports.ts';

export interface RunOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Stops the whole list; `runChecks` then rejects with its reason. */
  readonly signal: AbortSignal;
  /** Called after each check with every entry finished so far, in the order of the list. */
  readonly onEntry: (entries: readonly CheckEntry[]) => void;
}

/**
 * Runs the checks side by side; each waits only for those it needs. A check that takes longer than it
 * may, or throws, ends as `unknown`; one whose need has a blocking fault is `skipped` with that code.
 */
export async function runChecks<Context>(
  checks: readonly Check<Context>[],
  context: Context,
  options: RunOptions,
): Promise<readonly CheckEntry[]> {
  options.signal.throwIfAborted();
  const finished = new Map<string, CheckEntry>();
  const inOrder = (): CheckEntry[] =>
    checks.flatMap(({ code }) => {
      const entry = finished.get(code);
      return entry === undefined ? [] : [entry];
    });
  const started = new Map<string, Promise<CheckEntry>>();
  for (const check of checks) {
    const needed = check.needs.map((code) => {
      const need = started.get(code);
      if (need === undefined) throw new Error(`${check.code} needs ${code}, which is not above it`);
      return need;
    });
    const entry = settle(check, context, needed, options).then((settled) => {
      finished.set(settled.code, settled);
      if (!options.signal.aborted) options.onEntry(inOrder());
      return settled;
    });
    started.set(check.code, entry);
  }
  await Promise.all(started.values());
  return inOrder();
}

async function settle<Context>(
  check: Check<Context>,
  context: Context,
  needed: readonly Promise<CheckEntry>[],
  options: RunOptions,
): Promise<CheckEntry> {
  const { code, owner } = check;
  const because = rootCause(await Promise.all(needed));
  if (because !== null) return { code, owner, finding: { state: 'skipped', because }, tookMs: 0 };
  const beganMs = options.clock.now();
  const finding = await attempt(check, context, options);
  // A clock set back while the check ran must not give it a negative duration.
  const tookMs = Math.max(0, options.clock.now() - beganMs);
  return { code, owner: ownerOf(finding) ?? owner, finding, tookMs };
}

function rootCause(needed: readonly CheckEntry[]): string | null {
  for (const { code, finding } of needed) {
    if (finding.state === 'skipped') return finding.because;
    if (finding.state === 'fault' && finding.severity === 'blocks') return code;
  }
  return null;
}

function ownerOf(finding: Finding): CheckEntry['owner'] | undefined {
  return finding.state === 'fault' ? finding.owner : undefined;
}

async function attempt<Context>(
  check: Check<Context>,
  context: Context,
  { clock, log, signal }: RunOptions,
): Promise<Finding> {
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const tooLong = async (): Promise<never> => {
    await clock.wait(check.timeoutMs, both);
    throw failed('check-timeout', { check: check.code, afterMs: check.timeoutMs });
  };
  try {
    return await Promise.race([check.run(context, both), tooLong()]);
  } catch (error) {
    // Expected here: an adapter's FailureError, our own time limit, or the stop of the whole list.
    signal.throwIfAborted();
    if (error instanceof FailureError) return { state: 'unknown', failure: error.failure };
    const reference = log.bug(`check ${check.code}`, error);
    return { state: 'unknown', failure: { code: 'unexpected', facts: { reference } } };
  } finally {
    // Ends the timer, and whatever a check that ran out of time still holds open.
    own.abort(new Error(`check ${check.code} is over`));
  }
}

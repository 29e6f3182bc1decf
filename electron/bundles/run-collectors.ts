import type { BundleMissing } from '../../shared/domain/bundles/bundle.ts';
import { FailureError } from '../../shared/failure/failure.ts';
import type { Clock, Log } from '../ports.ts';
import type { BundleWriter, Collected } from './bundle-writer.ts';

/** One source of a bundle. It writes as it goes: what it has written when its time is up stays. */
export interface Collector {
  /** The id of the source. */
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
  collect(out: CollectorOutput, signal: AbortSignal): Promise<void>;
}
export interface CollectorOutput {
  add(collected: Collected): Promise<void>;
  /** Something of this source that cannot be had; the rest goes on. */
  addMissing(why: BundleMissing['why'], detail: string): void;
}

/** A node that has not given its logs by then is not going to: one dead node must not cost the bundle. */
export const COLLECTOR_TIMEOUT_MS = 60_000;
/** Before compression; a node's logs of a day are about a tenth of it. */
export const COLLECTOR_LIMIT_BYTES = 16 * 1024 * 1024;
/** At once; more would only wait for the same network. */
const SIDE_BY_SIDE = 4;

export interface CollectOptions {
  readonly writer: BundleWriter;
  readonly clock: Clock;
  readonly log: Log;
  /** Stops everything; `runCollectors` then rejects with its reason. */
  readonly signal: AbortSignal;
  /** Called before the first and after each collector with how many are done. */
  readonly onDone: (done: number, what: string) => void;
}

/** Runs the collectors, a few at a time, each within its time and its bytes. What fails becomes a line under "missing". */
export async function runCollectors(
  collectors: readonly Collector[],
  options: CollectOptions,
): Promise<void> {
  const waiting = [...collectors];
  let done = 0;
  options.onDone(0, waiting[0]?.name ?? '');
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      await runCollector(next, options);
      done += 1;
      options.onDone(done, next.name);
    }
  };
  await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, collectors.length) }, work));
}

/** Thrown inside a collector whose bytes are used up. */
class BudgetError extends Error {}

async function runCollector(collector: Collector, options: CollectOptions): Promise<void> {
  const { writer, clock, log, signal } = options;
  const own = new AbortController();
  const both = AbortSignal.any([signal, own.signal]);
  const output = createOutput(collector.id, writer, both);
  const tooLong = async (): Promise<void> => {
    await clock.wait(COLLECTOR_TIMEOUT_MS, both);
    output.addMissing('timeout', `not done after ${COLLECTOR_TIMEOUT_MS / 1000} s`);
  };
  try {
    await Promise.race([collector.collect(output, both), tooLong()]);
  } catch (error) {
    // Expected here: what a node refuses or does not do, our own limits, or the stop of the whole bundle.
    signal.throwIfAborted();
    const { why, detail } = reasonOf(error, () => log.bug(`collector ${collector.id}`, error));
    output.addMissing(why, detail);
  } finally {
    // Ends the timer, and whatever a collector that ran out of time still waits for; later writes are refused.
    own.abort(new Error(`collector ${collector.id} is over`));
    await output.settled();
  }
}

function createOutput(id: string, writer: BundleWriter, signal: AbortSignal) {
  let leftBytes = COLLECTOR_LIMIT_BYTES;
  const writes = new Set<Promise<void>>();
  return {
    add: async (collected: Collected): Promise<void> => {
      signal.throwIfAborted();
      leftBytes -= 'text' in collected ? collected.text.length : JSON.stringify(collected.value).length;
      if (leftBytes < 0) throw new BudgetError();
      const write = writer.add(id, collected);
      writes.add(write);
      await write;
    },
    addMissing: (why: BundleMissing['why'], detail: string): void =>
      writer.addMissing({ collector: id, why, detail }),
    /** Resolves once nothing is being written any more, so that the archive is not sealed under a writer's hands. */
    settled: async (): Promise<void> => {
      await Promise.allSettled(writes);
    },
  };
}

function reasonOf(error: unknown, report: () => string): Pick<BundleMissing, 'why' | 'detail'> {
  if (error instanceof BudgetError) {
    return { why: 'too-large', detail: `the rest was left out after ${COLLECTOR_LIMIT_BYTES} bytes` };
  }
  if (!(error instanceof FailureError)) return { why: 'failed', detail: `reference ${report()}` };
  const { code } = error.failure;
  switch (code) {
    case 'node-unreachable':
      return { why: 'unreachable', detail: code };
    case 'node-timeout':
      return { why: 'timeout', detail: code };
    case 'node-refused-us':
    case 'certificate-changed':
      return { why: 'denied', detail: code };
    case 'node-answer-too-large':
      return { why: 'too-large', detail: code };
    // Without room for the bundle itself, going on makes no sense.
    case 'bundle-unwritable':
      throw error;
    default:
      return { why: 'failed', detail: code };
  }
}

import { FailureError } from '../../../shared/failure/failure.ts';
import type { CollectorOutput } from '../run-collectors.ts';

/** After these the node as a whole does not answer, and asking it for the next thing only costs time. */
const FATAL: ReadonlySet<string> = new Set([
  'node-unreachable',
  'node-timeout',
  'certificate-changed',
  'bundle-unwritable',
]);

/** Does the work for each item in turn. What the node does not give is noted in one line, and the next one is asked for. */
export async function collectEach<T extends string>(
  items: readonly T[],
  out: CollectorOutput,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const denied: string[] = [];
  const tooLarge: string[] = [];
  try {
    for (const item of items) {
      try {
        await work(item);
      } catch (error) {
        // Expected here: a log or a kind of resource that this node, or this version of it, does not give.
        if (!(error instanceof FailureError) || FATAL.has(error.failure.code)) throw error;
        (error.failure.code === 'node-answer-too-large' ? tooLarge : denied).push(item);
      }
    }
  } finally {
    if (denied.length > 0) out.addMissing('denied', denied.join(', '));
    if (tooLarge.length > 0) out.addMissing('too-large', tooLarge.join(', '));
  }
}

import { EVENT_SILENCE_MS, LAP_LIMIT_MS } from '../../../shared/domain/provisioning/step-limits.ts';
import { type FailureCode, FailureError } from '../../../shared/failure/failure.ts';
import type { NodeEvent, NodeLink } from '../../nodes/node-link.ts';
import type { StepTools } from './step-tools.ts';

/** Events of one lap that are shown. An installation has about 100; a node that sends more is not telling a story. */
const EVENT_LIMIT = 1000;
/** A node that restarts ends its stream in one of these ways; anything else is worth stopping for. */
const endings: readonly FailureCode[] = ['node-unreachable', 'node-timeout', 'node-refused-us'];

/**
 * Shows the node's events until its connection ends, until it is silent, or for one lap at most: then the caller
 * looks at the node again. `seen` keeps what was shown, since a new stream begins with all that the node kept.
 */
export async function followNode(tools: StepTools, link: NodeLink, seen: Set<string>): Promise<void> {
  const left = new AbortController();
  const signal = AbortSignal.any([tools.signal, left.signal]);
  const events = link.events({ afterId: null }, signal)[Symbol.asyncIterator]();
  const endsAtMs = tools.clock.now() + LAP_LIMIT_MS;
  try {
    for (let count = 0; count < EVENT_LIMIT && tools.clock.now() < endsAtMs; count += 1) {
      const next = await nextOrSilence(tools, events, signal);
      if (next === 'silence' || next.done === true) break;
      show(tools, next.value, seen);
    }
  } catch (error) {
    if (!(error instanceof FailureError) || !endings.includes(error.failure.code)) throw error;
  } finally {
    left.abort();
  }
  tools.signal.throwIfAborted();
}

async function nextOrSilence(
  { clock }: StepTools,
  events: AsyncIterator<NodeEvent>,
  signal: AbortSignal,
): Promise<IteratorResult<NodeEvent> | 'silence'> {
  const heard = new AbortController();
  const next = events.next();
  const silence = clock.wait(EVENT_SILENCE_MS, AbortSignal.any([heard.signal, signal])).then(
    () => 'silence' as const,
    // Rejects when everything stops, which ends the stream too.
    () => next,
  );
  try {
    return await Promise.race([next, silence]);
  } finally {
    heard.abort();
  }
}

function show(tools: StepTools, { id, text }: NodeEvent, seen: Set<string>): void {
  if (seen.has(id)) return;
  if (seen.size >= EVENT_LIMIT) seen.clear();
  seen.add(id);
  tools.say(text);
}

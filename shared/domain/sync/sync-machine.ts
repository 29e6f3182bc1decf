/**
 * The sync engine as one pure function: hello, push until the outbox was offered once, pull until the feeds end,
 * look at the outbox again. It decides everything and does nothing; `electron/sync/sync-driver.ts` does.
 *
 * What it never does: delete or reset an op by an HTTP status, confirm one without reading it back, stop because of
 * a clock, or end a wait in anything but another try.
 */
import type { Failure } from '../../failure/failure.ts';
import { type ConsoleProblem, failureOfProblem, isBusy } from './console-problem.ts';
import { changeByVerdict } from './op-change.ts';
import { pageFault, type SiteCursor } from './pull-page.ts';
import { apart, finish, moved, type Step, stay, stop, wait } from './sync-endings.ts';
import type { Round, SyncEvent, SyncState, Trouble } from './sync-state.ts';

/** So many times in a row without any movement and a person is told. */
const STALL_LIMIT = 3;
/** The protocol that this version pulls by. */
const PROTOCOL = 1;

type Event<T extends SyncEvent['type']> = Extract<SyncEvent, { type: T }>;

/** Pure and total: an event that does not fit the phase, such as a late answer, changes nothing. */
export function step(state: SyncState, event: SyncEvent): Step {
  switch (event.type) {
    case 'wake':
      return wake(state, event);
    case 'greeted':
      return greeted(state, event);
    case 'outbox-read':
      return outboxRead(state, event);
    case 'pushed':
      return pushed(state, event);
    case 'pulled':
      return pulled(state, event);
    case 'problem':
      return openCall(state) === event.call ? problem(state, event.problem, event) : stay(state);
    case 'stalled':
      return openCall(state) === event.call ? stalled(state, event) : stay(state);
    case 'hindered':
      return isRunning(state) ? hindered(state, event) : stay(state);
    case 'log-broken':
      return stop(state, { code: 'log-broken', facts: { devSeq: event.devSeq } }, event.atMs);
    case 'cancelled':
      return isRunning(state) ? cancelled(state) : stay(state);
  }
}

/** Whether a run is under way. */
export function isRunning({ phase }: SyncState): boolean {
  return phase.at !== 'idle' && phase.at !== 'waiting' && phase.at !== 'stopped';
}

/** The call that may be answered now, or null. */
export function openCall({ phase }: SyncState): number | null {
  return phase.at === 'greeting' || phase.at === 'pushing' || phase.at === 'pulling' ? phase.call : null;
}

function wake(state: SyncState, { by, atMs }: Event<'wake'>): Step {
  const { phase } = state;
  const isAsked = by === 'person' || by === 'resume';
  switch (phase.at) {
    case 'idle':
      return greet(state);
    case 'waiting':
      // The timer is the driver's and knows no clock: one that was set back must not prolong the wait by years.
      return isAsked || by === 'timer' || atMs >= phase.untilMs ? greet(state) : stay(state);
    case 'stopped':
      // A broken chain is not mended by trying again. Who asks is answered all the same.
      if (phase.failure.code === 'log-broken') return stay(state, [{ do: 'settle', failure: phase.failure }]);
      return isAsked ? greet(state) : stay(state);
    default:
      // Under way already; the outbox is looked at again before the run ends.
      return stay(state);
  }
}

function greet(state: SyncState): Step {
  const call = state.calls + 1;
  return {
    state: { ...state, calls: call, phase: { at: 'greeting', call } },
    effects: [{ do: 'hello', call }],
  };
}

function greeted(state: SyncState, event: Event<'greeted'>): Step {
  if (state.phase.at !== 'greeting' || state.phase.call !== event.call) return stay(state);
  const { region, found, askedAtMs, atMs, serverTimeMs, protocol } = event;
  if (found !== region) return stop(state, { code: 'console-other-region', facts: { region, found } }, atMs);
  // Half the way there and back; a wrong clock is shown and never stops anything.
  const skewMs = Math.round(serverTimeMs - (askedAtMs + atMs) / 2);
  const connected: SyncState = { ...state, connection: { state: 'connected', atMs, skewMs } };
  return read(connected, { afterDevSeq: 0, canPull: protocol === PROTOCOL }, false);
}

function read(state: SyncState, { afterDevSeq, canPull }: Round, pulled: boolean): Step {
  return {
    state: { ...state, phase: { at: 'reading', afterDevSeq, canPull, pulled } },
    effects: [{ do: 'read-outbox', afterDevSeq, maxOps: state.batchOps }],
  };
}

function outboxRead(state: SyncState, { ops, feed, atMs, url }: Event<'outbox-read'>): Step {
  const { phase } = state;
  if (phase.at !== 'reading') return stay(state);
  const last = ops.at(-1);
  if (last !== undefined) {
    const { afterDevSeq, canPull } = phase;
    const call = state.calls + 1;
    const opIds = ops.map(({ opId }) => opId);
    const pushing = { at: 'pushing', call, opIds, lastDevSeq: last.devSeq, afterDevSeq, canPull } as const;
    return { state: { ...state, calls: call, phase: pushing }, effects: [{ do: 'push', call, opIds }] };
  }
  if (phase.pulled) return finish(state);
  // Everything is out; only reading it back needs the newer version.
  if (!phase.canPull) return stop(state, { code: 'console-refused', facts: { url, status: 426 } }, atMs);
  return pull(state, phase, feed);
}

function pushed(state: SyncState, { call, verdicts }: Event<'pushed'>): Step {
  const { phase } = state;
  if (phase.at !== 'pushing' || phase.call !== call) return stay(state);
  const asked = new Set(phase.opIds);
  const changes = verdicts.filter(({ opId }) => asked.has(opId)).map(changeByVerdict);
  const batchOps = Math.min(state.batchCeiling, state.batchOps * 2);
  // An op without a verdict stays `sent` and is offered again by the next run.
  const next = read(moved({ ...state, batchOps }), { ...phase, afterDevSeq: phase.lastDevSeq }, false);
  return { state: next.state, effects: [{ do: 'change', changes }, ...next.effects] };
}

function pull(state: SyncState, { afterDevSeq, canPull }: Round, feed: SiteCursor): Step {
  const call = state.calls + 1;
  return {
    state: { ...state, calls: call, phase: { at: 'pulling', call, feed, afterDevSeq, canPull } },
    effects: [{ do: 'pull', call, ...feed }],
  };
}

function pulled(state: SyncState, event: Event<'pulled'>): Step {
  const { phase } = state;
  if (phase.at !== 'pulling' || phase.call !== event.call) return stay(state);
  const { page, atMs } = event;
  const { site, cursor } = phase.feed;
  const fault = pageFault(page, phase.feed);
  if (fault !== null) return problem(state, { kind: 'answer-wrong', detail: fault }, event);
  // A feed that promises more without moving is at its end.
  const next =
    page.more && page.nextCursor > cursor
      ? pull(moved(state), phase, { site, cursor: page.nextCursor })
      : read(moved(state), phase, true);
  return { state: next.state, effects: [{ do: 'keep-page', site, page, atMs }, ...next.effects] };
}

function problem(state: SyncState, found: ConsoleProblem, { atMs, chance, url }: Trouble): Step {
  const { phase } = state;
  const failure = failureOfProblem(found, url);
  const pushedOps = phase.at === 'pushing' ? phase.opIds.length : 0;
  const half = Math.floor(pushedOps / 2);
  if (found.kind === 'status' && !isBusy(found)) {
    const isTooMuch = found.status === 413 || found.status === 422;
    if (!isTooMuch || half === 0 || phase.at !== 'pushing') return stop(state, failure, atMs);
    return read({ ...state, batchOps: half, batchCeiling: half }, phase, false);
  }
  // A line that could not carry this batch gets half of it the next time.
  const batchOps = pushedOps > 0 ? Math.max(1, half) : state.batchOps;
  const leastMs = found.kind === 'status' ? (found.retryAfterMs ?? 0) : 0;
  return wait({ ...apart(state, 'away', failure, atMs), batchOps }, failure, { atMs, chance, leastMs });
}

function stalled(state: SyncState, { atMs, chance, url }: Event<'stalled'>): Step {
  const stalls = state.stalls + 1;
  const failure: Failure = { code: 'console-unreachable', facts: { url, detail: 'no movement' } };
  const isStuck = stalls >= STALL_LIMIT;
  const noted = { ...apart(state, isStuck ? 'stuck' : 'away', failure, atMs), stalls };
  const next = isStuck ? wait(noted, failure, { atMs, chance, leastMs: 0 }) : greet(noted);
  return { state: next.state, effects: [{ do: 'rebuild' }, ...next.effects] };
}

function hindered(state: SyncState, { failure, atMs, chance }: Event<'hindered'>): Step {
  const next = wait(apart(state, 'stuck', failure, atMs), failure, { atMs, chance, leastMs: 0 });
  return { state: next.state, effects: [{ do: 'rebuild' }, ...next.effects] };
}

function cancelled(state: SyncState): Step {
  const next = finish(state);
  return { state: next.state, effects: [{ do: 'rebuild' }, ...next.effects] };
}

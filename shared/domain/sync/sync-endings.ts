import type { Failure } from '../../failure/failure.ts';
import type { SyncEffect, SyncState } from './sync-state.ts';

/** Doubling waits start here and end there: seconds for a hiccup, minutes for a day in a cellar. */
const BACK_OFF_FIRST_MS = 1000;
const BACK_OFF_LIMIT_MS = 5 * 60 * 1000;

/** What the machine is after an event, and what it asks for, in order. */
export interface Step {
  readonly state: SyncState;
  readonly effects: readonly SyncEffect[];
}

/** Nothing changes. */
export function stay(state: SyncState, effects: readonly SyncEffect[] = []): Step {
  return { state, effects };
}

/** The run is over and nothing hindered it. */
export function finish(state: SyncState): Step {
  return { state: { ...state, phase: { at: 'idle' } }, effects: [{ do: 'settle', failure: null }] };
}

/** Only a person or a waking laptop goes on from here. */
export function stop(state: SyncState, failure: Failure, atMs: number): Step {
  return {
    state: { ...apart(state, 'stuck', failure, atMs), phase: { at: 'stopped', failure } },
    effects: [{ do: 'settle', failure }],
  };
}

/** The machine goes on by itself: no sooner than `leastMs`, later after each failure, and never all at once. */
export function wait(
  state: SyncState,
  failure: Failure,
  { atMs, chance, leastMs }: { readonly atMs: number; readonly chance: number; readonly leastMs: number },
): Step {
  const delayMs = Math.max(leastMs, backOffMs(state.failures, chance));
  const untilMs = atMs + delayMs;
  return {
    state: { ...state, failures: state.failures + 1, phase: { at: 'waiting', untilMs } },
    effects: [
      { do: 'settle', failure },
      { do: 'wait', delayMs },
    ],
  };
}

/** Full jitter over a doubling span, at least a second, at most five minutes. */
export function backOffMs(failures: number, chance: number): number {
  const spanMs = Math.min(BACK_OFF_LIMIT_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(failures, 30));
  return Math.max(BACK_OFF_FIRST_MS, Math.round(spanMs * chance));
}

/** The console is away or sync is stuck, since the first time that it was not connected. */
export function apart(state: SyncState, how: 'away' | 'stuck', { code }: Failure, atMs: number): SyncState {
  const { connection } = state;
  const sinceMs = 'sinceMs' in connection ? connection.sinceMs : atMs;
  return { ...state, connection: { state: how, sinceMs, code } };
}

/** Something went through: patience starts anew. */
export function moved(state: SyncState): SyncState {
  return { ...state, failures: 0, stalls: 0 };
}

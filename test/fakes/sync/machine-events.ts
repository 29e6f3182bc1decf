/** Events and shortcuts for tests of the sync machine. */
import type { ConsoleProblem } from '../../../shared/domain/sync/console-problem.ts';
import { step } from '../../../shared/domain/sync/sync-machine.ts';
import {
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  startState,
} from '../../../shared/domain/sync/sync-state.ts';

export const URL = 'https://console.example';
export const trouble = { atMs: 50_000, chance: 1, url: URL };
export const wake = (by: 'person' | 'resume' | 'op' | 'timer', atMs = 1000): SyncEvent => ({
  type: 'wake',
  by,
  atMs,
});
export const greeted = (
  call: number,
  change: Partial<Extract<SyncEvent, { type: 'greeted' }>> = {},
): SyncEvent => ({
  type: 'greeted',
  call,
  askedAtMs: 1000,
  atMs: 1200,
  serverTimeMs: 61_100,
  protocol: 1,
  region: 'eu-1',
  found: 'eu-1',
  ...change,
});
const ids = (...numbers: number[]) => numbers.map((number) => ({ opId: `op-${number}`, devSeq: number }));
export const outbox = (...numbers: number[]): SyncEvent => ({
  type: 'outbox-read',
  ops: ids(...numbers),
  feed: { site: 'st-example', cursor: 7 },
  atMs: 1300,
  url: URL,
});
export const problem = (call: number, found: ConsoleProblem): SyncEvent => ({
  type: 'problem',
  call,
  problem: found,
  ...trouble,
});
export const status = (number: number, retryAfterMs: number | null = null): ConsoleProblem => ({
  kind: 'status',
  status: number,
  code: 'x',
  retryAfterMs,
});
export const network: ConsoleProblem = { kind: 'network', detail: 'ECONNREFUSED' };

/** Runs the events one after the other; returns where it ended and what the last one asked for. */
export function run(...events: readonly SyncEvent[]): {
  readonly state: SyncState;
  readonly effects: readonly SyncEffect[];
} {
  return runFrom(startState, ...events);
}
export function runFrom(from: SyncState, ...events: readonly SyncEvent[]) {
  let state = from;
  let effects: readonly SyncEffect[] = [];
  for (const event of events) ({ state, effects } = step(state, event));
  return { state, effects };
}
export const pushing = [wake('op'), greeted(1), outbox(1, 2, 3, 4)] as const;

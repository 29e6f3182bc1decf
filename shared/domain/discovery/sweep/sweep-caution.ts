/**
 * When a sweep slows down and when it stops by itself. Pure. It only ever becomes slower: whatever was in trouble
 * once is not pushed again.
 */
import type { SweepEnding } from '../sweep-report.ts';
import { LOWEST_PER_SECOND } from './sweep-pace.ts';

/** Known-live machines are asked again after so many addresses, and at least so often. */
export const CANARIES_EVERY_ADDRESSES = 500;
export const CANARIES_EVERY_MS = 5000;
/** A loss is looked at again this soon. */
export const CANARIES_AGAIN_MS = 1000;
/** How many are asked each time. */
export const CANARIES_AT_ONCE = 3;

/** So many losses, slow answers or refusals in a row, at the lowest rate, end the sweep. */
const LOSSES_TO_STOP = 2;
const NO_ROOM_TO_STOP = 3;
/** A gateway that stays slow through so many looks in a row ends it at any rate. */
const SLOW_TO_STOP = 4;
/** This many times its own usual time is slow; below the floor nobody notices, and 1 ms → 3 ms is chance. */
const SLOW_FACTOR = 3;
const SLOW_FLOOR_MS = 50;
/** The median of so many: one late answer may be this laptop's own. */
const GATEWAY_SAMPLES = 3;

export interface Caution {
  readonly perSecond: number;
  readonly lossesInARow: number;
  readonly slowInARow: number;
  readonly noRoomInARow: number;
  /** The gateway's usual time: the median of its first answers; null while it has not answered. */
  readonly gatewayUsualMs: number | null;
  readonly gatewayLastMs: readonly number[];
  /** Why it must stop; null while it may go on. */
  readonly ending: Extract<SweepEnding, 'canary-lost' | 'gateway-slow' | 'no-room'> | null;
}

/** What asking the canaries gave. Both 0 when there are none. */
export interface CanaryLook {
  readonly answered: number;
  readonly missed: number;
  /** How long the gateway took; null when it is no canary, was not asked or was silent. */
  readonly gatewayMs: number | null;
}

/** At the start; `gatewayMs` are the answers of the gateway before the first address is touched. */
export function startCaution(perSecond: number, gatewayMs: readonly number[]): Caution {
  return {
    ...{ perSecond, lossesInARow: 0, slowInARow: 0, noRoomInARow: 0, ending: null },
    gatewayUsualMs: gatewayMs.length === 0 ? null : median(gatewayMs),
    gatewayLastMs: [],
  };
}

/** After the canaries were asked: slower after a loss or a slow gateway, stopped when it lasts. */
export function afterCanaries(caution: Caution, look: CanaryLook): Caution {
  const { gatewayMs } = look;
  const gatewayLastMs =
    gatewayMs === null
      ? caution.gatewayLastMs
      : [...caution.gatewayLastMs, gatewayMs].slice(-GATEWAY_SAMPLES);
  const isSlow = gatewayMs !== null && isSlower(gatewayLastMs, caution.gatewayUsualMs);
  const slowInARow = isSlow ? caution.slowInARow + 1 : gatewayMs === null ? caution.slowInARow : 0;
  const next = { ...caution, gatewayLastMs, slowInARow };
  if (look.missed > 0) {
    const lossesInARow = isLowest(caution) ? caution.lossesInARow + 1 : 0;
    return lossesInARow >= LOSSES_TO_STOP
      ? { ...next, lossesInARow, ending: 'canary-lost' }
      : { ...slower(next), lossesInARow };
  }
  if (slowInARow >= SLOW_TO_STOP) return { ...next, lossesInARow: 0, ending: 'gateway-slow' };
  return { ...(isSlow ? slower(next) : next), lossesInARow: 0 };
}

/** After this laptop had no socket, port or buffer for a probe. */
export function afterNoRoom(caution: Caution): Caution {
  const noRoomInARow = isLowest(caution) ? caution.noRoomInARow + 1 : 0;
  return noRoomInARow >= NO_ROOM_TO_STOP
    ? { ...caution, noRoomInARow, ending: 'no-room' }
    : { ...slower(caution), noRoomInARow };
}

/** After a probe for which there was room. */
export function afterRoom(caution: Caution): Caution {
  return caution.noRoomInARow === 0 ? caution : { ...caution, noRoomInARow: 0 };
}

/** Half as fast, and never below the lowest rate unless it began there. */
export function slower<C extends Pick<Caution, 'perSecond'>>(caution: C): C {
  const lowest = Math.min(LOWEST_PER_SECOND, caution.perSecond);
  return { ...caution, perSecond: Math.max(lowest, caution.perSecond / 2) };
}

function isLowest({ perSecond }: Caution): boolean {
  return perSecond <= LOWEST_PER_SECOND;
}

function isSlower(lastMs: readonly number[], usualMs: number | null): boolean {
  return usualMs !== null && median(lastMs) > Math.max(SLOW_FLOOR_MS, SLOW_FACTOR * usualMs);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

/** So many addresses must have been asked before one may say that everything answers. */
const EVERYTHING_LEAST = 20;
const EVERYTHING_SHARE = 0.9;

/** A middlebox that accepts connections for every address: nearly all open, and none of them a node by its TLS answer. */
export function everythingAnswers(seen: {
  readonly asked: number;
  readonly open: number;
  readonly nodes: number;
}): boolean {
  return seen.asked >= EVERYTHING_LEAST && seen.open > EVERYTHING_SHARE * seen.asked && seen.nodes === 0;
}

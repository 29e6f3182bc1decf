/** Known-live machines that are asked in between: when they fall silent, silence elsewhere means nothing. */
import {
  CANARIES_AGAIN_MS,
  CANARIES_AT_ONCE,
  CANARIES_EVERY_ADDRESSES,
  CANARIES_EVERY_MS,
  type CanaryLook,
} from '../../../../shared/domain/discovery/sweep/sweep-caution.ts';
import type { Clock } from '../../../ports.ts';

/** Asks each; gives how long it took, ms, `silent`, or `skipped` when this laptop had no room. */
export type AskCanaries = (
  addresses: readonly string[],
) => Promise<readonly (number | 'silent' | 'skipped')[]>;

export interface Canaries {
  /** Finds out which of those named are there. Resolves with the gateway's first answers, ms. */
  start(gateway: string | null, known: readonly string[]): Promise<readonly number[]>;
  /** One more, which has just answered and is known to be a node. */
  join(address: string): void;
  /** Whether they are to be asked now. */
  isDue(asked: number): boolean;
  look(asked: number): Promise<CanaryLook>;
  /** How many there are now, and how many there ever were. */
  readonly count: number;
  readonly everCount: number;
}

/** More known nodes than this tell nothing more. */
const KNOWN_LIMIT = 5;
/** The gateway's usual time is the median of so many answers, so far apart. */
const GATEWAY_ASKS = 3;
const GATEWAY_APART_MS = 100;
/** One that was silent so often in a row, while others answered, has gone by itself: someone pulled its plug. */
const MISSES_TO_RETIRE = 2;

export function createCanaries(ask: AskCanaries, clock: Clock, signal: AbortSignal): Canaries {
  const misses = new Map<string, number>();
  const ever = new Set<string>();
  const add = (address: string): void => {
    misses.set(address, 0);
    ever.add(address);
  };
  let gateway: string | null = null;
  let turn = 0;
  let seen = { asked: 0, atMs: clock.now(), wasLost: false };
  const chosen = (): readonly string[] => {
    const others = [...misses.keys()].filter((address) => address !== gateway);
    const wanted = CANARIES_AT_ONCE - (gateway === null ? 0 : 1);
    const next = others.length <= wanted ? others : [...others, ...others].slice(turn, turn + wanted);
    turn = others.length === 0 ? 0 : (turn + wanted) % others.length;
    return gateway === null ? next : [gateway, ...next];
  };
  return {
    start: async (candidate, known) => {
      const nodes = known.filter((address) => address !== candidate).slice(0, KNOWN_LIMIT);
      const asked = candidate === null ? nodes : [candidate, ...nodes];
      const answers = asked.length === 0 ? [] : await ask(asked);
      for (const [index, address] of asked.entries()) if (typeof answers[index] === 'number') add(address);
      if (candidate === null || !misses.has(candidate)) return [];
      gateway = candidate;
      const times = answers.slice(0, 1).filter((answer) => typeof answer === 'number');
      while (times.length < GATEWAY_ASKS) {
        await clock.wait(GATEWAY_APART_MS, signal);
        const [answer] = await ask([candidate]);
        if (typeof answer !== 'number') break;
        times.push(answer);
      }
      return times;
    },
    join: (address) => {
      if (misses.size <= KNOWN_LIMIT) add(address);
    },
    isDue: (asked) => {
      if (misses.size === 0) return false;
      const sinceMs = clock.now() - seen.atMs;
      if (seen.wasLost) return sinceMs >= CANARIES_AGAIN_MS;
      return asked - seen.asked >= CANARIES_EVERY_ADDRESSES || sinceMs >= CANARIES_EVERY_MS;
    },
    look: async (asked) => {
      const addresses = chosen();
      const answers = await ask(addresses);
      const missed = addresses.filter((_address, index) => answers[index] === 'silent');
      const answered = addresses.filter((_address, index) => typeof answers[index] === 'number');
      for (const address of answered) misses.set(address, 0);
      for (const address of answered.length === 0 ? [] : missed) {
        const count = (misses.get(address) ?? 0) + 1;
        if (count < MISSES_TO_RETIRE) misses.set(address, count);
        else misses.delete(address);
        if (address === gateway && count >= MISSES_TO_RETIRE) gateway = null;
      }
      seen = { asked, atMs: clock.now(), wasLost: missed.length > 0 };
      const [first] = answers;
      const gatewayMs =
        gateway !== null && addresses[0] === gateway && typeof first === 'number' ? first : null;
      return { answered: answered.length, missed: missed.length, gatewayMs };
    },
    get count() {
      return misses.size;
    },
    get everCount() {
      return ever.size;
    },
  };
}

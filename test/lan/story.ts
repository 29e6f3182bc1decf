import type { Lan } from './network/create-lan.ts';

/** One thing that happens on a real network, and what Rounds must make of it. */
export interface Story {
  /** A sentence about the world. */
  readonly name: string;
  readonly limitMs: number;
  /** Throws when Rounds made something else of it. */
  tell(lan: Lan): Promise<void>;
}

/** Plain function calls that put every service on its adapters. The only place where the two meet. */

import { failed } from '../shared/failure/failure.ts';
import type { Ground } from './create-engine.ts';
import type { EngineHandlers } from './ipc/engine-calls.ts';

export interface Composed {
  readonly handlers: EngineHandlers;
  power(event: 'suspend' | 'resume'): void;
  stop(): Promise<void>;
}

export function composeServices(_ground: Ground): Composed {
  throw failed('engine-away', {});
}

/** Calls of the contract whose service is being built. */
import { failed } from '../shared/failure/failure.ts';
import type { EngineHandlers } from './ipc/engine-calls.ts';

const refuse = (): never => {
  throw failed('bad-request', { call: 'pending', detail: 'not built yet' });
};

/** Each refuses. */
export const pendingHandlers = {
  'nodes.release': refuse,
} satisfies Partial<EngineHandlers>;

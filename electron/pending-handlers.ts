/** Calls of the contract whose service is being built. */
import { failed } from '../shared/failure/failure.ts';
import type { EngineHandlers } from './ipc/engine-calls.ts';

const refuse = (): never => {
  throw failed('bad-request', { call: 'pending', detail: 'not built yet' });
};

/** Each refuses. */
export const pendingHandlers = {
  'discovery.addList': refuse,
  'discovery.surroundings': refuse,
  'discovery.forecastSweep': refuse,
  'discovery.sweeps': refuse,
  'discovery.exportSweep': refuse,
  'nodes.release': refuse,
  'serial.ports': refuse,
  'serial.open': refuse,
  'serial.close': refuse,
  'serial.lines': refuse,
  'serial.search': refuse,
  'serial.unlock': refuse,
  'serial.send': refuse,
} satisfies Partial<EngineHandlers>;

import { failed } from '../../shared/failure/failure.ts';
import type { Some } from './double-handlers.ts';

/** Serial ports, in memory: none. */
export function serialHandlers(): Some<'serial'> {
  const unknown = ({ path }: { readonly path: string }): never => {
    throw failed('serial-unknown', { path });
  };
  return {
    'serial.ports': () => [],
    'serial.open': unknown,
    'serial.close': unknown,
    'serial.lines': unknown,
    'serial.search': unknown,
    'serial.unlock': unknown,
    'serial.send': unknown,
  };
}

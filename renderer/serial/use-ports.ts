import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { SerialPortView } from '../../shared/domain/serial/serial-port.ts';
import { serialQueries } from '../api/queries.ts';

const route = getRouteApi('/serial');

/** The ports of this laptop, and the one whose console is shown: the one that was asked for, else the first that has printed or is open. */
export function usePorts() {
  const { port: wanted } = route.useSearch();
  const asked = useQuery(serialQueries.ports());
  const ports = asked.data ?? [];
  const shown = ports.find(({ path }) => path === wanted) ?? ports.find(hasConsole) ?? null;
  return { asked, ports, shown };
}

/** Whether there is anything to look at: it is open, comes back by itself, or has printed. */
export function hasConsole({ state, endLine }: SerialPortView): boolean {
  return state === 'open' || state === 'waiting' || endLine > 0;
}

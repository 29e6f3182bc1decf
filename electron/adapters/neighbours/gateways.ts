import {
  type GatewayOf,
  parseMacRoutes,
  parseNetRoute,
  parseProcRoute,
} from '../../../shared/domain/discovery/neighbours/default-routes.ts';
import type { Gateways } from '../../discovery/neighbour-ports.ts';
import { kernelFile, powershell, quickly, type SystemTables, systemTables } from './system-tables.ts';

const WINDOWS_SCRIPT =
  'Get-NetRoute -DestinationPrefix 0.0.0.0/0 | Select-Object InterfaceAlias,NextHop,RouteMetric |' +
  ' ConvertTo-Json -Compress';

/** Reads the default routes of this laptop's system; what cannot be read is unknown, not wrong. */
export function createGateways(options: Partial<SystemTables> = {}): Gateways {
  const tables = systemTables(options);
  return {
    read: async (signal) => {
      signal.throwIfAborted();
      const found = await readRoutes(tables, signal);
      signal.throwIfAborted();
      return found;
    },
  };
}

async function readRoutes(tables: SystemTables, signal: AbortSignal): Promise<GatewayOf> {
  switch (tables.platform) {
    case 'linux':
      return parseProcRoute((await kernelFile(tables, 'proc/net/route')) ?? '');
    case 'darwin':
      return parseMacRoutes(
        (await quickly(tables, '/usr/sbin/netstat', ['-rn', '-f', 'inet'], signal)) ?? '',
      );
    case 'win32':
      return parseNetRoute((await powershell(tables, WINDOWS_SCRIPT, signal)) ?? '');
    default:
      return new Map();
  }
}

/** The default gateway of each interface, from what the three systems print. */
import { z } from 'zod';
import { formatIpv4, parseIpv4 } from '../ipv4.ts';
import { TABLE_LIMIT_CHARACTERS } from './neighbour.ts';

/** Gateway by the interface's name, the preferred one where there are several. */
export type GatewayOf = ReadonlyMap<string, string>;

/** Flags of a row: in use, and through a gateway (Linux route.h). */
const RTF_UP_GATEWAY = 0x3;

/** `/proc/net/route`: addresses are 32-bit numbers in the machine's own byte order, the least byte first. */
export function parseProcRoute(text: string): GatewayOf {
  const rows = text.slice(0, TABLE_LIMIT_CHARACTERS).split('\n').slice(1);
  const routes = rows.flatMap((row) => {
    const [name = '', target, gateway = '', flags = '0', , , metric = '0', mask] = row.trim().split(/\s+/);
    const isDefault = target === '00000000' && mask === '00000000';
    const isUsed = (Number.parseInt(flags, 16) & RTF_UP_GATEWAY) === RTF_UP_GATEWAY;
    if (!isDefault || !isUsed || !/^[0-9a-f]{8}$/i.test(gateway)) return [];
    const bytes = (gateway.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16));
    const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    return [{ name, gateway: formatIpv4(value), metric: Number(metric) }];
  });
  return preferred(routes);
}

/** What `netstat -rn -f inet` prints on macOS: `default   10.20.4.1   UGScg   en0`. */
export function parseMacRoutes(text: string): GatewayOf {
  const rows = text
    .slice(0, TABLE_LIMIT_CHARACTERS)
    .matchAll(/^default\s+([0-9.]{7,15})\s+\S{1,12}(?:\s+\d+)*\s+([a-z]\S{0,31})/gim);
  return preferred(
    [...rows].map(([, gateway = '', name = ''], metric) => ({ name, gateway, metric })).filter(isIpv4),
  );
}

const route = z.object({
  InterfaceAlias: z.string().max(256),
  NextHop: z.string().max(64),
  RouteMetric: z.int().nullish(),
});

/** What `Get-NetRoute -DestinationPrefix 0.0.0.0/0 | … | ConvertTo-Json` prints. */
export function parseNetRoute(text: string): GatewayOf {
  let read: unknown;
  try {
    read = JSON.parse(text.slice(0, TABLE_LIMIT_CHARACTERS));
  } catch {
    // Expected here: without a default route it prints nothing, and where policy forbids it a sentence.
    return new Map();
  }
  const rows: readonly unknown[] = Array.isArray(read) ? read : [read];
  const routes = rows.flatMap((each) => {
    const parsed = route.safeParse(each);
    if (!parsed.success) return [];
    const { InterfaceAlias: name, NextHop: gateway, RouteMetric } = parsed.data;
    return [{ name, gateway, metric: RouteMetric ?? 0 }];
  });
  return preferred(routes.filter(isIpv4));
}

interface Route {
  readonly name: string;
  readonly gateway: string;
  readonly metric: number;
}

/** A tunnel's default route has itself as gateway, written as 0.0.0.0. */
function isIpv4({ gateway }: Route): boolean {
  return (parseIpv4(gateway) ?? 0) !== 0;
}

function preferred(routes: readonly Route[]): GatewayOf {
  const best = [...routes].sort((one, other) => other.metric - one.metric);
  return new Map(best.map(({ name, gateway }) => [name, gateway]));
}

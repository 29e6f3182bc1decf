import { z } from 'zod';
import { type Neighbour, neighboursOf, TABLE_LIMIT_CHARACTERS } from './neighbour.ts';

/** States of `MSFT_NetNeighbor`; PowerShell 5 prints their numbers, 7 may print their names. */
const stateNames = [
  'unreachable',
  'incomplete',
  'probe',
  'delay',
  'stale',
  'reachable',
  'permanent',
] as const;
const row = z.object({
  IPAddress: z.string().max(64),
  LinkLayerAddress: z.string().max(64).nullable(),
  State: z.union([z.int().min(0).max(255), z.string().max(20)]),
  InterfaceAlias: z.string().max(256).nullish(),
  InterfaceIndex: z.int().min(0).nullish(),
});

/**
 * What `Get-NetNeighbor | … | ConvertTo-Json` prints; no language of Windows gets in between. Null when it is no
 * such list. Link-local addresses come without a zone, which on Windows is the interface's number.
 */
export function parseNetNeighbor(text: string): readonly Neighbour[] | null {
  const read = readJson(text.slice(0, TABLE_LIMIT_CHARACTERS));
  if (typeof read !== 'object' || read === null) return null;
  // One row alone is printed without its list.
  const rows: readonly unknown[] = Array.isArray(read) ? read : [read];
  return neighboursOf(
    rows.flatMap((each) => {
      const parsed = row.safeParse(each);
      if (!parsed.success) return [];
      const { IPAddress, LinkLayerAddress, State, InterfaceAlias, InterfaceIndex } = parsed.data;
      const state = typeof State === 'number' ? stateNames[State] : State.toLowerCase();
      if (LinkLayerAddress === null || state === 'unreachable' || state === 'incomplete') return [];
      return [
        {
          ...{ address: IPAddress, mac: LinkLayerAddress, interfaceName: InterfaceAlias ?? '' },
          ...(InterfaceIndex !== null && InterfaceIndex !== undefined && { zone: String(InterfaceIndex) }),
          state: state === 'permanent' || state === 'reachable' ? state : 'stale',
        },
      ];
    }),
  );
}

/**
 * What `arp -a` prints, in any language: only addresses and MACs are read. A block begins with a line that holds
 * the interface's own address and its number in hexadecimal: `Schnittstelle: 10.20.4.77 --- 0x7`.
 */
export function parseWindowsArp(
  text: string,
  interfaceOf: (ownAddress: string) => string,
): readonly Neighbour[] {
  let interfaceName = '';
  return neighboursOf(
    text
      .slice(0, TABLE_LIMIT_CHARACTERS)
      .split(/\r?\n/)
      .flatMap((line) => {
        const own = /^\S.{0,80}?(\d{1,3}(?:\.\d{1,3}){3}) --- 0x[0-9a-f]+/i.exec(line)?.[1];
        if (own !== undefined) interfaceName = interfaceOf(own);
        const [address = '', mac = ''] = line.trim().split(/\s+/);
        const isRow = /^[0-9a-f]{2}(-[0-9a-f]{2}){5}$/i.test(mac);
        return isRow ? [{ address, mac, interfaceName, state: 'unknown' as const }] : [];
      }),
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Expected here: PowerShell that is switched off by policy prints a sentence instead.
    return null;
  }
}

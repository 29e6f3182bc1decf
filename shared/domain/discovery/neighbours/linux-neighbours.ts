import { z } from 'zod';
import { type Neighbour, neighboursOf, TABLE_LIMIT_CHARACTERS } from './neighbour.ts';

/** Flags of a row (Linux if_arp.h): complete, and set by hand. */
const ATF_COMPLETE = 0x2;
const ATF_PERMANENT = 0x4;

/** `/proc/net/arp`: IPv4 only. A row without the complete flag is a question that nobody answered. */
export function parseProcArp(text: string): readonly Neighbour[] {
  const rows = text.slice(0, TABLE_LIMIT_CHARACTERS).split('\n').slice(1);
  return neighboursOf(
    rows.flatMap((row) => {
      const [address = '', , flags = '0', mac = '', , interfaceName = ''] = row.trim().split(/\s+/);
      if ((Number(flags) & ATF_COMPLETE) === 0) return [];
      const isPermanent = (Number(flags) & ATF_PERMANENT) !== 0;
      return [{ address, mac, interfaceName, state: isPermanent ? 'permanent' : 'unknown' }];
    }),
  );
}

/** Without a `lladdr` the row is a question without an answer; so it is in these states (rtnetlink, NUD_*). */
const row = z.object({
  dst: z.string().max(64),
  dev: z.string().max(64).default(''),
  lladdr: z.string().max(64).optional(),
  state: z.array(z.string().max(20)).max(4).default([]),
});
const unanswered: ReadonlySet<string> = new Set(['FAILED', 'INCOMPLETE', 'NOARP']);

/** What `ip -j neigh` prints: IPv4 and IPv6. Null when it is no such list; rows of another shape are left out. */
export function parseIpNeigh(text: string): readonly Neighbour[] | null {
  const list = z.array(z.unknown()).safeParse(readJson(text.slice(0, TABLE_LIMIT_CHARACTERS)));
  if (!list.success) return null;
  return neighboursOf(
    list.data.flatMap((each) => {
      const read = row.safeParse(each);
      if (!read.success || read.data.lladdr === undefined) return [];
      const { dst, dev, lladdr, state } = read.data;
      if (state.some((name) => unanswered.has(name))) return [];
      return [{ address: dst, mac: lladdr, interfaceName: dev, state: stateOf(state) }];
    }),
  );
}

function stateOf(names: readonly string[]): Neighbour['state'] {
  if (names.includes('PERMANENT')) return 'permanent';
  return names.includes('REACHABLE') ? 'reachable' : 'stale';
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Expected here: an `ip` too old for JSON prints its usual table, and one that was stopped half of it.
    return null;
  }
}

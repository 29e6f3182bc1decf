import { type Neighbour, neighboursOf, TABLE_LIMIT_CHARACTERS } from './neighbour.ts';

/**
 * What `arp -an` prints, such as `? (10.20.4.1) at 2:aa:0:0:0:1 on en0 ifscope [ethernet]` (arp(8), Darwin's
 * network_cmds). `(incomplete)` is a question that nobody answered.
 */
export function parseMacArp(text: string): readonly Neighbour[] {
  const rows = text
    .slice(0, TABLE_LIMIT_CHARACTERS)
    .matchAll(/^\S{1,255} \(([0-9.]{7,15})\) at ([0-9a-f:]{11,17}) on (\S{1,32})(.{0,100})$/gim);
  return neighboursOf(
    [...rows].map(([, address = '', mac = '', interfaceName = '', rest = '']) => ({
      ...{ address, mac, interfaceName },
      state: /\bpermanent\b/.test(rest) ? 'permanent' : 'unknown',
    })),
  );
}

/** The letter of a row's state (ndp(8)); an `I`ncomplete row has no MAC anyway. */
const states: Readonly<Record<string, Neighbour['state']>> = { R: 'reachable', S: 'stale' };

/** What `ndp -an` prints: `fe80::1%en0   2:aa:0:0:0:1   en0 23h59m50s S R`. */
export function parseMacNdp(text: string): readonly Neighbour[] {
  const rows = text.slice(0, TABLE_LIMIT_CHARACTERS).split('\n').slice(1);
  return neighboursOf(
    rows.map((row) => {
      const [address = '', mac = '', interfaceName = '', expiry, state = ''] = row.trim().split(/\s+/);
      const isPermanent = expiry === 'permanent';
      return { address, mac, interfaceName, state: isPermanent ? 'permanent' : (states[state] ?? 'unknown') };
    }),
  );
}

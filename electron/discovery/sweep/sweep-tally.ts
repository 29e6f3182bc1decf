/** What a sweep touched, added up as it goes: for the report, and for the op that is kept of it. */
import { createHash } from 'node:crypto';
import {
  formatRange,
  type Interval,
  isInside,
  joined,
  parseIpv4,
} from '../../../shared/domain/discovery/ipv4.ts';
import type { LoggedTouch } from './sweep-ports.ts';

/**
 * An op has at most 256 kB. 4,096 addresses are 70 kB as a list; a wider sweep keeps ranges and the digest instead,
 * and the list itself stays in the log on this laptop, which can be exported.
 */
const LIST_LIMIT = 4096;
/** A range is at most 34 bytes, so this is at most 100 kB. More ranges than that are no sweep in order. */
const RANGE_LIMIT = 3000;
const ANSWERED_LIMIT = 1000;

export interface SweepTally {
  /** Each number once. What was not asked does not count. */
  add(touch: Pick<LoggedTouch, 'address' | 'outcome'>): void;
  /** Different addresses inside the range that were asked, and those of them that were open. */
  readonly touched: number;
  readonly open: ReadonlySet<string>;
  /** Part of the op's body: every address touched, canaries too, and in what form it fits. */
  body(): Readonly<Record<string, unknown>>;
}

export function createSweepTally(range: Interval): SweepTally {
  const touched = new Set<string>();
  const open = new Set<string>();
  const openInside = new Set<string>();
  const refused = new Set<string>();
  const digest = createHash('sha256');
  let inside = 0;
  return {
    add: ({ address, outcome }) => {
      if (outcome === 'not-asked') return;
      const isOfRange = isInside(parseIpv4(address) ?? -1, [range]);
      if (!touched.has(address)) {
        touched.add(address);
        digest.update(`${address}\n`);
        if (isOfRange) inside++;
      }
      if (outcome === 'closed') refused.add(address);
      if (outcome !== 'open') return;
      open.add(address);
      if (isOfRange) openInside.add(address);
    },
    get touched() {
      return inside;
    },
    open: openInside,
    body: () => ({
      count: touched.size,
      answered: [...open].slice(0, ANSWERED_LIMIT),
      answeredCount: open.size,
      refused: refused.size,
      /** Every address touched, in order: what the hospital's security team compares its alarms with. */
      ...(touched.size <= LIST_LIMIT
        ? { touched: [...touched] }
        : { touchedRanges: rangesOf(touched).slice(0, RANGE_LIMIT) }),
      /** SHA-256 over these addresses in the order in which they were first touched, each with a line feed. */
      touchedSha256: digest.copy().digest('hex'),
    }),
  };
}

function rangesOf(addresses: Iterable<string>): readonly string[] {
  const values = [...addresses].map(parseIpv4).filter((value) => value !== null);
  return joined(values.map((value) => ({ first: value, last: value }))).map(formatRange);
}

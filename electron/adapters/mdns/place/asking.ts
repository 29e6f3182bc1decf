/** What is asked on one interface and when: quietly, and never again what somebody has just answered. */
import { NODE_SERVICE_TYPE } from '../../../../shared/domain/discovery/mdns-claims.ts';
import type { Clock } from '../../../ports.ts';
import type { CacheQuestion, MdnsCache } from '../cache/mdns-cache.ts';
import type { MdnsLink } from '../link/mdns-link.ts';
import type { MdnsPacket, MdnsQuestion } from '../packet/mdns-packet.ts';
import { writeQuery } from '../packet/query-writer.ts';

/** First query after 20–120 ms, so that many laptops starting together do not speak at once (§5.2). */
const FIRST_DELAY_MS = 20;
const FIRST_DELAY_SPREAD_MS = 100;
const FIRST_INTERVAL_MS = 1000;
/** The RFC allows up to an hour; a person who waits for a box to appear does not. */
const LONGEST_INTERVAL_MS = 60_000;
/** While our own questions do not come back: whoever opens the firewall sees it at once. */
const UNHEARD_INTERVAL_MS = 4000;
/** Asked at once, then after 1, 2, 4 and 8 s; after that the next announcement must do. */
const MISSING_ATTEMPTS = 5;
/** An address of the other family may not exist, and nobody says so. */
const OPTIONAL_ATTEMPTS = 3;
/** Questions that one look at the cache may cause: what a flood of pointers could make us send stays small. */
const QUESTIONS_AT_ONCE = 100;
/** A question of somebody else counts as ours while it is this young (§7.3). */
const DUPLICATE_WITHIN_MS = 1000;

export interface AskingPorts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly cache: MdnsCache;
  /** Links that are open now. */
  readonly links: () => readonly MdnsLink[];
}

/** When somebody else asked on a link what we ask. */
export interface Overheard {
  /** Takes note of a question of somebody else, if its answer serves us as well. */
  note(query: MdnsPacket & { readonly kind: 'query' }, nowMs: number): void;
  /** Whether ours need not be sent; never twice in a row, so that nobody can keep us silent. */
  replacesOurs(nowMs: number): boolean;
}

/** Nothing overheard yet. `known` says which instances we would list as known. */
export function createOverheard(known: () => ReadonlySet<string>): Overheard {
  let heardAtMs = Number.NEGATIVE_INFINITY;
  let hasReplaced = false;
  return {
    note: ({ questions, known: theirs, isTruncated }, nowMs) => {
      const isOurs = questions.some(
        ({ name, type, unicast }) => type === 'PTR' && !unicast && name.toLowerCase() === NODE_SERVICE_TYPE,
      );
      if (!isOurs || isTruncated) return;
      const ours = known();
      const isEnough = theirs.every(
        (record) =>
          record.type !== 'PTR' ||
          record.name.toLowerCase() !== NODE_SERVICE_TYPE ||
          ours.has(record.target.toLowerCase()),
      );
      if (isEnough) heardAtMs = nowMs;
    },
    replacesOurs: (nowMs) => {
      hasReplaced = !hasReplaced && Math.abs(nowMs - heardAtMs) < DUPLICATE_WITHIN_MS;
      return hasReplaced;
    },
  };
}

/** Asks on one link for the service type: soon, then ever more rarely, until the link is over. */
export async function browse(
  link: MdnsLink,
  overheard: Overheard,
  { clock, random, cache }: AskingPorts,
): Promise<void> {
  const question = { name: NODE_SERVICE_TYPE, type: 'PTR' } as const;
  let intervalMs = FIRST_INTERVAL_MS;
  try {
    await clock.wait(FIRST_DELAY_MS + random() * FIRST_DELAY_SPREAD_MS, link.signal);
    // The first may be answered to us alone; beside the system's own responder such answers can get lost. It names
    // no known answers: what a node said over the other family may lack the addresses of this one.
    for (let unicast = true; ; unicast = false) {
      const known = unicast ? [] : cache.knownAnswers(clock.now());
      if (unicast || !overheard.replacesOurs(clock.now()))
        link.send(writeQuery([question], known, { unicast }));
      await clock.wait(FIRST_INTERVAL_MS, link.signal);
      if (!link.isHeard()) intervalMs = Math.min(intervalMs, UNHEARD_INTERVAL_MS);
      await clock.wait(intervalMs - FIRST_INTERVAL_MS, link.signal);
      intervalMs = Math.min(intervalMs * 2, LONGEST_INTERVAL_MS);
    }
  } catch {
    // Expected here: the signal, when the link is over.
  }
}

/** Asks for what is missing and for what will run out soon; to be called a few times a second. */
export function createTender(ports: AskingPorts): { tend(nowMs: number): void } {
  const { cache } = ports;
  const attempts = new Map<string, { count: number; nextAtMs: number }>();
  return {
    tend: (nowMs) => {
      const missing = cache.missing();
      const wanted = new Set(missing.map(keyOf));
      for (const key of attempts.keys()) if (!wanted.has(key)) attempts.delete(key);
      const due = missing
        .filter((question) => {
          const { count, nextAtMs } = attempts.get(keyOf(question)) ?? { count: 0, nextAtMs: nowMs };
          return count < (question.isOptional ? OPTIONAL_ATTEMPTS : MISSING_ATTEMPTS) && nextAtMs <= nowMs;
        })
        .slice(0, QUESTIONS_AT_ONCE);
      const again = due.filter((question) => attempts.has(keyOf(question)));
      const first = due.filter((question) => !attempts.has(keyOf(question)));
      for (const question of due) {
        const { count } = attempts.get(keyOf(question)) ?? { count: 0 };
        attempts.set(keyOf(question), { count: count + 1, nextAtMs: nowMs + 2 ** count * 1000 });
      }
      askWhereHeard([...first, ...cache.takeRefreshes(nowMs)], ports, nowMs);
      askEverywhere(again, ports);
    },
  };
}

/** Asks each question over the family on which its node was heard; over all when that link is not open. */
function askWhereHeard(questions: readonly CacheQuestion[], ports: AskingPorts, nowMs: number): void {
  const links = ports.links();
  for (const link of links) {
    const here = questions.filter(
      ({ over }) => over === link.side.family || !links.some(({ side }) => side.family === over),
    );
    const known = here.some(({ type }) => type === 'PTR') ? ports.cache.knownAnswers(nowMs) : [];
    link.send(writeQuery(here, known, { unicast: false }));
  }
}

/** Asks on every open link, with no known answers: whoever has an answer is to give it. */
export function askEverywhere(questions: readonly MdnsQuestion[], { links }: AskingPorts): void {
  for (const link of links()) link.send(writeQuery(questions, [], { unicast: false }));
}

function keyOf({ name, type }: MdnsQuestion): string {
  return `${type} ${name}`;
}

/** One family of one interface: opens its link, opens it anew when it broke, and takes port 5353 back when it can. */
import type { HearingState } from '../../../../shared/domain/discovery/surroundings.ts';
import type { NetworkInterface } from '../../../discovery/discovery-ports.ts';
import type { Clock, Log } from '../../../ports.ts';
import type { Family } from '../cache/mdns-cache.ts';
import { createHearing, type Hearing } from '../link/hearing.ts';
import { type LinkSide, linkSideOf } from '../link/link-side.ts';
import { type LinkPorts, type MdnsLink, openMdnsLink } from '../link/mdns-link.ts';
import type { OpenUdpSocket, SocketKind } from '../link/mdns-socket.ts';
import { createPacketBudget } from '../link/packet-budget.ts';
import type { Switchboard } from '../link/switchboard.ts';
import { type AskingPorts, browse, createOverheard, type Overheard } from './asking.ts';

export interface SpotPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly open: OpenUdpSocket;
  readonly port: number;
  readonly switchboard: Switchboard;
  readonly onChange: () => void;
  readonly asking: AskingPorts;
}
export interface Spot {
  /** Null while the interface has no address of the family. */
  readonly side: LinkSide | null;
  /** Null while none is open. */
  readonly link: MdnsLink | null;
  hearing(): HearingState;
  /** Opens what is to be open on the interface as it is now; resolves when that is tried. */
  follow(on: NetworkInterface): Promise<void>;
  close(): Promise<void>;
}

/** A link that breaks again and again is tried ever more rarely; a laptop that wakes up is not kept waiting long. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;
/** Younger than this, a link that breaks was no success. */
const SOUND_AFTER_MS = 60_000;
/** How often port 5353 is tried for again. */
const TAKE_BACK_EVERY_MS = 30_000;

/** A spot on which nothing is open yet. */
export function createSpot(family: Family, ports: SpotPorts): Spot {
  const { clock, asking } = ports;
  let side: LinkSide | null = null;
  let link: MdnsLink | null = null;
  let hearing = createHearing();
  const pause = createPause(clock);
  let takeBackAtMs = 0;
  const open = async (on: LinkSide, kind: SocketKind): Promise<MdnsLink | string> => {
    const overheard = createOverheard(
      () => new Set(asking.cache.knownAnswers(clock.now()).map(({ target }) => target.toLowerCase())),
    );
    const opened = await openMdnsLink(on, kind, {
      ...{ ...ports, hearing, budget: createPacketBudget() },
      ...listeners(ports, family, { overheard, hearing }),
    });
    if (typeof opened !== 'string') void browse(opened, overheard, asking);
    return opened;
  };
  const close = async (): Promise<void> => {
    const ending = link;
    link = null;
    pause.end();
    await ending?.close();
  };
  const openAny = async (on: LinkSide): Promise<void> => {
    const shared = await open(on, 'shared');
    const opened = typeof shared === 'string' ? await open(on, 'one-shot') : shared;
    takeBackAtMs = clock.now() + TAKE_BACK_EVERY_MS;
    if (typeof opened !== 'string') link = opened;
    else {
      // The reason is why the right port was refused, not why the way around it failed too.
      hearing.lost(typeof shared === 'string' ? shared : opened);
      pause.lengthen();
    }
  };
  return {
    get side() {
      return side;
    },
    get link() {
      return link;
    },
    hearing: () => hearing.state(clock.now()),
    close,
    follow: async (on) => {
      const next = linkSideOf(on, family);
      if (next?.key !== side?.key) {
        await close();
        hearing = createHearing();
      }
      side = next;
      if (next === null) return;
      if (link?.signal.aborted === true) {
        const isSound = clock.now() - link.openedAtMs >= SOUND_AFTER_MS;
        await link.close();
        link = null;
        if (isSound) pause.end();
        else pause.lengthen();
      }
      if (link === null && pause.isOver()) await openAny(next);
      else if (link?.kind === 'one-shot' && clock.now() >= takeBackAtMs) {
        takeBackAtMs = clock.now() + TAKE_BACK_EVERY_MS;
        const shared = await open(next, 'shared');
        if (typeof shared === 'string') return;
        await link.close();
        link = shared;
      }
    },
  };
}

function listeners(
  { clock, asking, onChange }: SpotPorts,
  family: Family,
  { overheard, hearing }: { readonly overheard: Overheard; readonly hearing: Hearing },
): Pick<LinkPorts, 'onRecords' | 'onQuery'> {
  return {
    onRecords: (records, source) => {
      // What there was no room for is lost like a packet that was not read: whoever looks for a node must know.
      for (let left = asking.cache.accept(records, { source, family, nowMs: clock.now() }); left > 0; left--)
        hearing.count('dropped');
      onChange();
    },
    onQuery: (query) => overheard.note(query, clock.now()),
  };
}

/** How long to leave it alone before the next attempt. */
function createPause(clock: Clock) {
  let lengthMs = 0;
  let endsAtMs = Number.NEGATIVE_INFINITY;
  return {
    isOver: (): boolean => clock.now() >= endsAtMs,
    end: (): void => {
      [lengthMs, endsAtMs] = [0, Number.NEGATIVE_INFINITY];
    },
    lengthen: (): void => {
      lengthMs = Math.min(Math.max(lengthMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
      endsAtMs = clock.now() + lengthMs;
    },
  };
}

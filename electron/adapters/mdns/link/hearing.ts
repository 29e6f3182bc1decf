/**
 * How well one link hears. What `hearsItself` proves:
 * `yes`: our question left, and a packet to the group reached our socket: nothing on this laptop drops multicast on
 * this interface. It proves nothing about the network, because the system hands the packet back before the cable.
 * `no`: two questions were handed to the system and none came back: this laptop drops it, by a firewall, a driver or a
 * membership that was lost; whatever others say can not be heard either.
 * `not-yet`: nothing was asked, or on a port of its own, where the group is not heard.
 * `packetsOfOthers` leaves out other programs of this laptop. At 0 with `yes`, and with neighbours on the link, the
 * network (switch, access point, VLAN) drops multicast, or nobody there speaks. Above 0 it does not prove multicast
 * alone: answers to our first question may come to us alone.
 */
import type { HearingState } from '../../../../shared/domain/discovery/surroundings.ts';

export interface Hearing {
  opened(kind: 'shared' | 'one-shot'): void;
  lost(reason: string): void;
  /** Handed to the system, or refused by it with this code. */
  sent(packet: Uint8Array, nowMs: number): void;
  unsent(reason: string): void;
  /** Whether a packet from our own address and port is one of ours that came back. */
  cameBack(bytes: Uint8Array): boolean;
  count(what: 'ofOthers' | 'dropped' | 'malformed'): void;
  /** Whether a question should have come back by now and has not. */
  isDoubtful(nowMs: number): boolean;
  state(nowMs: number): HearingState;
}

/** A packet that has not come back this long after it was sent is not under way any more. */
const COME_BACK_WITHIN_MS = 1000;
/** One packet may get lost in a burst; two in a row do not. */
const UNHEARD_LIMIT = 2;
/** Questions that may still be under way. */
const REMEMBERED = 16;

/** Of a link that is not open yet. */
export function createHearing(): Hearing {
  let socket: HearingState['socket'] = 'off';
  let reason: string | null = null;
  let underWay: readonly { readonly text: string; readonly sentAtMs: number }[] = [];
  let unheard = 0;
  let hasHeard = false;
  const counts = { ofOthers: 0, dropped: 0, malformed: 0 };
  const unheardBy = (nowMs: number): number =>
    unheard + underWay.filter(({ sentAtMs }) => nowMs - sentAtMs >= COME_BACK_WITHIN_MS).length;
  const hearsItself = (nowMs: number): HearingState['hearsItself'] => {
    if (socket !== 'shared') return 'not-yet';
    if (unheardBy(nowMs) >= UNHEARD_LIMIT) return 'no';
    return hasHeard ? 'yes' : 'not-yet';
  };
  return {
    opened: (kind) => {
      [socket, reason, underWay, unheard, hasHeard] = [kind, null, [], 0, false];
    },
    lost: (code) => {
      [socket, reason, underWay, unheard] = ['lost', code, [], 0];
    },
    sent: (packet, nowMs) => {
      if (socket !== 'shared') return;
      reason = null;
      underWay = [...underWay, { text: textOf(packet), sentAtMs: nowMs }];
      unheard += Math.max(0, underWay.length - REMEMBERED);
      underWay = underWay.slice(-REMEMBERED);
    },
    unsent: (code) => {
      reason = code;
    },
    cameBack: (bytes) => {
      const text = textOf(bytes);
      const index = underWay.findLastIndex((each) => each.text === text);
      if (index < 0) return false;
      // What was sent before it and did not come back is lost, and no longer matters.
      underWay = underWay.slice(index + 1);
      [unheard, hasHeard] = [0, true];
      return true;
    },
    isDoubtful: (nowMs) => socket === 'shared' && unheardBy(nowMs) > 0,
    count: (what) => {
      counts[what]++;
    },
    state: (nowMs) => ({
      ...{ socket, reason, hearsItself: hearsItself(nowMs) },
      packetsOfOthers: counts.ofOthers,
      packetsDropped: counts.dropped,
      packetsMalformed: counts.malformed,
    }),
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

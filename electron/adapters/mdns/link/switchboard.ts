/**
 * Hands each packet to the links it is from. All links of a family share one port, and the system knows two wrong
 * ways: a packet to one address goes to the socket that was bound last, whichever link it came by, and (on Linux) a
 * packet to the group goes to every socket. Without this an answer to our first question got lost with two adapters.
 */
import type { Clock } from '../../../ports.ts';
import type { LinkSide } from './link-side.ts';

export interface Sender {
  readonly address: string;
  readonly port: number;
}
export type Door = (bytes: Uint8Array, from: Sender) => void;
export interface Switchboard {
  /** From now on the door gets what comes from the side's link, on whichever socket; gives the function that ends it. */
  join(side: LinkSide, door: Door): () => void;
  /** A packet that some socket received. */
  route(bytes: Uint8Array, from: Sender): void;
}

/** Copies of one packet come together; the same packet said twice is at least a second apart (RFC 6762 §6). */
const COPIES_WITHIN_MS = 100;
const REMEMBERED = 512;

/** Nobody has joined yet. */
export function createSwitchboard(clock: Clock): Switchboard {
  const joined = new Map<LinkSide, Door>();
  const recent = new Map<string, number>();
  const isCopy = (bytes: Uint8Array, { address, port }: Sender): boolean => {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    const key = `${address} ${port} ${content}`;
    const nowMs = clock.now();
    const beforeMs = recent.get(key);
    if (beforeMs !== undefined && Math.abs(nowMs - beforeMs) < COPIES_WITHIN_MS) return true;
    recent.delete(key);
    recent.set(key, nowMs);
    const [oldest] = recent.keys();
    if (recent.size > REMEMBERED && oldest !== undefined) recent.delete(oldest);
    return false;
  };
  return {
    join: (side, door) => {
      joined.set(side, door);
      return () => void joined.delete(side);
    },
    route: (bytes, from) => {
      const doors = [...joined].filter(([side]) => side.isOnLink(from.address));
      // With one socket there are no copies, and a flood is not worth remembering.
      if (doors.length === 0 || (joined.size > 1 && isCopy(bytes, from))) return;
      for (const [, door] of doors) door(bytes, from);
    },
  };
}

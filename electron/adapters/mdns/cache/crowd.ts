/** Who may stay when more instances are announced than we keep: every sender has the same right to a place. */

/** One cached instance, as the crowd sees it. */
export interface Member {
  /** The address from which it was first announced. */
  readonly source: string;
  /** It has a service and an address: a node that could be asked. */
  isComplete(): boolean;
  /** It must go, to make room for another. */
  leave(): void;
}
export interface Crowd {
  /** Takes it in while there is room, or in the place of another, or not at all. */
  admit(member: Member): 'free-place' | 'in-place-of-another' | 'outside';
  /** It has gone by itself. */
  remove(member: Member): void;
  readonly size: number;
}

/** An empty crowd for `limit` members. */
export function createCrowd(limit: number): Crowd {
  const bySource = new Map<string, Set<Member>>();
  let size = 0;
  const remove = (member: Member): void => {
    const group = bySource.get(member.source);
    if (group?.delete(member) !== true) return;
    size--;
    if (group.size === 0) bySource.delete(member.source);
  };
  return {
    get size() {
      return size;
    },
    remove,
    admit: (member) => {
      const group = bySource.get(member.source) ?? new Set();
      const isFull = size >= limit;
      if (isFull) {
        const hasItsShare = group.size >= Math.floor(limit / (bySource.size + (group.size === 0 ? 1 : 0)));
        const victim = hasItsShare ? null : victimIn(bySource, group);
        if (victim === null) return 'outside';
        remove(victim);
        victim.leave();
      }
      bySource.set(member.source, group.add(member));
      size++;
      return isFull ? 'in-place-of-another' : 'free-place';
    },
  };
}

/** Of the sender that fills most places: one that never told all, or else the last that came. */
function victimIn(bySource: ReadonlyMap<string, Set<Member>>, newcomers: Set<Member>): Member | null {
  let largest: Set<Member> | null = null;
  for (const group of bySource.values()) if (group.size > (largest?.size ?? 0)) largest = group;
  if (largest !== null && largest.size > newcomers.size + 1) {
    const members = [...largest];
    return members.find((member) => !member.isComplete()) ?? members.at(-1) ?? null;
  }
  // All have equally few: only who never told all makes room.
  for (const group of bySource.values()) for (const member of group) if (!member.isComplete()) return member;
  return null;
}

/** What the order of the list is made of. */
export interface Ranked {
  readonly id: string;
  /** Where it answers, by which it is known again when a better identity is learnt. */
  readonly endpoint: string;
  readonly group: string;
  readonly rank: number;
  readonly name: string;
}

/** One place in the list. `key` stays when the machine's id becomes a better one. */
export interface Place {
  readonly key: string;
  readonly id: string;
  readonly endpoint: string;
  readonly group: string;
}

export interface Arrangement {
  readonly places: readonly Place[];
  /** Ids that came while the list was held, oldest first. */
  readonly arrived: readonly string[];
}

const byName = new Intl.Collator('en', { numeric: true });

/**
 * The order to show. While the list is held (the pointer or the focus is in it) every machine keeps its place and its
 * group, and new ones go to the end of theirs; let go, it is sorted by `groups`, rank and name.
 */
export function arrange(
  before: Arrangement | null,
  nodes: readonly Ranked[],
  { groups, isHeld }: { readonly groups: readonly string[]; readonly isHeld: boolean },
): Arrangement {
  const keyOf = keys(before, nodes);
  if (before === null || !isHeld) {
    const order = [...nodes].sort(
      (one, other) =>
        groups.indexOf(one.group) - groups.indexOf(other.group) ||
        one.rank - other.rank ||
        byName.compare(one.name, other.name) ||
        byName.compare(one.id, other.id),
    );
    return { places: order.map((node) => placed(node, keyOf(node), node.group)), arrived: [] };
  }
  const left = new Map(nodes.map((node) => [keyOf(node), node]));
  const kept = before.places.flatMap(({ key, group }) => {
    const node = left.get(key);
    left.delete(key);
    return node === undefined ? [] : [placed(node, key, group)];
  });
  const late = [...left].map(([key, node]) => placed(node, key, node.group));
  const known = new Set([...kept, ...late].map(({ id }) => id));
  const arrived = [...before.arrived.filter((id) => known.has(id)), ...late.map(({ id }) => id)];
  return { places: [...kept, ...late], arrived: [...new Set(arrived)] };
}

const placed = ({ id, endpoint }: Ranked, key: string, group: string): Place => ({
  key,
  id,
  endpoint,
  group,
});

/** The key of the place where a machine was, also when it was known by its address alone then. */
function keys(before: Arrangement | null, nodes: readonly Ranked[]): (node: Ranked) => string {
  const ids = new Set(nodes.map(({ id }) => id));
  const known = new Map(before?.places.map(({ id, key }) => [id, key]));
  const free = new Map(
    before?.places.filter(({ id }) => !ids.has(id)).map(({ endpoint, key }) => [endpoint, key]),
  );
  const taken = new Set(known.values());
  return ({ id, endpoint }) => {
    const key = known.get(id) ?? free.get(endpoint);
    if (key !== undefined) {
      free.delete(endpoint);
      known.set(id, key);
      return key;
    }
    // A machine that comes back under an id that is still another's key gets one of its own.
    const own = taken.has(id) ? `${id} again` : id;
    known.set(id, own);
    return own;
  };
}

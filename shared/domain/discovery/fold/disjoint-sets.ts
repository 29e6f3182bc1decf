/** Keys in sets that grow together. */
export interface DisjointSets {
  /** All of these keys are in one set from now on. */
  join(keys: readonly string[]): void;
  /** The same text for every key of one set; the key itself when it was never joined. */
  setOf(key: string): string;
}

/** No key known. Which text stands for a set depends on the order of joining; which keys are together does not. */
export function createDisjointSets(): DisjointSets {
  const parents = new Map<string, string>();
  const setOf = (key: string): string => {
    let root = key;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    // The way is shortened for the next question, so that a long chain costs once.
    let at = key;
    while (at !== root) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  return {
    setOf,
    join: ([first, ...others]) => {
      if (first === undefined) return;
      for (const other of others) {
        const root = setOf(other);
        const into = setOf(first);
        if (root !== into) parents.set(root, into);
      }
    },
  };
}

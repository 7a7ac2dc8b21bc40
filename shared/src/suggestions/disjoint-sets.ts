// Sets that are joined one by one, and the question which set a member is in now (union-find, Galler and Fischer 1964).

export interface DisjointSets {
  readonly join: (a: number, b: number) => void;
  /** The member that stands for the set of `a`; it changes only when sets are joined. */
  readonly find: (a: number) => number;
}

/** `size` members, 0 to size - 1, each in a set of its own. */
export function disjointSets(size: number): DisjointSets {
  const parent = Int32Array.from({ length: size }, (_, at) => at);
  const find = (a: number): number => {
    let at = a;
    // Halving the way on each look keeps it short.
    for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
      parent[at] = parent[up] ?? up;
      at = up;
    }
    return at;
  };
  const join = (a: number, b: number): void => {
    const [one, two] = [find(a), find(b)];
    // The smaller number stands for both.
    if (one < two) parent[two] = one;
    else parent[one] = two;
  };
  return { find, join };
}

// For the tests of kill -9: lanes that write without pause, and what each must find afterwards (rules E2, E5, E6, E8).
//
// A lane takes one step at a time and knows what holds after it. When the process dies under a step, the driver sends
// a retryable write once more, often to the same dying process. What is still unanswered then may have happened or
// not: but once, and wholly.

/** A step: every state that may hold if it is never answered, and what to do, which answers the state that holds. */
export interface Step<State> {
  readonly possible: readonly State[];
  run(): Promise<State>;
}

/** What one lane writes, seen from outside. */
export interface Lane<State> {
  readonly name: string;
  readonly begin: State;
  next(state: State): Step<State>;
  /** Reads the state back, and fails when what is there is no state at all. */
  look(): Promise<State>;
}

export interface Row {
  readonly _id: number | string;
  readonly n?: number;
  readonly list?: readonly number[];
  readonly slot?: number;
  readonly filler?: string;
  readonly at?: Date;
}

export const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);

/** A lane whose state is how many steps were taken. */
export function counted(
  name: string,
  run: (n: number) => Promise<unknown>,
  look: () => Promise<number>,
): Lane<number> {
  return {
    name,
    begin: 0,
    next: (n) => ({ possible: [n, n + 1], run: () => run(n + 1).then(() => n + 1) }),
    look,
  };
}

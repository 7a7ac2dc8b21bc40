// How much is measured: all of it, or a first answer within a minute.
export interface Plan {
  readonly deliveries: readonly { readonly readers: number; readonly rounds: number }[];
  /** How long writers type in each round. */
  readonly typingSeconds: number;
  readonly idleReaders: number;
  readonly joiners: number;
  readonly joinRounds: { readonly short: number; readonly long: number };
  readonly documents: number;
  readonly writingSeconds: number;
  readonly killRounds: number;
  readonly followers: readonly number[];
  readonly announcements: number;
  readonly announceRounds: number;
  /** Where profiles of the servers are kept; undefined: none are made. */
  readonly profiles: string | undefined;
}

const whole: Plan = {
  deliveries: [
    { readers: 100, rounds: 2 },
    { readers: 1_000, rounds: 2 },
    { readers: 5_000, rounds: 4 },
    { readers: 10_000, rounds: 2 },
  ],
  typingSeconds: 4,
  idleReaders: 5_000,
  joiners: 1_000,
  joinRounds: { short: 3, long: 2 },
  documents: 200,
  writingSeconds: 12,
  killRounds: 1,
  followers: [1_000, 10_000],
  announcements: 20,
  announceRounds: 3,
  profiles: undefined,
};

const quick: Plan = {
  ...whole,
  deliveries: [{ readers: 500, rounds: 1 }],
  typingSeconds: 2,
  idleReaders: 500,
  joiners: 100,
  joinRounds: { short: 1, long: 1 },
  documents: 20,
  writingSeconds: 2,
  followers: [500],
  announcements: 8,
  announceRounds: 1,
};

/** `--quick` for little, `--profile=FOLDER` to keep profiles. */
export function planFrom(options: readonly string[]): Plan {
  const flag = "--profile=";
  const profiles = options.find((option) => option.startsWith(flag))?.slice(flag.length);
  return { ...(options.includes("--quick") ? quick : whole), profiles };
}

// How much one connection, one person and one address may ask of the live channels. Rates are token buckets: so much at
// once, so much a second after that.

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface LiveLimits {
  /** Connections of one address, rooms and announcements together. */
  readonly socketsPerAddress: number;
  /** Connections to rooms that one person may have at once, on all her devices. */
  readonly roomsPerPerson: number;
  /** A frame of the rooms' protocol, in bytes; of who only reads along. */
  readonly frameBytes: number;
  readonly readersFrameBytes: number;
  /** Frames and bytes of one person, on all her connections; of one connection where nobody has signed in. */
  readonly frames: Rate;
  readonly bytes: Rate;
  /** What one connection says of where its cursor is, and repeats of others; more is passed over. */
  readonly presence: Rate;
  /** Questions for the text (state vectors) of one connection: each can make the server send all of it. */
  readonly questions: Rate;
  /** Messages of one person that cannot be, before she does not come in to write for a while. */
  readonly faults: Rate;
  /** Milliseconds that trying one person's updates may take, in all rooms and on all connections. */
  readonly work: Rate;
  /** What a connection may leave unread, in bytes, beyond the text it asked for. */
  readonly unreadBytes: number;
  /** What a room's document may grow to, in bytes. */
  readonly roomBytes: number;
  /** Entries of a room's log after which a snapshot is taken. */
  readonly snapshotEntries: number;
  /** How often quiet connections are kept open and dead ones found. */
  readonly beatMs: number;
  /** How often rooms are looked after: lease, snapshot, letting go. */
  readonly tendMs: number;
  /** Packets of one announcements connection. */
  readonly events: Rate;
}

export const defaultLimits: LiveLimits = {
  socketsPerAddress: 200,
  roomsPerPerson: 40,
  frameBytes: 4 * 1024 * 1024,
  readersFrameBytes: 256 * 1024,
  frames: { burst: 400, perSecond: 60 },
  bytes: { burst: 8 * 1024 * 1024, perSecond: 128 * 1024 },
  presence: { burst: 1_000, perSecond: 200 },
  questions: { burst: 10, perSecond: 0.5 },
  faults: { burst: 20, perSecond: 1 / 30 },
  work: { burst: 3_000, perSecond: 150 },
  unreadBytes: 1024 * 1024,
  roomBytes: 32 * 1024 * 1024,
  snapshotEntries: 1_000,
  beatMs: 20_000,
  tendMs: 5_000,
  events: { burst: 40, perSecond: 5 },
};

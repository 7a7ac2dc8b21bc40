// How much one connection, one person and one address may ask of the live channels. Rates are token buckets: so much at
// once, so much a second after that.

export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface LiveLimits {
  /** Connections of one address, rooms and announcements together. */
  readonly socketsPerAddress: number;
  /** A frame of the rooms' protocol, in bytes. */
  readonly frameBytes: number;
  /** Frames and bytes of one connection. */
  readonly frames: Rate;
  readonly bytes: Rate;
  /** Questions for the text (state vectors) of one connection: each can make the server send all of it. */
  readonly questions: Rate;
  /** Malformed messages of one person or address before the door stays shut for a while. */
  readonly faults: Rate;
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
  /** Events of one announcements connection. */
  readonly events: Rate;
}

export const defaultLimits: LiveLimits = {
  socketsPerAddress: 200,
  frameBytes: 1024 * 1024,
  frames: { burst: 400, perSecond: 60 },
  bytes: { burst: 4 * 1024 * 1024, perSecond: 128 * 1024 },
  questions: { burst: 10, perSecond: 0.5 },
  faults: { burst: 20, perSecond: 1 / 30 },
  unreadBytes: 1024 * 1024,
  roomBytes: 32 * 1024 * 1024,
  snapshotEntries: 1_000,
  beatMs: 20_000,
  tendMs: 5_000,
  events: { burst: 40, perSecond: 5 },
};

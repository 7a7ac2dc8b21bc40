// The rooms where people write together: the y-websocket protocol, one message type of our own, and what a room holds.

/** Path of the rooms' sockets; the y-websocket client adds "/" and the room's name. */
export const roomServerPath = "/live/rooms";

/** The drafting room of a consultation. */
export const draftRoom = (consultation: string): string => `draft-${consultation}`;
/** The room where the authors of one suggestion write it. */
export const branchRoom = (branch: string): string => `branch-${branch}`;

/** The one root type of a room's document: a Y.XmlFragment in the form of the text's schema. */
export const roomText = "text";
/** A Y.Map of what the official text changed where writers had changed it too: block id to FollowConflict as JSON. */
export const roomConflicts = "conflicts";

export interface FollowConflict {
  /** Number of the version whose change found no place. */
  readonly revision: number;
  /** The block's words before and after that change; "" before for a new block, after for one taken out. */
  readonly before: string;
  readonly after: string;
}

/**
 * Our own message (beside sync 0 and awareness 1): type, then a varuint: how many of the update-carrying messages of
 * this connection (sync step 2 and sync update) are durably in the database. Counted from 1 for each connection.
 */
export const messageSaved = 100;
/** Our own message to writers: type, then a varuint: how many people are reading along. */
export const messageReaders = 101;
/** Our own message before the server ends a connection that may come back: type, then a `LeavingReason` as a string. */
export const messageLeaving = 102;
export const leavingReasons = ["too-fast", "too-slow", "moved", "restarting", "not-saved"] as const;
export type LeavingReason = (typeof leavingReasons)[number];

/** Close codes after which the stock client does not reconnect. */
export const closeCodes = {
  malformed: 4400,
  noSession: 4401,
  notAllowed: 4403,
  /** The room was made anew: the page shows a text that is not there any more. */
  stale: 4409,
  /** The room was closed: what was written in it was sent. */
  closed: 4410,
  tooBig: 4413,
} as const;
/** Close codes after which it does: the server restarts, or is asked for less just now. */
export const comeBackCodes = { restarting: 1012, later: 1013 } as const;

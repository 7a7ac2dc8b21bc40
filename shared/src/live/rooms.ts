// The rooms where people write together: the y-websocket protocol, one message type of our own, and what a room holds.

/** Path of the rooms' sockets; the y-websocket client adds "/" and the room's name. */
export const roomServerPath = "/live/rooms";

/** The drafting room of a consultation. */
export const draftRoom = (consultation: string): string => `draft-${consultation}`;

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

/** Close codes after which the stock client does not reconnect. */
export const closeCodes = { malformed: 4400, noSession: 4401, notAllowed: 4403, tooBig: 4413 } as const;

// The line to the server, watched: a socket can look open long after nobody is at the other end. When all is quiet a small
// question goes out; what is not answered in time is said, and in the end the line is made anew. Rule L51.

/** With nothing heard for so long, the server is asked whether it is there. */
const quietMs = 3000;
/** So long after a question or words without an answer, the page says that there is no connection. */
const lateMs = 4000;
/** A room that opens may have a long text to fetch. */
const openMs = 8000;
/** After this the line is made anew. */
const deadMs = 10_000;
/** How often it is looked at: 3 + 4 seconds and two looks are less than the 10 that are promised. */
export const lookMs = 1000;

export interface Line {
  readonly state: "connecting" | "opening" | "open" | "between";
  /** When this state began, when the server was last heard, and since when it owes an answer. */
  readonly since: number;
  readonly heard: number;
  readonly owesSince: number | undefined;
  /** Nobody asks for a page that nobody sees. */
  readonly isSeen: boolean;
}

export type LineAct = "rest" | "ask" | "late" | "reconnect";

export function lineAct({ state, since, heard, owesSince, isSeen }: Line, now: number): LineAct {
  switch (state) {
    case "between":
      return "rest";
    case "connecting":
      return now - since >= openMs ? "reconnect" : "rest";
    case "opening":
      if (now - Math.max(since, heard) >= deadMs) return "reconnect";
      return now - Math.max(since, heard) >= openMs ? "late" : "rest";
    case "open":
      if (owesSince === undefined) return isSeen && now - heard >= quietMs ? "ask" : "rest";
      if (now - Math.max(owesSince, heard) >= deadMs) return "reconnect";
      return now - owesSince >= lateMs ? "late" : "rest";
  }
}

// What a failed command says about the database: that it is away for the moment, that its disk is full, or nothing
// (then it is a bug). Rule O12.

/** Errors of the driver and of mongoose that mean: nobody answers, or not in time. */
const awayNames = new Set([
  "MongoNetworkError",
  "MongoNetworkTimeoutError",
  "MongoServerSelectionError",
  "MongooseServerSelectionError",
  "MongoWaitQueueTimeoutError",
  "MongoPoolClearedError",
  "PoolClearedOnNetworkError",
  "MongoPoolClosedError",
  "MongoServerClosedError",
  "MongoTopologyClosedError",
  "MongoNotConnectedError",
  "MongoClientClosedError",
  "MongoOperationTimeoutError",
]);

/** MongoDB's numbers for: no primary, shutting down, a member cannot be reached, a majority did not answer in time. */
const awayCodes = new Set([
  6, 7, 50, 64, 89, 91, 134, 189, 202, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** The driver lets some errors of its sockets through as the system gave them: what was written after the other side left. */
const awaySystemCodes = new Set([
  "EPIPE",
  "ECONNRESET",
  "ECONNREFUSED",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ERR_STREAM_DESTROYED",
]);

/** OutOfDiskSpace, with MongoDB and with the embedded store. */
const fullCode = 14031;

/** "closed": this server may write no more, because the database was moved or is being filled (presence.ts). */
export type Outage = "away" | "full" | "closed";

/** Undefined when the error says nothing about the database as a whole. */
export function outageOf(error: unknown): Outage | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { name, code, cause, writeErrors } = error as Readonly<Record<string, unknown>>;
  const codes = [code, ...(Array.isArray(writeErrors) ? writeErrors.map((one) => codeOf(one)) : [])];
  if (name === "DatabaseClosed") return "closed";
  if (codes.includes(fullCode)) return "full";
  if (codes.some((one) => typeof one === "number" && awayCodes.has(one))) return "away";
  if (typeof code === "string" && awaySystemCodes.has(code)) return "away";
  if (typeof name === "string" && awayNames.has(name)) return "away";
  return cause === error ? undefined : outageOf(cause);
}

const codeOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "code" in value ? value.code : undefined;

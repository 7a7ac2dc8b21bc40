// Which servers the product may run on, decided from what they say of themselves (hello and buildInfo). Rule O10.
// Pure: connection.ts asks, this answers, in words for whoever installs it.

/** The fields of the answer to `hello` that matter here. */
export interface Hello {
  readonly isWritablePrimary?: boolean;
  readonly ismaster?: boolean;
  readonly secondary?: boolean;
  readonly arbiterOnly?: boolean;
  readonly isreplicaset?: boolean;
  /** "isdbgrid" from a router (mongos) of a sharded cluster. */
  readonly msg?: string;
  readonly setName?: string;
  readonly readOnly?: boolean;
  readonly logicalSessionTimeoutMinutes?: number | null;
  /** Only the embedded store says this. */
  readonly pliegoEmbedded?: EmbeddedHello;
}

/** What the embedded store says of itself. */
export interface EmbeddedHello {
  /** Since when the data exist. */
  readonly madeAt?: Date;
}

export type Admission =
  /** `description` is for the start-up message and /readyz. */
  | { readonly kind: "admitted"; readonly description: string }
  | { readonly kind: "refused"; readonly why: string; readonly whatToDo: string };

/** The lowest version of each series, and why; a series that is newer than all of these is let in. */
export const floors = [
  {
    series: "8.0",
    lowest: "8.0.17",
    reason: "before it, whoever reaches the port reads the server's memory (CVE-2025-14847)",
  },
  {
    series: "8.2",
    lowest: "8.2.3",
    reason: "before it, whoever reaches the port reads the server's memory (CVE-2025-14847)",
  },
] as const;

export const howToUpgrade = `Upgrade the server to ${floors.map(({ lowest }) => lowest).join(", ")} or newer; docs/OPERATIONS.md says how.`;

export const embeddedDescription = "embedded store (MongoDB protocol)";

/** Lets a server in, or says why not and what to do about it. */
export function admit(hello: Hello, buildInfo: { readonly version?: string }): Admission {
  if (hello.pliegoEmbedded !== undefined) return admitted(embeddedDescription);
  const version = buildInfo.version ?? "of unknown version";
  const tooOld = belowFloor(version);
  if (tooOld !== undefined) return refused(`MongoDB ${version} is too old: ${tooOld}`, howToUpgrade);
  const kind = hello.msg === router ? "sharded cluster" : `replica set ${hello.setName}`;
  return refusalOfMember(hello) ?? admitted(`MongoDB ${version} (${kind})`);
}

const router = "isdbgrid";

/** Why this member of a deployment cannot be used, whatever its version; undefined when it can. */
export function refusalOfMember(hello: Hello): (Admission & { readonly kind: "refused" }) | undefined {
  if (hello.isreplicaset === true) {
    return refused(
      "the server waits to become part of a replica set",
      "Run rs.initiate() on it once (deploy/compose.yaml shows how), then start again.",
    );
  }
  if (hello.msg !== router && hello.setName === undefined) {
    return refused(
      "the server stands alone, and only a replica set has transactions",
      "Start mongod with --replSet and run rs.initiate() once; a set of one member is enough to try, three to rely on.",
    );
  }
  if (hello.arbiterOnly === true) {
    return refused(
      "the member that the address names is an arbiter, which holds no data",
      "Name the members that hold data, all of them, and leave directConnection out.",
    );
  }
  if (!(hello.isWritablePrimary ?? hello.ismaster ?? false)) {
    return refused(
      "the member that the address names is read-only: it is not the primary of its set",
      "Name all members of the set and leave directConnection out, so that the primary is found.",
    );
  }
  if (hello.readOnly === true) {
    return refused(
      "the server runs in read-only mode",
      "Give it a disk that can be written, and start mongod without its read-only setting.",
    );
  }
  if (typeof hello.logicalSessionTimeoutMinutes !== "number") {
    return refused(
      "the server has no sessions, and without them no transactions",
      "Use a MongoDB replica set; other servers that only speak its protocol may lack what the product needs.",
    );
  }
  return undefined;
}

const admitted = (description: string): Admission => ({ kind: "admitted", description });
const refused = (why: string, whatToDo: string) => ({ kind: "refused", why, whatToDo }) as const;

/** Why a version is not let in; undefined when it is. */
function belowFloor(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map((part) => Number.parseInt(part, 10));
  const own = floors.find(({ series }) => series === `${major}.${minor}`);
  if (own !== undefined) {
    return patch >= Number(own.lowest.split(".")[2]) ? undefined : own.reason;
  }
  const newest = floors.at(-1)?.series.split(".").map(Number) ?? [];
  const isNewer = major > (newest[0] ?? 0) || (major === newest[0] && minor > (newest[1] ?? 0));
  if (isNewer) return undefined;
  return `it is made for ${floors.map(({ series }) => series).join(" and ")}, and newer`;
}

// Why the product does not start on a server, in words for whoever installs it: what is wrong, and what to do. What the
// driver throws is read here, and no credential passes (rule O11). What a disk says: embedded/disk-errors.ts.
import { howToUpgrade, refusalOfMember, type Hello } from "./admission.ts";
import { redact } from "./redaction.ts";

/** Starting is refused. The message is for people and holds no credential; there is no cause, which might. */
export class StartRefusal extends Error {
  constructor(why: string, whatToDo: string) {
    super(`The database cannot be used: ${why}.\n${whatToDo}`);
    this.name = "StartRefusal";
  }
}

/**
 * What a failure to connect means. `uri` is used only to keep its password out of the words; `setting` is what people
 * call the place where they gave it.
 */
export function refusalAtStart(error: unknown, uri: string, setting: string): Error {
  if (error instanceof StartRefusal) return error;
  const { name, code, message, servers } = facts(error);
  const detail = redact(message, uri);
  if (code === 18 || code === 8000 || name.startsWith("MongoMissingCredentials")) {
    return new StartRefusal(
      `the server does not accept the user name and password of ${setting}`,
      "Check both, with special characters percent-encoded; if the account was made in the database admin, add authSource=admin.",
    );
  }
  if (code === 13) {
    return new StartRefusal(
      `the account of ${setting} may not do what is needed`,
      "Give it the role readWrite on the product's database (MongoDB: db.grantRolesToUser).",
    );
  }
  // The second: a host or a port that none can be.
  if (/^Mongo(Parse|InvalidArgument|API)/.test(name) || message.startsWith("Unable to parse ")) {
    return new StartRefusal(`${setting} is not an address that can be used (${detail})`, "Correct it.");
  }
  if (/wire version|MongoCompatibility/.test(`${name} ${message}`)) {
    return new StartRefusal("the server is too old for the driver", howToUpgrade);
  }
  const unfit = servers.flatMap(({ type }) => refusalOfMember(helloOfType[type] ?? primary) ?? []).at(0);
  if (unfit !== undefined) return new StartRefusal(unfit.why, unfit.whatToDo);
  return new StartRefusal(
    `no server answers at ${servers.map(({ address }) => address).join(", ") || `the address of ${setting}`} (${detail})`,
    "Check that it runs, that its name resolves and that no firewall stands between; with replicaSet= in the address, that this is the set's name.",
  );
}

const primary: Hello = { setName: "set", isWritablePrimary: true, logicalSessionTimeoutMinutes: 30 };

/** What kind of member the driver found, when that is all we know. */
const helloOfType: Readonly<Record<string, Hello>> = {
  RSArbiter: { setName: "set", arbiterOnly: true },
  RSSecondary: { setName: "set", secondary: true },
  RSOther: { setName: "set" },
  RSGhost: { isreplicaset: true },
};

interface ServerSeen {
  readonly type: string;
  readonly address: string;
}

function facts(error: unknown): {
  readonly name: string;
  readonly code: unknown;
  readonly message: string;
  readonly servers: readonly ServerSeen[];
} {
  const { name, code, message, reason } = (error ?? {}) as Readonly<Record<string, unknown>>;
  const seen = (reason as { readonly servers?: unknown } | undefined)?.servers;
  return {
    name: typeof name === "string" ? name : "",
    code,
    message: typeof message === "string" ? message : String(error),
    servers: seen instanceof Map ? ([...seen.values()] as ServerSeen[]) : [],
  };
}

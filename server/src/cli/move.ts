// move --to URI, move --from URI: everything into an empty MongoDB database, or from one into an empty DATA_DIR.
import { hostname } from "node:os";
import type { Config } from "../config.ts";
import { randomId } from "../platform/clock.ts";
import { connectDatabase, usualPatience } from "../platform/database/connection.ts";
import { storeDirectory } from "../platform/database/open.ts";
import { redact } from "../platform/database/redaction.ts";
import { placeOf } from "../platform/database/transfer/driver.ts";
import { move, refuseUnmovable } from "../platform/database/transfer/moving.ts";
import type { Watch } from "../platform/database/transfer/watching.ts";
import { amount } from "./amounts.ts";
import { UsageError, type StandaloneCommand } from "./command.ts";
import { refuseMissingStore } from "./missing-store.ts";
import { openAlone } from "./restore.ts";
import { atTerminal } from "./terminal.ts";

export const moveCommand: StandaloneCommand = {
  usage: "move --to MONGODB_URI | move --from MONGODB_URI",
  purpose:
    "moves everything into an empty MongoDB database, or from one into an empty DATA_DIR; the server is stopped. A URI with a password is better given in MOVE_URI than here",
  async runAlone(words, config) {
    const far = arguments_(words, config.moveUri);
    const howToGoOn =
      "Run the same command again and it goes on where it was. Until it is finished, the source still counts.";
    try {
      return await atTerminal(config.failpoint, howToGoOn, (watch) => run(far, config, watch));
    } catch (error) {
      throw withoutCredentials(error, far.uri);
    }
  },
};

type Direction = "--to" | "--from";

/** The database at the other end. */
interface Far {
  readonly direction: Direction;
  readonly uri: string;
  /** What people call the place where they gave the URI. */
  readonly setting: string;
}

function arguments_(words: readonly string[], moveUri: string | undefined): Far {
  const [direction, given, ...more] = words;
  if ((direction !== "--to" && direction !== "--from") || more.length > 0)
    throw new UsageError("Say where: --to or --from, and a URI.");
  const uri = given ?? moveUri;
  if (uri === undefined) throw new UsageError(`Give the URI after ${direction}, or in MOVE_URI.`);
  if (!/^mongodb(\+srv)?:\/\/[^/]+/.test(uri))
    throw new UsageError(
      "The URI begins with mongodb:// or mongodb+srv:// and names a server: mongodb://HOST/pliego",
    );
  return { direction, uri, setting: given === undefined ? "MOVE_URI" : `the URI after ${direction}` };
}

async function run(
  { direction, uri, setting }: Far,
  config: Config,
  watch: Watch,
): Promise<readonly string[]> {
  const mongodbUri = direction === "--to" ? config.mongodbUri : undefined;
  const here = { mongodbUri, dataDir: config.dataDir };
  if (direction === "--to") refuseMissingStore(here);
  const far = await connectDatabase(uri, usualPatience, setting);
  try {
    // Before an empty store is made here for a name that was mistyped.
    if (direction === "--from") await refuseUnmovable(far.db);
    const near = await openAlone(here);
    try {
      const nearPlace =
        mongodbUri === undefined
          ? `the embedded store in ${storeDirectory(config.dataDir)} on ${hostname()}`
          : placeOf(near.db);
      const [source, target] = direction === "--to" ? [near, far] : [far, near];
      const [from, to] = direction === "--to" ? [nearPlace, placeOf(far.db)] : [placeOf(far.db), nearPlace];
      const moved = await move(
        {
          source: source.db,
          target: target.db,
          isSourceOurs: direction === "--to" && mongodbUri === undefined,
          from,
          to,
          command: `move ${direction} MONGODB_URI`,
          newId: randomId(16),
          clock: () => new Date(),
        },
        watch,
      );
      return [
        `Moved and read back: ${amount(moved.documents, moved.collections)}, now in ${to}.`,
        nextStep(direction),
      ];
    } finally {
      await near.close();
    }
  } finally {
    await far.close();
  }
}

const nextStep = (direction: Direction): string =>
  direction === "--to"
    ? "Set MONGODB_URI to it and start the server; what is left behind is marked as moved, and no server starts on it."
    : "Unset MONGODB_URI and start the server; what is left behind is marked as moved, and no server starts on it.";

/** A driver's message may repeat the URI. */
function withoutCredentials(error: unknown, uri: string): unknown {
  if (!(error instanceof Error) || error instanceof UsageError) return error;
  return new Error(redact(error.message, uri), { cause: error });
}

// A database of its own for each test on the server that MONGODB_URI names, so that the same tests run on the embedded
// store and on any MongoDB, beside each other and beside whatever is there already.
import { randomBytes } from "node:crypto";
import { connectDatabase } from "../platform/database/connection.ts";

const parts = /^(mongodb(?:\+srv)?:\/\/)([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/;

/** The URI of this database on MONGODB_URI's server; undefined when MONGODB_URI is not set: then it is the embedded store. */
export function databaseUri(name: string = freshName()): string | undefined {
  const given = process.env["MONGODB_URI"];
  return given === undefined || given === "" ? undefined : sameServer(given, name);
}

/** Drops it; the server must be there. */
export async function dropDatabaseAt(uri: string): Promise<void> {
  const { db, close } = await connectDatabase(uri);
  await db.dropDatabase();
  await close();
}

/**
 * The same server and options with another database. Where names and passwords are kept stays what it was: without
 * authSource the driver would look for them in the new database.
 */
export function sameServer(uri: string, name: string): string {
  const [, scheme = "", servers = "", database = "", query = ""] = parts.exec(uri) ?? [];
  if (servers === "") throw new Error("MONGODB_URI must look like mongodb://host/database?options");
  const options = query === "" ? [] : query.split("&");
  if (servers.includes("@") && !options.some((option) => option.startsWith("authSource=")))
    options.push(`authSource=${database === "" ? "admin" : database}`);
  return `${scheme}${servers}/${name}${options.length === 0 ? "" : `?${options.join("&")}`}`;
}

function freshName(): string {
  return `pliego-test-${randomBytes(6).toString("hex")}`;
}

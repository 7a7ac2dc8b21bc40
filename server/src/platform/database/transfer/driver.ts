// The driver's database under a mongoose connection: transfers know no models, and carry bytes as they are.
import type { mongo } from "mongoose";
import type { Database } from "../connection.ts";

export function driverOf(db: Database): mongo.Db {
  if (db.db === undefined) throw new Error("The connection is not open yet");
  return db.db;
}

/** The server's hosts and the database, for people; never with credentials. */
export function placeOf(db: Database): string {
  const hosts = db.getClient().options.hosts.map(String).join(",");
  return `${hosts}/${driverOf(db).databaseName}`;
}

// Moves to another server and back, killed on the way. With MONGODB_URI the other server is that one.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moveCommand } from "../../../cli/move.ts";
import { readConfig } from "../../../config.ts";
import { runCommand } from "../../../testing/command-line.ts";
import { driverOf } from "./driver.ts";
import { movedAway, unfinishedTransfer } from "./maintenance.ts";
import { move } from "./moving.ts";
import {
  cutAt,
  furnished,
  hashOf,
  unwatched,
  withDatabase,
  withFolder,
  type Furnished,
} from "./test-places.ts";
import type { Watch } from "./watching.ts";

let place: Furnished;

beforeAll(async () => void (place = await furnished()));
afterAll(() => place.end());

/** To somewhere, by people who may be writing meanwhile. */
const journey = {
  isSourceOurs: false,
  from: "here",
  to: "there",
  command: "move --to MONGODB_URI",
  newId: "new",
  clock: () => new Date(),
};

describe("move", () => {
  test("[O9] a move gives the same, killed on the way, and what is left behind is served no more", async () => {
    const home = place.copied("home");
    const uri = place.uriOf("away");
    for (const FAILPOINT of ["transfer.filled-batch:3", "transfer.marked"]) {
      expect(await runCommand(["move", "--to", uri], { ...home, FAILPOINT })).toMatchObject({
        signal: "SIGKILL",
      });
      expect(await withDatabase(uri, unfinishedTransfer)).toMatchObject({ kind: "move" });
    }
    const done = await runCommand(["move", "--to", uri], home);
    expect(done).toMatchObject({ code: 0, err: expect.stringContaining("Finishing the move") as string });
    expect(done.out).toContain("909 documents in 5 collections");
    expect(await withDatabase(uri, hashOf)).toBe(place.hash);
    expect(await withDatabase(uri, unfinishedTransfer)).toBeUndefined();
    for (const words of [["verify-record"], ["move", "--to", uri], ["backup", join(place.folder, "stale")]])
      expect(await runCommand(words, home)).toMatchObject({
        code: 1,
        err: expect.stringMatching(/was moved to \S+\/\S*away/) as string,
      });
  });

  test("[O9] a move back gives the same, and the other database is served no more", async () => {
    const uri = place.uriOf("there");
    await withFolder(place.copied("gone").DATA_DIR, (source) =>
      withDatabase(uri, (target) => move({ ...journey, source, target }, unwatched)),
    );
    const back = place.fresh("back");
    const done = await runCommand(["move", "--from"], { ...back, MOVE_URI: uri });
    expect(done).toMatchObject({ code: 0, out: expect.stringContaining("Unset MONGODB_URI") as string });
    expect(await withFolder(back.DATA_DIR, hashOf)).toBe(place.hash);
    expect(await withDatabase(uri, movedAway)).toMatchObject({
      to: expect.stringContaining("embedded store") as string,
    });
  });

  test("[O9] a move goes nowhere but into an empty database, and what the source gained after an interruption goes along", async () => {
    const uri = place.uriOf("changed");
    await withFolder(place.copied("changed").DATA_DIR, (source) =>
      withDatabase(uri, async (target) => {
        const other = driverOf(target).collection<{ _id: number }>("other");
        await other.insertOne({ _id: 1 });
        await expect(move({ ...journey, source, target, newId: "a" }, unwatched)).rejects.toThrow(
          "must be empty; nothing is ever merged. It holds documents in other (1).",
        );
        await other.deleteOne({ _id: 1 });
        await expect(
          move({ ...journey, source, target, newId: "b" }, cutAt("transfer.verified", 1)),
        ).rejects.toThrow("cut off");
        const people = driverOf(source).collection<{ _id: number }>("people");
        await people.updateOne({ _id: 77 }, { $set: { age: 200 } });
        await people.insertOne({ _id: 9_999_999 });
        await move({ ...journey, source, target, newId: "c" }, unwatched);
        expect(await hashOf(target)).toBe(await hashOf(source));
        expect(await hashOf(target)).not.toBe(place.hash);
      }),
    );
  });

  test("[O9] what an interrupted move has left elsewhere is never released", async () => {
    const [first, second] = [place.uriOf("first"), place.uriOf("second")];
    await withFolder(place.copied("twice").DATA_DIR, async (source) => {
      const to = (uri: string, newId: string, watch = unwatched) =>
        withDatabase(uri, (target) => move({ ...journey, source, target, newId }, watch));
      await expect(to(first, "a", cutAt("transfer.verified", 1))).rejects.toThrow("cut off");
      await to(second, "b");
      await expect(to(first, "c")).rejects.toThrow("was moved to");
      await expect(to(second, "d")).rejects.toThrow("was moved to");
    });
    expect(await withDatabase(first, unfinishedTransfer)).toMatchObject({ id: "a" });
    expect(await withDatabase(second, unfinishedTransfer)).toBeUndefined();
  });

  test("[O9] a source that somebody writes into while it is moved is noticed", async () => {
    const uri = place.uriOf("busy");
    await withFolder(place.copied("busy-source").DATA_DIR, (source) =>
      withDatabase(uri, async (target) => {
        const people = driverOf(source).collection<{ _id: number }>("people");
        const writing: Promise<unknown>[] = [];
        const watch: Watch = {
          ...unwatched,
          failpoint: () => {
            if (writing.length === 0) writing.push(people.insertOne({ _id: 9_999_999 }));
          },
        };
        await expect(move({ ...journey, source, target, newId: "a" }, watch)).rejects.toThrow(
          "Something wrote into people of the source while it was moved",
        );
        await Promise.all(writing);
        expect(await movedAway(source)).toBeUndefined();
        await move({ ...journey, source, target, newId: "b" }, unwatched);
        expect(await hashOf(target)).toBe(await hashOf(source));
      }),
    );
  });

  test("[O9] a move from where nothing is, as a mistyped name leads to, makes nothing here or there", async () => {
    const uri = place.uriOf("mistyped");
    const here = place.fresh("nothing");
    const run = (words: readonly string[], MOVE_URI?: string) =>
      moveCommand.runAlone(words, readConfig({ ...here, MOVE_URI }));
    await expect(run(["--from", uri])).rejects.toThrow(/There is nothing in \S+mistyped\S* to move/);
    expect(existsSync(here.DATA_DIR)).toBe(false);
    await withDatabase(uri, async (db) => expect(await driverOf(db).listCollections().toArray()).toEqual([]));
    const wrong = "mongodb://localhost:99999/pliego";
    await expect(run(["--from", wrong])).rejects.toThrow("the URI after --from is not an address");
    await expect(run(["--from"], wrong)).rejects.toThrow("MOVE_URI is not an address");
  });

  test("[O9] no password is ever shown", async () => {
    const uri = "mongodb://ana:secreto@localhost/pliego?nonsense=1";
    for (const [words, MOVE_URI] of [
      [["move", "--to", uri], undefined],
      [["move", "--to"], "mongodb://ana:se@secreto@localhost/pliego"],
    ] as const) {
      const refused = await runCommand(words, { DATA_DIR: place.source, MOVE_URI });
      expect(refused.code).toBe(1);
      expect(refused.out + refused.err).not.toContain("secreto");
    }
  });
});

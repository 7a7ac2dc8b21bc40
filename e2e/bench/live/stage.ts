// Everything that the bench of the rooms needs, standing: the same two documents on each server, one with a short and one
// with a long history, and the crowds.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as Y from "yjs";
import { draftRoom } from "@pliego/shared/live/rooms.ts";
import { startCrowds, type Crowds } from "./crowds.ts";
import { enter } from "./members.ts";
import { makeInstallation } from "./our-installation.ts";
import { longHistory, madePolicy } from "./seeds.ts";
import { startFloor, startOurs, startPeer, storeForPeer, type Target } from "./targets.ts";
import { waitUntil } from "./waiting.ts";

export interface Stage {
  readonly ours: Target;
  readonly peer: Target;
  readonly floor: Target;
  readonly crowds: Crowds;
  /** Rooms and what is in them, as bytes. */
  readonly short: { readonly room: string; readonly state: Uint8Array };
  readonly long: { readonly room: string; readonly state: Uint8Array };
  readonly strike: () => Promise<void>;
}

const wordCount = 15_000;
const history = { edits: 20_000, hands: 50, seed: 7 };
const seed = 1;
const crowdProcesses = 2;
const acknowledgedWithinMs = 60_000;

export async function setStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), "pliego-bench-live-"));
  const [ourDir, peerDir] = [join(folder, "ours"), join(folder, "peer")];
  const policy = madePolicy(wordCount, seed);
  await makeInstallation(
    ourDir,
    new Map([
      ["breve", policy],
      ["larga", policy],
    ]),
  );
  const ours = await startOurs(ourDir);
  const short = { room: draftRoom("breve"), state: await stateOf(ours, draftRoom("breve")) };
  await writeHistory(ours, draftRoom("larga"));
  const long = { room: draftRoom("larga"), state: await stateOf(ours, draftRoom("larga")) };
  for (const { room, state } of [short, long]) await storeForPeer(peerDir, room, state);
  const [peer, floor] = [await startPeer(peerDir), await startFloor()];
  const crowds = await startCrowds(crowdProcesses);
  return {
    ours,
    peer,
    floor,
    crowds,
    short,
    long,
    strike: async () => {
      await crowds.stop();
      for (const { server } of [ours, peer, floor]) await server.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export async function stateOf(target: Target, room: string): Promise<Uint8Array> {
  const reader = await enter(target, room, { role: "reader" });
  reader.close();
  return Y.encodeStateAsUpdate(reader.doc);
}

async function writeHistory(ours: Target, room: string): Promise<void> {
  const writer = await enter(ours, room, { role: "writer" });
  const doc = new Y.Doc({ gc: false });
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(writer.doc));
  for (const update of longHistory(doc, history.edits, history.hands, history.seed)) {
    writer.send(update);
    await waitUntil("the history is taken", acknowledgedWithinMs, () => writer.taken() === writer.sent());
  }
  writer.close();
}

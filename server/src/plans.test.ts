// The product's queries, run as the models run them, take the index that is there for them: asked of the embedded
// store's explain, whose plans a filter and a sort decide alone.
import { Mongoose, type mongo } from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as branches from "./branches/model.ts";
import * as consultations from "./consultations/model.ts";
import * as decisions from "./decisions/model.ts";
import * as roomLog from "./live/room-log.model.ts";
import * as snapshots from "./live/room-snapshots.model.ts";
import * as rooms from "./live/rooms.model.ts";
import * as moderation from "./moderation/model.ts";
import * as announcements from "./notifications/announcements.model.ts";
import * as notifications from "./notifications/model.ts";
import * as people from "./people/model.ts";
import type { Database, Tx } from "./platform/database/connection.ts";
import { type TestStore, openTestStore } from "./platform/database/embedded/test-store.ts";
import * as jobs from "./platform/jobs/jobs.model.ts";
import * as policies from "./policies/model.ts";
import * as record from "./record/model.ts";
import * as suggestions from "./suggestions/model.ts";

let world: TestStore;
let db: Database;
let tx: Tx;
const sent: mongo.Document[] = [];

beforeAll(async () => {
  world = await openTestStore();
  db = await new Mongoose({ sanitizeFilter: true, autoIndex: false })
    .createConnection(world.store.uri, { monitorCommands: true })
    .asPromise();
  for (const register of [
    branches.registerBranches,
    consultations.registerConsultations,
    decisions.registerDecisions,
    rooms.registerRooms,
    moderation.registerModeration,
    announcements.registerAnnouncements,
    notifications.registerNotifications,
    people.registerPeople,
    jobs.registerJobs,
    policies.registerPolicies,
    record.registerRecord,
    suggestions.registerSuggestions,
  ])
    register(db);
  for (const model of Object.values(db.models)) {
    await model.createCollection();
    await model.createIndexes();
  }
  // From now on their indexes know that these fields hold arrays.
  await db.collection("branches").insertOne({ authors: [{ id: "a" }, { id: "b" }], inviteHash: "x" });
  await db.collection("suggestions").insertOne({
    coauthors: [{ id: "a" }, { id: "b" }],
    blocks: ["x", "y"],
    hangsOn: ["x", "y"],
  });
  tx = await db.startSession();
  db.getClient().on("commandStarted", ({ command }: mongo.CommandStartedEvent) => sent.push(command));
});
afterAll(async () => {
  await tx.endSession();
  await db.close();
  await world.end();
});

type Run = () => unknown;
const at = new Date(0);
/** Each query, its index, and whether what it finds is sorted in memory: a few documents, or a start of the server. */
const PLANS: readonly (readonly [query: string, run: Run, index: string, sorts?: "sorts"])[] = [
  ["a branch's writer", () => branches.listWritten(db, "a"), "authors.id_1_state_1_createdAt_-1"],
  ["a branch", () => branches.findBranch(db, "x"), "_id_"],
  ["a consultation by its name", () => consultations.findConsultation(db, "x"), "slug_1"],
  ["a folio's prefix", () => consultations.prefixIsTaken(db, "X", tx), "folioPrefix_1"],
  ["counting up", () => consultations.countUp(db, "x", "submitted" as never, tx), "_id_"],
  ["a decision", () => decisions.findDecision(db, "x"), "folio_1"],
  ["decisions", () => decisions.listDecisions(db, "x", 9), "consultation_1_at_-1"],
  ["a room's log", () => roomLog.readEntries(db, "x", 7), "room_1_seq_1"],
  ["a log to be cut", () => roomLog.cutLog(db, "x", 7), "room_1_seq_1"],
  ["a log to be deleted", () => roomLog.deleteLog(db, "x"), "room_1_seq_1"],
  ["a snapshot's parts", () => snapshots.readSnapshotParts(db, "x", 7), "room_1_seq_1_part_1"],
  ["older snapshots", () => snapshots.cutSnapshots(db, "x", [7, 9]), "room_1_seq_1_part_1"],
  ["a room to take", () => rooms.takeRoom(db, "x", "me", at, at), "_id_"],
  ["actions on a suggestion", () => moderation.findActions(db, "x"), "folio_1_at_1"],
  ["announcements", () => announcements.listAfter(db, "public" as never, "x", 7, 9), "stream_1_version_1"],
  ["a person's notices", () => notifications.listNotices(db, "x", 9), "person_1_at_-1"],
  ["a person by address", () => people.findPersonByEmail(db, "x"), "email_1"],
  ["people", () => people.findPeople(db, ["x", "y"]), "_id_"],
  ["roles", () => people.replaceRoles(db, "x", []), "email_1"],
  ["the next job", () => jobs.claimJob(db, at, at), "runAt_1"],
  ["a revision", () => policies.findRevision(db, "x", 7), "policy_1_number_1"],
  ["the latest revision", () => policies.findLatestRevision(db, "x"), "policy_1_number_1"],
  ["revisions", () => policies.listRevisions(db, "x"), "policy_1_number_1"],
  ["revisions of an older form", () => policies.listUntracked(db), "form_1", "sorts"],
  ["the latest entries", () => record.latestEntries(db, "x", 9), "consultation_1_seq_1"],
  [
    "every entry",
    async () => {
      for await (const _ of record.eachEntry(db, "x")) continue;
    },
    "consultation_1_seq_1",
  ],
  ["entries of an object", () => record.entriesOf(db, "x", "y"), "consultation_1_objectId_1_seq_1"],
  ["a person behind a pseudonym", () => record.findPerson(db, "x", "y"), "consultation_1_pseudonym_1"],
  ["a suggestion", () => suggestions.findByFolio(db, "x"), "folio_1"],
  ["a suggestion sent again", () => suggestions.findByKey(db, "x", "y"), "author_1_key_1"],
  [
    "suggestions in a state",
    () => suggestions.listByState(db, "x", "published" as never),
    "consultation_1_state_1_submittedAt_1_folio_1",
  ],
  ["what waits", () => suggestions.listWaiting(db, "submitted" as never, 9), "state_1_submittedAt_1_folio_1"],
  [
    "what hangs on a part",
    () => suggestions.listHangingOn(db, "x", "published" as never, ["y", "z"], tx),
    "consultation_1_state_1_hangsOn_1",
    "sorts",
  ],
  [
    "what is shown at a block",
    () => suggestions.listShownAt(db, "x", "published" as never, ["y", "z"]),
    "consultation_1_state_1_blocks_1",
    "sorts",
  ],
  [
    "how many are in a state",
    () => suggestions.countByState(db, "x", "published" as never, tx),
    "consultation_1_state_1_submittedAt_1_folio_1",
  ],
  [
    "moving a suggestion on",
    () => suggestions.moveOn(db, "x", "submitted" as never, { publishedAt: at }, tx),
    "_id_",
  ],
  ["a person's own suggestions", () => suggestions.listOwn(db, "x", 9), "author_1_key_1", "sorts"],
  ["suggestions of an older form", () => suggestions.listOlderForms(db), "fitAt_1"],
];

test.each(PLANS.map(([query, ...plan]) => [query, plan] as const))(
  "[E4] %s: the index that is there for it",
  async (_, [run, index, sorts]) => {
    sent.length = 0;
    await run();
    const found = sent.find((command) => COMMANDS.some((name) => name in command));
    expect(found).toBeDefined();
    const command = Object.fromEntries(
      Object.entries(found ?? {}).filter(([name]) => !ENVELOPE.includes(name)),
    );
    const explained = await db
      .getClient()
      .db("pliego")
      .command({ explain: command, verbosity: "queryPlanner" });
    const stages = stagesOf(explained["queryPlanner"].winningPlan);
    expect(stages.map(({ stage, indexName }) => indexName ?? stage)).toEqual([
      ...(sorts === undefined ? [] : ["SORT"]),
      "FETCH",
      index,
    ]);
  },
);

const COMMANDS = ["find", "aggregate", "update", "delete", "findAndModify"];
const ENVELOPE =
  "lsid txnNumber $db $clusterTime readConcern writeConcern $readPreference startTransaction autocommit".split(
    " ",
  );

interface Stage {
  readonly stage: string;
  readonly indexName?: string;
  readonly inputStage?: Stage;
}

function stagesOf(stage: Stage): readonly Stage[] {
  return [stage, ...(stage.inputStage === undefined ? [] : stagesOf(stage.inputStage))];
}

// The store: takes a command of the subset, finds its transaction or snapshot, runs it, and makes the answer.
import { Catalog } from "./catalog.ts";
import { type Call, namespaceOf, readCall, sessionId } from "./call.ts";
import {
  READS,
  type ReadCommand,
  SCHEMA,
  type SchemaCommand,
  WRITES,
  type WriteCommandOf,
  isResults,
} from "./commands.ts";
import { getMore, killCursors } from "./cursor-commands.ts";
import { Cursors, type Results } from "./cursors.ts";
import { removeDoomed } from "./doomed.ts";
import { StoreError, failureOf } from "./errors.ts";
import { removeExpired } from "./expiry.ts";
import { type Identity, buildInfo, hello } from "./greeting.ts";
import { IndexBuilds, abandonBuilds } from "./index-builds.ts";
import { knownCommand } from "./known-command.ts";
import { type Moment, Moments } from "./moments.ts";
import { type GoOn, gathered, within } from "./pace.ts";
import { own } from "./paths.ts";
import type { RawDocument } from "./raw-documents.ts";
import type { Answering } from "./read-commands.ts";
import { type SessionUse, Sessions } from "./sessions.ts";
import type { Storage } from "./storage.ts";
import { IN_TRANSACTION } from "./subset.ts";
import type { View } from "./views.ts";
import type { Reply } from "./wire.ts";
import { type Doc, isArray } from "./values.ts";
import { type Place, writeAtOnce, writeInTurns } from "./writing.ts";

export class Store {
  readonly #storage: Storage;
  readonly #catalog: Catalog;
  readonly #cursors = new Cursors();
  readonly #sessions: Sessions;
  readonly #moments: Moments;
  readonly #builds = new IndexBuilds();
  readonly #gone = new Set<number>();
  readonly #identity: Identity;
  #isRemoving = false;
  /** Commands being carried out. */
  #running = 0;
  /** Set when the store closes; called when nothing runs any more. */
  #whenIdle: (() => void) | undefined;

  constructor(storage: Storage, identity: Identity) {
    this.#storage = storage;
    this.#identity = identity;
    this.#sessions = new Sessions(storage);
    this.#moments = new Moments(storage);
    this.#catalog = this.#inspect((view) => new Catalog(view));
    storage.onReopening(() => this.#endSnapshots());
  }

  /** Clears up after an earlier run; to be called once, before the first command. */
  async begin(): Promise<void> {
    await abandonBuilds(this.#storage, this.#catalog);
    this.#removeDoomed();
  }

  /** Answers a command; every failure is an answer too, {ok: 0} with MongoDB's code. */
  async answer(body: Doc, connection: number, documents?: readonly RawDocument[]): Promise<Reply> {
    let use: SessionUse | undefined;
    this.#running += 1;
    try {
      if (this.#isClosing) throw new StoreError(91, "The embedded store is closing");
      const name = knownCommand(body);
      const call = readCall(name, body, connection, documents);
      use = call.use;
      const reply = await this.#run(call);
      const fields = { ...reply.fields, ok: 1 };
      return reply.batch === undefined ? { fields } : { fields, batch: reply.batch };
    } catch (error) {
      // An error inside a transaction ends it, as in MongoDB; a late command of an earlier one ends no other.
      if (use?.isTransaction === true) this.#sessions.abort(use.session, use.number);
      return { fields: failureOf(error) };
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#whenIdle?.();
    }
  }

  #run(call: Call): Reply | Promise<Reply> {
    const { name, use } = call;
    if (use?.isTransaction === true) return this.#runInTransaction(call, use);
    switch (name) {
      case "hello":
      case "isMaster":
        return { fields: hello(this.#identity, this.#storage.madeAt) };
      case "ping":
        return { fields: {} };
      case "buildInfo":
        return { fields: buildInfo() };
      case "endSessions":
        return { fields: this.#endSessions(call) };
      case "getMore":
        return getMore(call, this.#cursors, this.#isWanted(call));
      case "killCursors":
        return { fields: killCursors(call, this.#cursors) };
      case "commitTransaction":
      case "abortTransaction":
        throw new StoreError(72, `${name} needs txnNumber and autocommit: false`);
      default:
        return name in READS ? this.#read(call) : this.#write(call);
    }
  }

  async #runInTransaction(call: Call, use: SessionUse): Promise<Reply> {
    const { name } = call;
    const number = use.number as bigint;
    if (!IN_TRANSACTION.has(name))
      throw new StoreError(263, `Cannot run '${name}' in a multi-document transaction.`);
    if (name === "commitTransaction") {
      await this.#sessions.commit({ ...use, number });
      return { fields: {} };
    }
    const transaction = this.#sessions.transaction({ ...use, number }, call.connection);
    if (name === "abortTransaction") {
      this.#sessions.abort(use.session);
      return { fields: {} };
    }
    if (name === "getMore") return getMore(call, this.#cursors, this.#isWanted(call));
    if (name === "killCursors") return { fields: killCursors(call, this.#cursors) };
    const target = { view: transaction.overlay, catalog: this.#catalog, namespace: namespaceOf(call) };
    if (name in WRITES) {
      const command = (WRITES[name] as WriteCommandOf)(call);
      return { fields: writeAtOnce(target, command) as Reply["fields"] };
    }
    if (name in SCHEMA) return { fields: (SCHEMA[name] as SchemaCommand)(call, target) as Reply["fields"] };
    const snapshot = transaction.snapshot.keep();
    try {
      const result = (READS[name] as ReadCommand)(call, target.view, this.#catalog, this.#storage);
      if (typeof result === "function")
        return { fields: (await (result as Answering)(this.#goOn(call))) as Reply["fields"] };
      if (!isResults(result)) return { fields: result as Reply["fields"] };
      // Read to the end now: later writes of the transaction must not move under the cursor.
      const documents = await gathered(result.documents, this.#goOn(call));
      return await this.#start(call, { ...result, documents }, () => {});
    } finally {
      snapshot.done();
    }
  }

  async #read(call: Call): Promise<Reply> {
    const moment = this.#momentOf(call);
    const snapshot = moment?.snapshot.keep() ?? this.#storage.snapshot();
    let isKept = false;
    try {
      const result = (READS[call.name] as ReadCommand)(call, snapshot, this.#catalog, this.#storage);
      const time = moment === undefined ? {} : { atClusterTime: moment.clusterTime };
      if (typeof result === "function")
        return { fields: { ...(await (result as Answering)(this.#goOn(call))), ...time } as Reply["fields"] };
      if (!isResults(result)) return { fields: result as Reply["fields"] };
      isKept = true;
      const { fields, batch } = await this.#start(call, result, () => snapshot.done());
      return batch === undefined ? { fields } : { fields, batch: { ...batch, ...time } };
    } finally {
      if (!isKept) snapshot.done();
    }
  }

  #momentOf({ moment, use }: Call): Moment | undefined {
    if (moment === undefined || use === undefined) return undefined;
    return moment === "now" ? this.#moments.fix(use.session) : this.#moments.at(moment);
  }

  async #start(call: Call, results: Results, release: () => void): Promise<Reply> {
    return {
      fields: {},
      batch: await this.#cursors.start(results, call.limitMs, this.#isWanted(call), release),
    };
  }

  /** A command whose time is up, whose client has gone or whose store closes stops at its next pause. */
  #goOn(call: Call, isWanted = this.#isWanted(call)): GoOn {
    const mayGoOn = within(call.limitMs);
    return () => {
      mayGoOn();
      if (!isWanted()) throw new StoreError(11601, "operation was interrupted");
    };
  }

  #isWanted({ connection }: Call): () => boolean {
    return () => !this.#gone.has(connection) && !this.#isClosing;
  }

  get #isClosing(): boolean {
    return this.#whenIdle !== undefined;
  }

  async #write(call: Call): Promise<Reply> {
    const { name } = call;
    if (name in WRITES) {
      const command = (WRITES[name] as WriteCommandOf)(call);
      const answer = await writeInTurns(call, command, this.#place(namespaceOf(call)), this.#goOn(call));
      return { fields: answer as Reply["fields"] };
    }
    if (name === "createIndexes") {
      // As in MongoDB it goes on without its client.
      const goOn = this.#goOn(call, () => !this.#isClosing);
      const built = await this.#builds.run(call, this.#place(namespaceOf(call)), goOn);
      return { fields: built as Reply["fields"] };
    }
    const namespace = name === "dropDatabase" ? call.database : namespaceOf(call);
    const answer = await this.#storage.write((view) =>
      (SCHEMA[name] as SchemaCommand)(call, { view, catalog: this.#catalog, namespace }),
    );
    this.#removeDoomed();
    return { fields: answer as Reply["fields"] };
  }

  #place(namespace: string): Place {
    return { storage: this.#storage, catalog: this.#catalog, namespace };
  }

  /** Goes on removing what was dropped, in the background. */
  #removeDoomed(): void {
    if (this.#isRemoving) return;
    this.#isRemoving = true;
    removeDoomed(this.#storage, () => this.#isClosing)
      .catch(() => {}) // The disk may be full; it is tried again at the next drop, sweep or start.
      .finally(() => (this.#isRemoving = false));
  }

  #endSessions(call: Call): Reply["fields"] {
    const ended = own(call.body, "endSessions") ?? null;
    if (isArray(ended)) {
      for (const lsid of ended) {
        this.#sessions.end(sessionId(lsid));
        this.#moments.end(sessionId(lsid));
      }
    }
    return {};
  }

  connectionLost(connection: number): void {
    this.#gone.add(connection);
    this.#sessions.connectionLost(connection);
  }

  /** Nothing of this connection is running any more. */
  connectionOver(connection: number): void {
    this.#gone.delete(connection);
  }

  /** What is due from time to time: idle cursors, abandoned transactions, old outcomes, expired documents. */
  async sweep(now: number): Promise<void> {
    this.#cursors.sweep(now);
    this.#moments.sweep(now);
    this.#removeDoomed();
    await this.#sessions.sweep(now);
    for (const { namespace } of this.#inspect((view) => this.#catalog.list(view)))
      await removeExpired(this.#place(namespace), now);
  }

  #inspect<T>(look: (view: View) => T): T {
    const snapshot = this.#storage.snapshot();
    try {
      return look(snapshot);
    } finally {
      snapshot.done();
    }
  }

  /** Lets what runs come to its next pause, and closes the files. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
      if (this.#running === 0) resolve();
    });
    this.#endSnapshots();
    await this.#storage.close();
  }

  #endSnapshots(): void {
    this.#cursors.closeAll();
    this.#sessions.closeAll();
    this.#moments.closeAll();
  }
}

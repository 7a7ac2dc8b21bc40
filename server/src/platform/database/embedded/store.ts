// The store: admits a command against the subset, finds its transaction or snapshot, runs it, and makes the answer.
import { Catalog, type Collection } from "./catalog.ts";
import { type Call, integer, namespaceOf, readCall, sessionId, text } from "./call.ts";
import { Cursors } from "./cursors.ts";
import { type Target, removeDocument } from "./documents.ts";
import { StoreError } from "./errors.ts";
import { own } from "./paths.ts";
import { EVERYTHING, select } from "./query.ts";
import * as reads from "./read-commands.ts";
import * as schema from "./schema-commands.ts";
import { SESSION_MINUTES, type SessionUse, Sessions, recall, remember } from "./sessions.ts";
import type { Storage } from "./storage.ts";
import { IN_TRANSACTION, admitCommand } from "./subset.ts";
import type { View, WritableView } from "./views.ts";
import { MAX_MESSAGE_BYTES, type Reply, toLong } from "./wire.ts";
import { type Doc, MAX_DOCUMENT_BYTES, isArray } from "./values.ts";
import * as writes from "./write-commands.ts";

/** Documents that one sweep removes from one TTL index; the rest waits for the next commit. */
const EXPIRED_PER_COMMIT = 1000;

type ReadCommand = (call: Call, view: View, catalog: Catalog) => reads.Results | object;
type WriteCommand = (call: Call, target: Target) => object;

const READS: Readonly<Record<string, ReadCommand>> = {
  find: reads.find,
  aggregate: reads.aggregate,
  count: reads.count,
  distinct: reads.distinct,
  listIndexes: schema.listIndexes,
  listCollections: schema.listCollections,
};
const WRITES: Readonly<Record<string, WriteCommand>> = {
  insert: writes.insert,
  update: writes.update,
  delete: writes.remove,
  findAndModify: writes.findAndModify,
  create: schema.create,
  drop: schema.drop,
  createIndexes: schema.createIndexes,
  dropIndexes: schema.dropIndexes,
};

/** What the store says about itself. */
export interface Identity {
  readonly address: string;
  readonly instance: string;
  readonly format: string;
}

export class Store {
  readonly #storage: Storage;
  readonly #catalog: Catalog;
  readonly #cursors = new Cursors();
  readonly #sessions: Sessions;
  readonly #identity: Identity;

  constructor(storage: Storage, identity: Identity) {
    this.#storage = storage;
    this.#identity = identity;
    this.#sessions = new Sessions(storage);
    this.#catalog = this.#inspect((view) => new Catalog(view));
  }

  /** Answers a command; every failure is an answer too, {ok: 0} with MongoDB's code. */
  async answer(body: Doc, connection: number): Promise<Reply> {
    let use: SessionUse | undefined;
    try {
      const name = admitCommand(body);
      const call = readCall(name, body, connection);
      use = call.use;
      const reply = await this.#run(call);
      return { ...reply, fields: { ...reply.fields, ok: 1 } };
    } catch (error) {
      // An error inside a transaction ends it, as in MongoDB.
      if (use?.isTransaction === true) this.#sessions.abort(use.session);
      return { fields: failure(error) };
    }
  }

  async #run(call: Call): Promise<Reply> {
    const { name, use } = call;
    if (use?.isTransaction === true) return this.#runInTransaction(call, use);
    switch (name) {
      case "hello":
      case "isMaster":
        return { fields: this.#hello() };
      case "ping":
        return { fields: {} };
      case "buildInfo":
        return {
          fields: {
            version: "7.0.0",
            versionArray: [7, 0, 0, 0],
            maxBsonObjectSize: MAX_DOCUMENT_BYTES,
            storageEngine: "pliego embedded store",
          },
        };
      case "endSessions":
        return { fields: this.#endSessions(call) };
      case "getMore":
        return this.#getMore(call);
      case "killCursors":
        return { fields: this.#killCursors(call) };
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
    if (name === "getMore") return this.#getMore(call);
    if (name === "killCursors") return { fields: this.#killCursors(call) };
    if (!(name in READS)) return { fields: this.#change(call, transaction.overlay) };
    const result = (READS[name] as ReadCommand)(call, transaction.overlay, this.#catalog);
    if (!isResults(result)) return { fields: result as Reply["fields"] };
    // Read to the end now: later writes of the transaction must not move under the cursor.
    return this.#start({ ...result, documents: [...result.documents] }, () => {});
  }

  #read(call: Call): Reply {
    const snapshot = this.#storage.snapshot();
    let isKept = false;
    try {
      const result = (READS[call.name] as ReadCommand)(call, snapshot, this.#catalog);
      if (!isResults(result)) return { fields: result as Reply["fields"] };
      isKept = true;
      return this.#start(result, () => snapshot.done());
    } finally {
      if (!isKept) snapshot.done();
    }
  }

  #start(results: reads.Results, release: () => void): Reply {
    return {
      fields: {},
      batch: this.#cursors.start(
        results.namespace,
        results.documents,
        results.batchSize,
        results.single,
        release,
      ),
    };
  }

  /** A write outside a transaction; with a transaction number it is retryable, and answered once. */
  async #write(call: Call): Promise<Reply> {
    const use = call.use;
    const fields = await this.#storage.write((view) => {
      if (use?.number === undefined) return this.#change(call, view);
      const given = recall(view, use.session, use.number);
      if (given !== undefined) return given;
      const answer = this.#change(call, view);
      remember(view, use.session, use.number, answer);
      return answer;
    });
    return { fields: fields as Reply["fields"] };
  }

  #change(call: Call, view: WritableView): Reply["fields"] {
    if (call.name === "dropDatabase")
      return schema.dropDatabase(call, view, this.#catalog) as Reply["fields"];
    return (WRITES[call.name] as WriteCommand)(call, {
      view,
      catalog: this.#catalog,
      namespace: namespaceOf(call),
    }) as Reply["fields"];
  }

  #hello(): Reply["fields"] {
    const { address, ...identity } = this.#identity;
    return {
      helloOk: true,
      isWritablePrimary: true,
      ismaster: true,
      secondary: false,
      setName: "pliego",
      setVersion: 1,
      hosts: [address],
      primary: address,
      me: address,
      maxBsonObjectSize: MAX_DOCUMENT_BYTES,
      maxMessageSizeBytes: MAX_MESSAGE_BYTES,
      maxWriteBatchSize: writes.MAX_BATCH,
      localTime: new Date(),
      logicalSessionTimeoutMinutes: SESSION_MINUTES,
      minWireVersion: 0,
      maxWireVersion: 21,
      readOnly: false,
      pliegoEmbedded: { ...identity, pid: process.pid },
    };
  }

  #endSessions(call: Call): Reply["fields"] {
    const ended = own(call.body, "endSessions") ?? null;
    if (isArray(ended)) for (const lsid of ended) this.#sessions.end(sessionId(lsid));
    return {};
  }

  #getMore(call: Call): Reply {
    const namespace = `${call.database}.${text(call.body, "collection")}`;
    const size = own(call.body, "batchSize") === undefined ? undefined : integer(call.body, "batchSize", 0);
    return { fields: {}, batch: this.#cursors.more(toLong(own(call.body, "getMore")), namespace, size) };
  }

  #killCursors(call: Call): Reply["fields"] {
    const ids = own(call.body, "cursors") ?? null;
    if (!isArray(ids)) throw new StoreError(14, "cursors must be an array");
    const killed = ids.filter((id) => this.#cursors.kill(toLong(id)));
    return {
      cursorsKilled: killed,
      cursorsNotFound: ids.filter((id) => !killed.includes(id)),
      cursorsAlive: [],
      cursorsUnknown: [],
    };
  }

  connectionLost(connection: number): void {
    this.#sessions.connectionLost(connection);
  }

  /** What is due from time to time: idle cursors, abandoned transactions, old outcomes, expired documents. */
  async sweep(now: number): Promise<void> {
    this.#cursors.sweep(now);
    await this.#sessions.sweep(now);
    for (const collection of this.#inspect((view) => this.#catalog.list(view)))
      await this.#expire(collection, now);
  }

  /** Removes the documents whose TTL index says so, a thousand per commit. */
  async #expire(collection: Collection, now: number): Promise<void> {
    for (const { fields, expireAfterSeconds } of collection.indexes) {
      if (expireAfterSeconds === undefined) continue;
      const filter: Doc = {
        [(fields[0] as { path: string }).path]: { $lt: new Date(now - expireAfterSeconds * 1000) },
      };
      const query = { ...EVERYTHING, filter, limit: EXPIRED_PER_COMMIT };
      let removed = EXPIRED_PER_COMMIT;
      while (removed === EXPIRED_PER_COMMIT) {
        removed = await this.#storage.write((view) => {
          const found = [...select(view, this.#catalog.find(view, collection.namespace), query)];
          for (const one of found)
            removeDocument({ view, catalog: this.#catalog, namespace: collection.namespace }, one.doc());
          return found.length;
        });
      }
    }
  }

  #inspect<T>(look: (view: View) => T): T {
    const snapshot = this.#storage.snapshot();
    try {
      return look(snapshot);
    } finally {
      snapshot.done();
    }
  }

  async close(): Promise<void> {
    this.#cursors.closeAll();
    this.#sessions.closeAll();
    await this.#storage.close();
  }
}

function isResults(result: object): result is reads.Results {
  return "documents" in result && "namespace" in result;
}

function failure(error: unknown): Reply["fields"] {
  if (error instanceof StoreError) {
    const { code, codeName, message, labels, details } = error;
    return {
      ok: 0,
      errmsg: message,
      code,
      codeName,
      ...details,
      ...(labels.length > 0 ? { errorLabels: labels } : {}),
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { ok: 0, errmsg: `The embedded store failed: ${reason}`, code: 8, codeName: "UnknownError" };
}

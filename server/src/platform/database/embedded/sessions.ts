// Sessions: the transaction that each has open, and the remembered outcome of its last retryable write.
//
// A transaction reads from an LMDB snapshot and keeps its writes in an overlay. What it reads is noted, keys and
// ranges of keys alike; at its commit nothing of it may have been written since, else it answers WriteConflict: the
// first to commit wins (rules E6, E7, E22). That covers documents, absent documents, unique keys and the catalog
// alike, for all are keys, and makes histories serialisable, which is more than MongoDB's snapshot isolation.
import { StoreError, noSuchTransaction, writeConflict } from "./errors.ts";
import { forgetOutcomes, recall, remember } from "./outcomes.ts";
import { ReadSet, noted } from "./read-set.ts";
import type { Snapshot, Storage } from "./storage.ts";
import { Overlay } from "./views.ts";

/** A transaction may stay open this long, as in MongoDB. */
const TRANSACTION_MS = 60_000;
/** How long a session lives unused; hello tells drivers. */
export const SESSION_MINUTES = 30;

export interface Transaction {
  readonly number: bigint;
  readonly overlay: Overlay;
  readonly snapshot: Snapshot;
  readonly reads: ReadSet;
  /** The moment of its snapshot, as storage.recent counts. */
  readonly began: number;
  readonly startedAt: number;
  /** The connection that carried it last. */
  connection: number;
}

/** What a command says about its session. */
export interface SessionUse {
  /** The lsid's UUID; see sessionId. */
  readonly session: string;
  readonly number: bigint | undefined;
  readonly isTransaction: boolean;
  readonly starts: boolean;
}

interface Session {
  open: Transaction | undefined;
  /** The highest transaction number seen. */
  latest: bigint;
}

/** All sessions of the store. */
/** Open transactions at the same time; each holds one reader of LMDB. One more is refused, to be started again. */
const MAX_TRANSACTIONS = 500;

export class Sessions {
  readonly #storage: Storage;
  readonly #sessions = new Map<string, Session>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** The open transaction that a command belongs to; starts it when the command says so. */
  transaction(use: SessionUse & { readonly number: bigint }, connection: number): Transaction {
    const session = this.#sessions.get(use.session) ?? { open: undefined, latest: -1n };
    this.#sessions.set(use.session, session);
    if (use.number < session.latest)
      throw new StoreError(225, `Transaction ${use.number} is older than ${session.latest}`);
    if (use.starts) {
      if (use.number === session.latest && session.open !== undefined)
        throw new StoreError(20, `Transaction ${use.number} has already started`);
      this.abort(use.session);
      session.open = this.#begin(use, connection);
      session.latest = use.number;
    }
    const open = session.open;
    if (open === undefined || open.number !== use.number) throw noSuchTransaction(use.number);
    if (Date.now() - open.startedAt > TRANSACTION_MS) {
      this.abort(use.session);
      throw noSuchTransaction(use.number);
    }
    open.connection = connection;
    return open;
  }

  #begin({ session, number }: SessionUse & { readonly number: bigint }, connection: number): Transaction {
    const open = [...this.#sessions.values()].filter((session) => session.open !== undefined).length;
    if (open >= MAX_TRANSACTIONS)
      throw new StoreError(246, `${MAX_TRANSACTIONS} transactions are open already`, {
        labels: ["TransientTransactionError"],
      });
    const snapshot = this.#storage.snapshot();
    try {
      if (recall(snapshot, session, number) !== undefined)
        throw new StoreError(256, `Transaction ${number} has been committed`);
    } catch (error) {
      snapshot.done();
      throw error;
    }
    const reads = new ReadSet();
    return {
      number,
      overlay: new Overlay(noted(snapshot, reads)),
      snapshot,
      reads,
      began: this.#storage.recent.begin(),
      startedAt: Date.now(),
      connection,
    };
  }

  /** Commits; resolves when it is on disk. Committing again what is committed is no error. */
  async commit(use: SessionUse & { readonly number: bigint }): Promise<void> {
    const held = this.#sessions.get(use.session)?.open;
    const isOpen = held?.number === use.number && Date.now() - held.startedAt <= TRANSACTION_MS;
    const open = isOpen ? held : undefined;
    try {
      await this.#storage.write((view) => {
        // It may have been sent before, and that may have waited for its commit until now.
        if (recall(view, use.session, use.number) !== undefined) return;
        if (open === undefined) throw noSuchTransaction(use.number);
        // What only read is as if it had run at the moment of its snapshot.
        if (open.overlay.isChanged && !this.#storage.recent.holds(open.began, open.reads))
          throw writeConflict();
        open.overlay.applyTo(view);
        remember(view, use.session, use.number, true, {});
      });
    } finally {
      this.abort(use.session, use.number);
    }
  }

  /** Forgets the session's open transaction (or only the one of this number) and all it wrote. */
  abort(session: string, only?: bigint): void {
    const held = this.#sessions.get(session);
    const open = held?.open;
    if (open === undefined || (only !== undefined && open.number !== only)) return;
    open.snapshot.done();
    this.#storage.recent.end(open.began);
    (held as Session).open = undefined;
  }

  /** Ends a session: its open transaction is aborted. */
  end(session: string): void {
    this.abort(session);
    this.#sessions.delete(session);
  }

  /** Aborts the transactions that a lost connection carried last. */
  connectionLost(connection: number): void {
    for (const [id, session] of this.#sessions) if (session.open?.connection === connection) this.abort(id);
  }

  /** Aborts what is over its time, forgets idle sessions, and removes outcomes that no driver will ask for. */
  async sweep(now: number): Promise<void> {
    for (const [id, session] of this.#sessions) {
      if (session.open === undefined) this.#sessions.delete(id);
      else if (now - session.open.startedAt > TRANSACTION_MS) this.abort(id);
    }
    await forgetOutcomes(this.#storage, now - SESSION_MINUTES * 60_000);
  }

  closeAll(): void {
    for (const id of this.#sessions.keys()) this.abort(id);
  }
}

// What was written and is not yet confirmed, kept on this device, so that a closed tab, a crash or a reload loses none of
// it. Only that: once the server has it, it goes from here. So nothing saved stays behind on a shared computer, and no old
// text can ever be mixed into a new one. (y-indexeddb keeps the whole text, and cannot tell when it could not.) Rule L50.

const store = "edits";
/** A store that takes longer to open is done without: the text must not wait for it. */
const openWithinMs = 3000;

export interface Device {
  /** What earlier visits wrote and nobody confirmed. Other windows may send it as well: it is the same edits. */
  readonly found: readonly Uint8Array[];
  readonly keep: (edit: Uint8Array) => void;
  /** The server has everything that was found and everything that was kept so far. */
  readonly release: () => void;
  /** Forgets what every visit left here. */
  readonly forgetAll: () => Promise<void>;
}

interface DeviceProps {
  /** "" keeps nothing. */
  readonly name: string;
  /** A number that no other window has. */
  readonly own: number;
  readonly factory: IDBFactory | undefined;
  /** Whether what is written is being kept; told at each change. */
  readonly onHolds: (holds: boolean) => void;
}

/** Undefined where there is nowhere to keep anything: private windows, blocked storage, a full disk. */
export async function openDevice({ name, own, factory, onHolds }: DeviceProps): Promise<Device | undefined> {
  const database = name === "" || factory === undefined ? undefined : await openDatabase(factory, name);
  if (database === undefined) return undefined;
  const read = await readAll(database);
  if (read === undefined) return undefined;
  let last = 0;
  let isOpen = true;
  const failed = () => onHolds(false);
  database.addEventListener("close", () => {
    isOpen = false;
    failed();
  });
  database.addEventListener("versionchange", () => database.close());

  /** A failure here never reaches who is writing. */
  const change = (how: (edits: IDBObjectStore) => void, done: () => void): void => {
    if (!isOpen) return failed();
    try {
      const transaction = database.transaction(store, "readwrite");
      transaction.addEventListener("complete", done);
      transaction.addEventListener("abort", failed);
      how(transaction.objectStore(store));
    } catch {
      failed();
    }
  };
  onHolds(true);
  return {
    found: read.edits,
    keep(edit) {
      last += 1;
      const place = last;
      change(
        (edits) => edits.put(edit, [own, place]),
        () => {},
      );
    },
    release() {
      if (last === 0 && read.places.length === 0) return;
      const places = read.places.splice(0);
      const until = last;
      last = 0;
      change(
        (edits) => {
          for (const place of places) edits.delete(place);
          if (until > 0) edits.delete(IDBKeyRange.bound([own, 0], [own, until]));
        },
        () => onHolds(true),
      );
    },
    forgetAll: () =>
      new Promise((resolve) => {
        change((edits) => edits.clear(), resolve);
        setTimeout(resolve, openWithinMs);
      }),
  };
}

function openDatabase(factory: IDBFactory, name: string): Promise<IDBDatabase | undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), openWithinMs);
    try {
      const opening = factory.open(`pliego-${name}`, 1);
      opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(store));
      opening.addEventListener("success", () => resolve(opening.result));
      opening.addEventListener("error", () => resolve(undefined));
    } catch {
      resolve(undefined);
    }
  });
}

interface Read {
  readonly edits: readonly Uint8Array[];
  readonly places: IDBValidKey[];
}

function readAll(database: IDBDatabase): Promise<Read | undefined> {
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(store, "readonly");
      const edits = transaction.objectStore(store).getAll() as IDBRequest<unknown[]>;
      const places = transaction.objectStore(store).getAllKeys();
      transaction.addEventListener("complete", () =>
        resolve({
          edits: edits.result.filter((edit) => edit instanceof Uint8Array),
          places: places.result,
        }),
      );
      transaction.addEventListener("abort", () => resolve(undefined));
    } catch {
      resolve(undefined);
    }
  });
}

// The floor: lmdb alone in a process of its own, with the documents' bytes under their _id and nothing else. It syncs as
// the store does (overlappingSync off: a put resolves when its commit is on the disk) and shares commits by lmdb's own means.
import { open } from "lmdb";
import { sayListening, takeOrders } from "../live/orders.ts";
import { bytesOf, idOf } from "./documents.ts";

/** Documents by their numbers, from one up to another. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Puts extends Span {
  readonly parallel: number;
}

export interface PutCost {
  readonly seconds: number;
  /** Processor time of this process, in µs: its own and the kernel's for it. */
  readonly cpuUs: number;
}

const loadedPerCommit = 5_000;
const mapBytes = 64 * 1024 ** 3;

const [directory = "."] = process.argv.slice(2);
const root = open({ path: `${directory}/floor.mdb`, overlappingSync: false, mapSize: mapBytes });
const kept = root.openDB<Buffer, Uint8Array>({ name: "data", encoding: "binary", keyEncoding: "binary" });

function load({ from, to }: Span): void {
  for (let begin = from; begin < to; begin += loadedPerCommit) {
    root.transactionSync(() => {
      const end = Math.min(to, begin + loadedPerCommit);
      for (let at = begin; at < end; at += 1) void kept.put(idOf(at).id, bytesOf(at));
    });
  }
}

/** The documents are made before the clock starts. */
async function put({ from, to, parallel }: Puts): Promise<PutCost> {
  const documents = Array.from({ length: to - from }, (_, turn) => ({
    key: idOf(from + turn).id,
    bytes: bytesOf(from + turn),
  }));
  let next = 0;
  const putting = async () => {
    for (let one = documents[next++]; one !== undefined; one = documents[next++])
      await kept.put(one.key, one.bytes);
  };
  const begin = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: parallel }, putting));
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - begin) / 1000, cpuUs: user + system };
}

takeOrders({ load, put });
sayListening(0); // It listens to its parent alone.

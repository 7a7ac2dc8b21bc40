// For tests of a full disk: a directory with little room, and a way to get more while a store serves it. A small
// file system of its own where mounting is allowed; elsewhere a limit on the size of files, which the kernel answers
// at the same calls with another number.
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type StoreProcess, type Wrapper, fileSizeLimit } from "./test-process.ts";
import { freshDirectory } from "./test-store.ts";

export interface Room {
  readonly directory: string;
  /** The root of its file system, where other things may take the room; the directory itself where it has none. */
  readonly root: string;
  readonly wrapper: Wrapper;
  /** Makes much more room. */
  free(store: StoreProcess): void;
  end(): void;
}

const ROOM_KILOBYTES = 4096;
const BALLAST_KILOBYTES = 8192;

/** A file system in memory with room for a small store; undefined where mounting is not allowed. */
export function tmpfsRoom(): Room | undefined {
  const root = freshDirectory();
  try {
    const size = `size=${ROOM_KILOBYTES + BALLAST_KILOBYTES}k`;
    execFileSync("mount", ["-t", "tmpfs", "-o", size, "tmpfs", root], { stdio: "pipe" });
  } catch {
    rmSync(root, { recursive: true });
    return undefined;
  }
  const directory = join(root, "store");
  mkdirSync(directory);
  const ballast = join(root, "ballast");
  writeFileSync(ballast, Buffer.alloc(BALLAST_KILOBYTES * 1024));
  return {
    directory,
    root,
    wrapper: [],
    free: () => rmSync(ballast),
    end: () => {
      execFileSync("umount", [root]);
      rmSync(root, { recursive: true });
    },
  };
}

/** A directory whose files may grow to a small size only. */
export function limitedRoom(): Room {
  const directory = freshDirectory();
  return {
    directory,
    root: directory,
    wrapper: fileSizeLimit(ROOM_KILOBYTES),
    free: (store) => {
      execFileSync("prlimit", ["--pid", String(store.process.pid), "--fsize=unlimited"]);
    },
    end: () => rmSync(directory, { recursive: true }),
  };
}

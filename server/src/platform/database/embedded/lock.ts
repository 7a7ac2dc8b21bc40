// One process per directory (rule E10). The lock is the listening socket itself: the kernel closes it with the
// process, however that ends, so nothing stale can hold a directory and no process id is trusted. Who finds it served
// writes nothing there; who does not looks again and then listens while it holds a claim file, so that two starting at
// once take turns.
//
// Not promised: a process that stalls for seconds between its claim and its listening may be overtaken.
import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { refuseForeign } from "./directory-content.ts";

/** The longest path that every system takes for a unix socket (macOS: 104 with the closing NUL). */
const MAX_SOCKET_PATH = 100;
/**
 * A claim is held for some milliseconds; one this old was left by a process that was killed, if it cannot be seen
 * that the process is gone (its number may be of another container, or another process may have got it).
 */
const CLAIM_MS = 5_000;
const CLAIM_POLL_MS = 20;

/** Where a store serves; kept beside its files so that others find it. */
export interface Address {
  readonly socket: string;
  /** Which directory wrote it (device and inode): in a copy of the directory it says nothing. */
  readonly home: string;
  /** For messages only. */
  readonly pid: number;
}

/** A directory that another live process serves: connect to it there. */
export class StoreLockedError extends Error {
  readonly uri: string;
  readonly pid: number;

  constructor(directory: string, uri: string, pid: number) {
    super(`The embedded store in ${directory} is already served by process ${pid}; connect to it at ${uri}`);
    this.name = "StoreLockedError";
    this.uri = uri;
    this.pid = pid;
  }
}

/** The right to listen. */
export interface Turn {
  readonly socket: string;
  /** Call once listening, or when that failed. */
  end(): void;
}

/**
 * Waits for our turn and answers the socket path to listen on; or the address of the live store that has it.
 * `wanted` is a path that the caller chose; throws when it is too long, cannot be made or somebody else listens there,
 * and when the directory holds files of others.
 */
export async function takeTurn(directory: string, wanted?: string): Promise<Turn | Address> {
  // First without a claim: to find a server no room on the disk is needed, nor the right to write.
  const served = readAddress(directory);
  if (served !== undefined && (await isServed(served.socket))) return served;
  refuseForeign(directory);
  const claim = join(directory, "starting");
  while (!makeClaim(claim)) await wait(CLAIM_POLL_MS);
  const end = () => rmSync(claim, { force: true });
  try {
    const held = readAddress(directory);
    if (held !== undefined && (await isServed(held.socket))) {
      end();
      return held;
    }
    if (held !== undefined) removeSocket(held.socket, directory);
    const socket = wanted === undefined ? socketPath(directory) : await checkedSocket(wanted);
    rmSync(socket, { force: true });
    const written = join(directory, "address.new");
    writeFileSync(
      written,
      JSON.stringify({ socket, home: identityOf(directory), pid: process.pid } satisfies Address),
      { mode: 0o600 },
    );
    renameSync(written, join(directory, "address.json"));
    return { socket, end };
  } catch (error) {
    end();
    throw error;
  }
}

function makeClaim(path: string): boolean {
  try {
    writeFileSync(path, JSON.stringify(claimer()), { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      if (isLeft(path)) takeAway(path);
      return false;
    }
    // On a full disk the file is made, and its content does not fit.
    rmSync(path, { force: true });
    throw error;
  }
}

interface Claimer {
  readonly pid: number;
  /** Where this number names a process. */
  readonly space: string;
}

function claimer(): Claimer {
  const space = "/proc/self/ns/pid";
  return { pid: process.pid, space: existsSync(space) ? readlinkSync(space) : "this machine" };
}

/** Was this claim left by a process that is gone? */
function isLeft(path: string): boolean {
  const made = statSync(path, { throwIfNoEntry: false });
  if (made === undefined) return false;
  if (Date.now() - made.mtimeMs > CLAIM_MS) return true;
  try {
    const { pid, space } = JSON.parse(readFileSync(path, "utf8")) as Claimer;
    if (space !== claimer().space) return false;
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  return false;
}

/** Takes a left claim away, and not the one that another process put in its place meanwhile. */
function takeAway(path: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (!isLeft(aside)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

const identityOf = (directory: string): string => {
  const { dev, ino } = statSync(directory, { bigint: true });
  return `${dev}:${ino}`;
};

/**
 * The address that this very directory wrote. One that came along with a copy of the files is passed over, and so is
 * one that a power cut left unreadable: with the power its process was gone.
 */
function readAddress(directory: string): Address | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, "address.json"), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const address = JSON.parse(text) as Address;
    return address.home === identityOf(directory) ? address : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const temporaryHome = join(tmpdir(), "pliego-socket-");

/** Removes our dead socket, and the temporary directory that was made for it. */
function removeSocket(socket: string, directory: string): void {
  const home = dirname(socket);
  if (home !== directory && !home.startsWith(temporaryHome)) return;
  rmSync(socket, { force: true });
  if (home !== directory && existsSync(home)) rmdirSync(home);
}

/** In the directory, or in a fresh private one of the system's when that path is too long. */
function socketPath(directory: string): string {
  const near = join(directory, "store.sock");
  if (Buffer.byteLength(near) <= MAX_SOCKET_PATH) return near;
  return join(mkdtempSync(temporaryHome), "store.sock");
}

/** A path that was asked for. What lies there is taken away only if it is a socket that nobody serves. */
async function checkedSocket(path: string): Promise<string> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH)
    throw new Error(`The socket's path ${path} is longer than ${MAX_SOCKET_PATH} bytes`);
  refuseFolder(path, dirname(path));
  const there = statSync(path, { throwIfNoEntry: false });
  if (there !== undefined && !there.isSocket()) throw new Error(`${path} exists and is not a socket`);
  if (there !== undefined && (await isServed(path))) throw new Error(`Another process listens at ${path}`);
  return path;
}

/** Says of a socket's folder what would else be taken for a fault of the store's directory. */
function refuseFolder(path: string, folder: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "is missing" : `may not be written to (${code})`;
    throw new Error(`The socket ${path} cannot be made: ${folder} ${why}`, { cause: error });
  }
}

/** Does a live process listen there? */
function isServed(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const end = (answer: boolean) => {
      probe.destroy();
      resolve(answer);
    };
    probe.once("connect", () => end(true));
    // Only these two say that nobody listens; a busy store answers EAGAIN, and is alive.
    probe.once("error", (error: NodeJS.ErrnoException) =>
      end(error.code !== "ECONNREFUSED" && error.code !== "ENOENT"),
    );
  });
}

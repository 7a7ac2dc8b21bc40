// Reads a data file page by page before LMDB maps it into memory (rule E21). LMDB keeps no checksums and trusts
// every page: tried on files overwritten, cut off or full of something else, it ended the whole process (SIGSEGV,
// SIGBUS beyond the end of the file, abort) or answered with what was left. So the trees are walked here first.
//
// The layout is that of mdb.c in lmdb-js 3.5 (data version 2, 64 bits, little endian). Not noticed: a byte that
// changed inside a value and leaves it a document; the check of documents and indexes comes after this one.
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { must } from "./errors.ts";

const MAGIC = 0xbeefc0de;
const DATA_VERSION = 2;
/** Flags of pages. The upper bits are notes of the process that wrote it. */
const BRANCH = 0x01;
const LEAF = 0x02;
const OVERFLOW = 0x04;
const META = 0x08;
const KIND_BITS = 0x6f;
/** Flags of nodes: the value is in pages of its own; the value is the record of another tree. */
const BIG = 0x01;
const TREE = 0x02;
const PAGE_HEADER = 24;
const NODE_HEADER = 8;
const META_BYTES = 144;
const TREE_BYTES = 48;
/** The value of a node whose bytes are elsewhere: first page, transaction, number of pages. */
const BIG_BYTES = 24;
const NO_PAGE = 0xffff_ffff_ffff_ffffn;
/** Read ahead in pieces of this size. */
const PIECE = 4 * 1024 ** 2;
/** Pages 0 and 1 are the two roots, written in turn. */
const FIRST_PAGE = 2;

/** The one tree that holds everything; a file without it is not ours. lmdb-js ends a name with a NUL. */
export const TREE_NAME = "data";
const TREE_KEY = `${TREE_NAME}\0`;

/** What is wrong with a file, in words that follow "because". */
export class BadFile extends Error {
  readonly kind: "foreign" | "damaged";

  constructor(kind: BadFile["kind"], reason: string) {
    super(reason);
    this.name = "BadFile";
    this.kind = kind;
  }
}

interface Tree {
  readonly depth: number;
  readonly branches: number;
  readonly leaves: number;
  readonly overflows: number;
  readonly entries: number;
  readonly root: bigint;
}

interface Walk {
  readonly file: number;
  readonly pageBytes: number;
  /** Whole pages in the file. */
  readonly pages: number;
  readonly last: number;
  readonly transaction: bigint;
  /** One byte a page: is it part of a tree? */
  readonly seen: Uint8Array;
}

/** Called with each entry of a tree: node flags, and where key and value are in the page. */
type Visit = (
  page: Buffer,
  flags: number,
  key: readonly [number, number],
  at: number,
  length: number,
) => void;

/**
 * Throws BadFile when the file is not an LMDB file with our tree, or when a page that LMDB would follow is not what
 * it has to be. Changes nothing. Takes about a second per gigabyte that is in the system's cache.
 */
export function checkPages(path: string): void {
  const file = openSync(path, "r");
  try {
    const { walk, free, main } = readRoots(file);
    readAhead(file, walk.pages * walk.pageBytes);
    let held: Tree | undefined;
    walkTree(walk, main, (page, flags, [from, to], at) => {
      if (flags === TREE && page.toString("latin1", from, to) === TREE_KEY) held = readTree(page, at);
    });
    if (held === undefined) throw new BadFile("foreign", `it has no tree "${TREE_NAME}"`);
    walkTree(walk, held, () => {}, true);
    checkFree(walk, free);
  } finally {
    closeSync(file);
  }
}

function damaged(page: number | bigint, how: string): BadFile {
  return new BadFile("damaged", `page ${page} ${how}`);
}

function readRoots(file: number): { readonly walk: Walk; readonly free: Tree; readonly main: Tree } {
  const size = fstatSync(file).size;
  if (size === 0) throw new BadFile("damaged", "it is empty");
  const first = readMeta(file, 0, size, "foreign");
  const pageBytes = first.readUInt32LE(24);
  if (pageBytes < 512 || pageBytes > 65_536 || (pageBytes & (pageBytes - 1)) !== 0)
    throw damaged(0, "names no page size");
  const second = readMeta(file, pageBytes, size, "damaged");
  const meta = first.readBigUInt64LE(128) >= second.readBigUInt64LE(128) ? first : second;
  const last = Number(meta.readBigUInt64LE(120));
  const pages = Math.floor(size / pageBytes);
  const seen = new Uint8Array(pages);
  const walk = { file, pageBytes, pages, last, transaction: meta.readBigUInt64LE(128), seen };
  return { walk, free: readTree(meta, 24), main: readTree(meta, 24 + TREE_BYTES) };
}

function readMeta(file: number, at: number, size: number, otherwise: BadFile["kind"]): Buffer {
  const page = Buffer.alloc(PAGE_HEADER + META_BYTES);
  const isWhole = at + page.length <= size && readSync(file, page, 0, page.length, at) === page.length;
  const meta = page.subarray(PAGE_HEADER);
  if (!isWhole || (page.readUInt16LE(18) & META) === 0 || meta.readUInt32LE(0) !== MAGIC)
    throw new BadFile(otherwise, at === 0 ? "it does not begin as one" : "its second root is missing");
  const version = meta.readUInt32LE(4) & 0xffff;
  if (version !== DATA_VERSION) throw new BadFile("foreign", `its LMDB version is ${version}`);
  return meta;
}

function readTree(bytes: Buffer, at: number): Tree {
  const number = (offset: number) => Number(bytes.readBigUInt64LE(at + offset));
  return {
    depth: bytes.readUInt16LE(at + 6),
    branches: number(8),
    leaves: number(16),
    overflows: number(24),
    entries: number(32),
    root: bytes.readBigUInt64LE(at + 40),
  };
}

/** Reads the file once from end to end: the walk goes in the order of keys, and a cold disk would seek for each page. */
function readAhead(file: number, size: number): void {
  const piece = Buffer.allocUnsafe(PIECE);
  for (let at = 0; at < size; at += PIECE) readSync(file, piece, 0, PIECE, at);
}

function readPage(walk: Walk, number: number, into: Buffer): void {
  if (!(number >= FIRST_PAGE && number < walk.pages && number <= walk.last))
    throw damaged(number, "is beyond the end of the file");
  if (walk.seen[number] === 1) throw damaged(number, "is in two places");
  walk.seen[number] = 1;
  readSync(walk.file, into, 0, into.length, number * walk.pageBytes);
  if (into.readBigUInt64LE(0) !== BigInt(number) || into.readBigUInt64LE(8) > walk.transaction)
    throw damaged(number, "is another page");
}

/** Walks a tree and compares what it holds with what its record says. */
function walkTree(walk: Walk, tree: Tree, visit: Visit, isOrdered = false): void {
  const found = { branches: 0, leaves: 0, overflows: 0, entries: 0 };
  const buffers: Buffer[] = [];
  /** The last key of the leaf before, and the lowest that the next leaf may begin with. */
  let previous: Buffer | undefined;
  const descend = (number: number, depth: number, low: Buffer | undefined): void => {
    const page = (buffers[depth] ??= Buffer.allocUnsafe(walk.pageBytes));
    readPage(walk, number, page);
    const nodes = readNodes(page, number, depth === 1 ? LEAF : BRANCH);
    if (depth === 1) found.leaves += 1;
    else found.branches += 1;
    for (const [at, node] of nodes.entries()) {
      const key = node + NODE_HEADER;
      const end = key + page.readUInt16LE(node + 6);
      if (depth > 1) {
        const child = page.readUInt32LE(node) + page.readUInt16LE(node + 4) * 2 ** 32;
        descend(child, depth - 1, at === 0 ? low : Buffer.from(page.subarray(key, end)));
        continue;
      }
      found.entries += 1;
      if (isOrdered) {
        const one = page.subarray(key, end);
        if (previous !== undefined && Buffer.compare(previous, one) >= 0)
          throw damaged(number, "is out of order");
        if (at === 0 && low !== undefined && Buffer.compare(low, one) > 0)
          throw damaged(number, "is out of place");
        previous = at === nodes.length - 1 ? Buffer.from(one) : one;
      }
      const flags = page.readUInt16LE(node + 4);
      const length = page.readUInt32LE(node);
      const held = flags === BIG ? BIG_BYTES : flags === TREE ? TREE_BYTES : length;
      if ((flags !== 0 && flags !== BIG && flags !== TREE) || end + held > walk.pageBytes)
        throw damaged(number, "holds an entry that is none");
      if (flags === BIG) found.overflows += claimBig(walk, page, end, length);
      visit(page, flags, [key, end], end, length);
    }
  };
  if (tree.root !== NO_PAGE) descend(Number(tree.root), tree.depth, undefined);
  for (const kind of ["branches", "leaves", "overflows", "entries"] as const) {
    if (found[kind] !== tree[kind])
      throw new BadFile("damaged", `a tree has ${found[kind]} ${kind} where its record says ${tree[kind]}`);
  }
}

/** Where the nodes of a page are; each has room for its header and key. */
function readNodes(page: Buffer, number: number, kind: number): number[] {
  const lower = page.readUInt16LE(20);
  const upper = page.readUInt16LE(22);
  const room = page.length - PAGE_HEADER;
  if ((page.readUInt16LE(18) & KIND_BITS) !== kind) throw damaged(number, "is of another kind");
  if (lower === 0 || lower % 2 !== 0 || lower > upper || upper > room) throw damaged(number, "has no bounds");
  const nodes: number[] = [];
  for (let at = 0; at < lower; at += 2) {
    const node = page.readUInt16LE(PAGE_HEADER + at);
    const start = PAGE_HEADER + node;
    const isInside = node >= upper && start + NODE_HEADER <= page.length;
    if (!isInside || start + NODE_HEADER + page.readUInt16LE(start + 6) > page.length)
      throw damaged(number, "has an entry outside itself");
    nodes.push(start);
  }
  return nodes;
}

/** Claims the pages of a value that is too big for a leaf, and answers how many they are. */
function claimBig(walk: Walk, page: Buffer, at: number, length: number): number {
  const first = Number(page.readBigUInt64LE(at));
  const count = Number(page.readBigUInt64LE(at + 16));
  // More than it needs, when a longer value was there before.
  if (count < Math.floor((PAGE_HEADER - 1 + length) / walk.pageBytes) + 1)
    throw damaged(first, "begins too few for its value");
  const header = Buffer.alloc(PAGE_HEADER);
  readPage(walk, first, header);
  if ((header.readUInt16LE(18) & KIND_BITS) !== OVERFLOW || header.readUInt32LE(20) !== count)
    throw damaged(first, "is of another kind");
  if (first + count > walk.pages) throw damaged(first + count, "is beyond the end of the file");
  for (let next = first + 1; next < first + count; next++) {
    if (walk.seen[next] === 1) throw damaged(next, "is in two places");
    walk.seen[next] = 1;
  }
  return count;
}

/** The pages that LMDB will write to next: none of them may be in a tree. */
function checkFree(walk: Walk, free: Tree): void {
  const lists: Buffer[] = [];
  walkTree(walk, free, (page, flags, _key, at, length) => {
    const list = Buffer.alloc(length);
    if (flags === BIG) {
      const start = Number(page.readBigUInt64LE(at)) * walk.pageBytes + PAGE_HEADER;
      readSync(walk.file, list, 0, length, start);
    } else page.copy(list, 0, at, at + length);
    lists.push(list);
  });
  for (const list of lists) {
    const numbers = new BigInt64Array(list.buffer, list.byteOffset, Math.floor(list.length / 8));
    const count = Number(numbers[0] ?? 0n);
    if (count >= Math.max(numbers.length, 1)) throw new BadFile("damaged", "a list of free pages is cut off");
    for (let at = 1; at <= count; at++) {
      // A negative number says how many pages follow the next one; a zero is a gap.
      const entry = Number(must(numbers[at], "counted"));
      if (entry === 0) continue;
      const start = entry < 0 ? Number(numbers[(at += 1)] ?? 0n) : entry;
      for (let page = start; page < start + Math.max(1, -entry); page++) {
        if (page < FIRST_PAGE || page > walk.last) throw damaged(page, "is free and does not exist");
        if (walk.seen[page] === 1) throw damaged(page, "is in use and free");
      }
    }
  }
}

// The cases of a folder of real edits: each is a folder with four Markdown files. Cases may stand right in the folder that is
// given, or in folders of it, at any depth; each folder that holds cases is counted apart.
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, join } from "node:path";

export const textNames = ["base", "ours", "theirs", "merged"] as const;
export type TextName = (typeof textNames)[number];
/** `base` is what both sides began with, `theirs` the contribution, `merged` what people published. */
export type CaseTexts = Readonly<Record<TextName, string>>;

export interface CasePlace {
  readonly name: string;
  readonly path: string;
}

export interface CaseFolder {
  readonly name: string;
  readonly cases: readonly CasePlace[];
}

/** The folders that hold cases, and their cases, in the order of their names. Empty when `path` cannot be read. */
export async function findCases(path: string): Promise<readonly CaseFolder[]> {
  if (await holdsText(path)) return [{ name: basename(path), cases: [{ name: basename(path), path }] }];
  return foldersIn(path, basename(path), "", new Set());
}

async function foldersIn(
  path: string,
  name: string,
  prefix: string,
  seen: Set<string>,
): Promise<readonly CaseFolder[]> {
  // A link may lead back to where we come from.
  const real = await realpath(path).catch(() => path);
  if (seen.has(real)) return [];
  seen.add(real);
  const places = await subfolders(path);
  const below: CaseFolder[] = [];
  const cases: CasePlace[] = [];
  const bare: CasePlace[] = [];
  for (const place of places) {
    if (await holdsText(place.path)) {
      cases.push(place);
      continue;
    }
    const inside = await foldersIn(place.path, prefix + place.name, `${prefix + place.name}/`, seen);
    if (inside.length === 0) bare.push(place);
    below.push(...inside);
  }
  // Beside cases, and only there, a folder without any text is a case that lost all its files.
  const own = cases.length === 0 ? [] : [...cases, ...bare].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [...(own.length === 0 ? [] : [{ name, cases: own }]), ...below];
}

async function subfolders(path: string): Promise<readonly CasePlace[]> {
  const names = await readdir(path).catch(() => []);
  const places: CasePlace[] = [];
  for (const name of names.toSorted()) {
    const place = { name, path: join(path, name) };
    if (!name.startsWith(".") && (await stat(place.path).catch(() => undefined))?.isDirectory())
      places.push(place);
  }
  return places;
}

const fileOf = (path: string, name: TextName) => join(path, `${name}.md`);

async function holdsText(path: string): Promise<boolean> {
  const found = await Promise.all(
    textNames.map((name) =>
      stat(fileOf(path, name)).then(
        (file) => file.isFile(),
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** The texts of a case, or the names of those that cannot be read. */
export async function readCase(path: string): Promise<CaseTexts | { readonly missing: readonly TextName[] }> {
  const [base, ours, theirs, merged] = await Promise.all(
    textNames.map((name) => readFile(fileOf(path, name), "utf8").catch(() => undefined)),
  );
  if (base !== undefined && ours !== undefined && theirs !== undefined && merged !== undefined)
    return { base, ours, theirs, merged };
  return { missing: textNames.filter((_, at) => [base, ours, theirs, merged][at] === undefined) };
}

// How much script a page makes a browser load, from the bundler's manifest: the entry, what it imports, and the
// chunks that the page asks for when it wakes.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { repository } from "./repository.ts";

interface Chunk {
  readonly file: string;
  readonly src?: string;
  readonly isEntry?: boolean;
  readonly imports?: readonly string[];
}

const browserFiles = join(repository, "client/dist/browser");

/** Gzipped bytes of script; the editor page counts what reading already loaded. */
export function measurePages(): { readonly reading: number; readonly editor: number } {
  const manifest = JSON.parse(readFileSync(join(browserFiles, ".vite/manifest.json"), "utf8")) as Record<
    string,
    Chunk
  >;
  const entry = Object.keys(manifest).filter((key) => manifest[key]?.isEntry === true);
  const named = (pattern: RegExp) =>
    Object.keys(manifest).filter((key) => pattern.test(manifest[key]?.src ?? ""));
  const reading = weigh(manifest, [...entry, ...named(/pages\/reading/), ...named(/src\/live\//)]);
  const editor = weigh(manifest, [
    ...entry,
    ...named(/pages\/reading/),
    ...named(/src\/live\//),
    ...named(/src\/editor\//),
  ]);
  return { reading, editor };
}

function weigh(manifest: Readonly<Record<string, Chunk>>, keys: readonly string[]): number {
  const files = new Set<string>();
  const visit = (key: string) => {
    const chunk = manifest[key];
    if (chunk === undefined || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  keys.forEach(visit);
  let bytes = 0;
  for (const file of files) {
    const path = join(browserFiles, file);
    if (file.endsWith(".js") && existsSync(path)) bytes += gzipSync(readFileSync(path), { level: 9 }).length;
  }
  return bytes;
}

// Loads the built renderer and the addresses of the built files. The server never imports the client's source.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import type { Assets, RenderPage } from "@pliego/shared/pages.ts";
import { routes } from "@pliego/shared/routes.ts";

export interface Renderer {
  readonly render: RenderPage;
  readonly assets: Assets;
  /** Folder of the files that browsers load, served under routes.assets(). */
  readonly assetsDir: string;
  /** Changes with every build: part of every ETag. */
  readonly build: string;
}

interface ManifestChunk {
  readonly file: string;
  readonly isEntry?: boolean;
  readonly css?: readonly string[];
  readonly assets?: readonly string[];
}

/** `clientDist`: the folder that `npm run build` made. Throws when it is missing, saying what to run. */
export async function loadRenderer(clientDist: string): Promise<Renderer> {
  const manifestPath = join(clientDist, "browser/.vite/manifest.json");
  const manifestText = await readFile(manifestPath, "utf8").catch(() => {
    throw new Error("The pages have not been built yet: run `npm run build` (npm start does).");
  });
  const chunks = Object.values(JSON.parse(manifestText) as Record<string, ManifestChunk>);
  const entry = chunks.find((chunk) => chunk.isEntry === true);
  if (entry === undefined) throw new Error("The built manifest names no entry.");
  const module = (await import(pathToFileURL(join(clientDist, "server/entry-server.js")).href)) as {
    readonly renderPage: RenderPage;
  };
  const address = (file: string) => `/${file}`;
  const serif = (entry.assets ?? []).filter((file) =>
    /source-serif.*latin-(?!ext).*normal.*\.woff2$/.test(file),
  );
  if (!entry.file.startsWith(routes.assets().slice(1)))
    throw new Error("The bundle is not built for routes.assets().");
  return {
    render: module.renderPage,
    assets: {
      script: address(entry.file),
      styles: (entry.css ?? []).map(address),
      preloads: serif.slice(0, 1).map(address),
    },
    assetsDir: join(clientDist, "browser/assets"),
    build: entry.file.replace(/\W+/g, "").slice(-16),
  };
}

// What a stranger sees who runs the two commands: the server as a process of its own.
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import {
  databaseOf,
  emptyDataDir,
  removeDataDir,
  runCli,
  startServer,
  type RunningServer,
} from "../support/running-server.ts";

let dataDir: string;
let server: RunningServer | undefined;
beforeEach(async () => void (dataDir = await emptyDataDir()));
afterEach(async () => {
  await server?.stop();
  server = undefined;
  await removeDataDir(dataDir);
});

const cli = (...words: string[]) => runCli(dataDir, words);
const textOf = async (path: string) => (await fetch(server!.url + path)).text();

test("[O2] from nothing it seeds a policy of at least 60 blocks and prints the address and three people who can sign in", async () => {
  server = await startServer(dataDir);
  const printed = server.printed();
  const embedded = "embedded store (MongoDB protocol)";
  if (databaseOf(dataDir) === undefined) expect(printed).toContain(`Database: ${embedded}`);
  else expect(printed).toMatch(/Database: (MongoDB|embedded store)/);
  const people = [...printed.matchAll(/(\S+@pliego\.example)\s+(\S+)/g)].map(([, email, password]) => ({
    email: email!,
    password: password!,
  }));
  expect(people).toHaveLength(3);
  for (const person of people) {
    const answer = await fetch(server.url + routes.signIn(), {
      method: "POST",
      body: new URLSearchParams(person),
      headers: { origin: server.url },
      redirect: "manual",
    });
    expect(answer.status).toBe(303);
  }
  const page = await textOf(routes.reading("datos-abiertos"));
  expect(page.match(/id="p-[0-9a-z]+"/g)!.length).toBeGreaterThanOrEqual(60);
});

test("[O1] demonstration mode listens on this machine only", async () => {
  server = await startServer(dataDir);
  const port = Number(new URL(server.url).port);
  const outside = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4");
  for (const { address } of outside) {
    await expect(
      new Promise((resolve, reject) => {
        const socket = connect({ host: address, port }, () => resolve(socket.destroy()));
        socket.once("error", reject);
      }),
    ).rejects.toThrow();
  }
  await expect(startServer(dataDir, { HOST: "0.0.0.0" })).rejects.toThrow("loopback only");
});

test("[O3] data and sessions survive a stop and a kill -9, and block anchors stay the same", async () => {
  server = await startServer(dataDir);
  const before = await textOf(routes.reading("datos-abiertos"));
  const anchors = before.match(/id="p-[0-9a-z]+"/g);
  expect(await server.stop()).toBe(0);
  server = await startServer(dataDir);
  expect((await textOf(routes.reading("datos-abiertos"))).match(/id="p-[0-9a-z]+"/g)).toEqual(anchors);
  const signedIn = await fetch(server.url + routes.signIn(), {
    method: "POST",
    body: new URLSearchParams({ email: "ciudadana@pliego.example", password: "pliego-demostracion" }),
    headers: { origin: server.url },
    redirect: "manual",
  });
  const cookie = signedIn.headers.getSetCookie()[0]!.split(";")[0]!;
  await server.kill();
  server = await startServer(dataDir);
  expect((await textOf(routes.reading("datos-abiertos"))).match(/id="p-[0-9a-z]+"/g)).toEqual(anchors);
  const session = await fetch(server.url + routes.session(), { headers: { cookie } });
  expect(await session.json()).toMatchObject({ viewer: { roles: ["citizen"] } });
});

test("[O4] the command line imports a text, also while the server runs, and both see it", async () => {
  server = await startServer(dataDir);
  const file = join(dataDir, "ley.md");
  await writeFile(
    file,
    "---\nfecha: 2026\n---\n\n# Ley de bibliotecas\n\nTodo libro público es de todas las personas.\n",
  );
  const preview = await cli("import", file, "--preview");
  expect(preview.out).toContain("title");
  const imported = await cli("import", file);
  expect(imported.out).toContain("/consultas/ley-de-bibliotecas");
  expect(await textOf("/consultas/ley-de-bibliotecas")).toContain("Todo libro público");
  expect(await cli("import", file)).toMatchObject({ code: 1, err: expect.stringContaining("slug-taken") });
  expect(await cli("import", "/no/hay.md")).toMatchObject({ code: 2 });
  await server.stop();
  expect((await cli("verify-record")).out).toMatch(/ley-de-bibliotecas: 1 entry, all fit/);
});

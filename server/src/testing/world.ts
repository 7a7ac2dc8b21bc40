// A running world in one call: the real server on the real store, an empty data folder, a clock that tests move, and
// people who can sign in. Used by integration tests; nothing here is mocked.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newConsultation } from "@pliego/shared/consultations/contracts.ts";
import type { Actor, Role } from "@pliego/shared/people/people.ts";
import { routes } from "@pliego/shared/routes.ts";
import { readConfig } from "../config.ts";
import { openConsultation, type Consultation } from "../consultations/actions.ts";
import type { Rooms } from "../live/rooms.ts";
import type { LiveLimits } from "../live/limits.ts";
import { createPerson } from "../people/actions.ts";
import type { Clock } from "../platform/clock.ts";
import type { Patience } from "../platform/database/connection.ts";
import type { Context } from "../platform/context.ts";
import { startServer } from "../server.ts";

export interface MovableClock extends Clock {
  readonly advance: (ms: number) => void;
}

export interface TestPerson {
  readonly actor: Actor;
  readonly email: string;
  readonly password: string;
}

/** A person's browser without a screen: keeps her cookie, sends our origin, follows nothing by itself. */
type SentBody = NonNullable<NonNullable<Parameters<typeof fetch>[1]>["body"]>;

export interface Session {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly post: (
    path: string,
    body: SentBody,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Response>;
}

export interface World {
  readonly ctx: Context;
  readonly url: string;
  readonly clock: MovableClock;
  readonly rooms: Rooms;
  readonly person: (role: Role) => Promise<TestPerson>;
  readonly visitor: () => Session;
  readonly signedIn: (person: TestPerson) => Promise<Session>;
  /** The cookie of a new session of this person, for connections that are not requests. */
  readonly cookieOf: (person: TestPerson) => Promise<string>;
  readonly consultation: (markdown: string, slug?: string) => Promise<Consultation>;
  /** Ends the server's own job runner, for tests that run jobs themselves. */
  readonly stopJobs: () => Promise<void>;
  /** Waits until everything that acts have left behind is done. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const clientDist = fileURLToPath(new URL("../../../client/dist/", import.meta.url));
const start = Date.parse("2026-11-23T16:00:00Z");

/** With MONGODB_URI set the world runs on that server, in a database of its own that is dropped at the end. */
export async function startWorld(
  options: {
    readonly limits?: Partial<LiveLimits>;
    /** A database of the test's own making, and how long it is waited for. */
    readonly database?: { readonly uri: string; readonly patience: Patience };
  } = {},
): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), "pliego-world-"));
  let now = start;
  const clock: MovableClock = { now: () => new Date(now), advance: (ms) => void (now += ms) };
  const mongodbUri = options.database === undefined ? ownDatabase(process.env["MONGODB_URI"]) : undefined;
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: "0",
    LOG_LEVEL: "silent",
    MONGODB_URI: options.database?.uri ?? mongodbUri,
  });
  const server = await startServer(config, {
    sessionSecret: randomBytes(32).toString("hex"),
    clientDist,
    demonstrationPeople: [],
    clock,
    ...(options.database === undefined ? {} : { patience: options.database.patience }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    seed: async () => {},
  });
  let people = 0;
  const person = async (role: Role): Promise<TestPerson> => {
    people += 1;
    const email = `${role}${people}@pliego.example`;
    const password = `una contraseña larga ${people}`;
    const actor = await createPerson(server.ctx, {
      email,
      password,
      publicName: `${role} ${people}`,
      roles: [role],
    });
    return { actor, email, password };
  };
  return {
    ctx: server.ctx,
    url: server.url,
    clock,
    rooms: server.rooms,
    person,
    visitor: () => session(server.url),
    signedIn: async (who) => {
      const visitor = session(server.url);
      const answer = await visitor.post(
        routes.signIn(),
        new URLSearchParams({ email: who.email, password: who.password }),
      );
      if (answer.status !== 303) throw new Error(`signing in answered ${answer.status}`);
      return visitor;
    },
    cookieOf: async (who) => {
      const answer = await fetch(server.url + routes.signIn(), {
        method: "POST",
        body: new URLSearchParams({ email: who.email, password: who.password }),
        headers: { origin: server.url },
        redirect: "manual",
      });
      return answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    },
    consultation: async (markdown, slug = "prueba") => {
      const official = await person("official");
      const day = new Date(now + 30 * 86_400_000).toISOString().slice(0, 10);
      const input = newConsultation.parse({
        title: "Consulta de prueba",
        slug,
        closesOn: day,
        institution: "Institución de prueba",
        summary: { "es-MX": "Un resumen.", en: "A summary." },
        markdown,
      });
      return openConsultation(server.ctx, official.actor, input);
    },
    stopJobs: () => server.jobs.stop(),
    settled: () => server.jobs.settled(),
    close: async () => {
      if (mongodbUri !== undefined) await server.ctx.db.dropDatabase();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function ownDatabase(uri: string | undefined): string | undefined {
  if (uri === undefined || uri === "") return undefined;
  // Not a URL for `new URL`: it may name several hosts.
  const [, start = uri, query = ""] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(uri) ?? [];
  return `${start}/pliego-test-${randomBytes(6).toString("hex")}${query}`;
}

function session(url: string): Session {
  let cookie = "";
  const send = async (path: string, init: NonNullable<Parameters<typeof fetch>[1]>): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const answer = await fetch(url + path, { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) cookie = line.split(";")[0] ?? "";
    return answer;
  };
  return {
    get: (path, headers = {}) => send(path, { headers }),
    post: (path, body, headers = {}) =>
      send(path, { method: "POST", body, headers: { origin: url, ...headers } }),
  };
}

// What deploy/, .env.example and the docs say is held against the code, for there is no container at hand to try it in.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { routes } from "@pliego/shared/routes.ts";
import { readConfig, variables } from "./config.ts";
import { admit } from "./platform/database/admission.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const numberIn = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1]);

/** The source of a built file; "" when there is none. */
const sourceOf = (built: string) => built.replace(/^server\/dist\/(.*)\.js$/, "server/src/$1.ts");
const commands = [
  ...(/const commands[^{]*\{([^}]*)\}/.exec(read("server/src/cli/main.ts"))?.[1] ?? "").matchAll(
    /^\s*"?([a-z-]+)"?:/gm,
  ),
].map(([, name]) => name);
const stopS =
  Number(/stopWithinMs = ([\d_]+)/.exec(read("server/src/main.ts"))?.[1]?.replace("_", "")) / 1000;
const secrets = { SESSION_SECRET: "s".repeat(32), PUBLIC_URL: "https://datos.gob.example" };

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly env_file?: string;
  readonly ports?: readonly string[];
  readonly networks: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly profiles?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly stop_grace_period?: string;
}
const compose = parse(read("deploy/compose.yaml"), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const { services } = compose;
const { application, initiate } = services as { readonly application: Service; readonly initiate: Service };
const members = Object.entries(services).filter(([name]) => name.startsWith("mongo-"));

describe("variables", () => {
  test("[O16] .env.example has every variable but the tests' own, and no other", () => {
    const listed = [...read(".env.example").matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(variables.filter((name) => name !== "FAILPOINT").toSorted());
  });

  test("[O16] OPERATIONS.md describes the same ones", () => {
    const described = [...read("docs/OPERATIONS.md").matchAll(/^\| `([A-Z_]+)` \|/gm)].map(
      ([, name]) => name,
    );
    expect(described.toSorted()).toEqual(variables.filter((name) => name !== "FAILPOINT").toSorted());
  });
});

describe("compose.yaml", () => {
  test("[O16] three members of a version that is let in make the set that the application names", () => {
    expect(members).toHaveLength(3);
    const [, set = ""] =
      /^mongodb:\/\/[^/]+\/pliego\?replicaSet=(\w+)$/.exec(application.environment?.["MONGODB_URI"] ?? "") ??
      [];
    expect(set).not.toBe("");
    const script = initiate.command?.join("\n") ?? "";
    expect(script).toContain(`_id: "${set}"`);
    for (const [name, { image = "", command = [], ports, networks, healthcheck }] of members) {
      expect(application.environment?.["MONGODB_URI"]).toContain(`${name}:27017`);
      expect(script).toContain(`host: "${name}:27017"`);
      expect(command).toEqual(expect.arrayContaining(["--replSet", set]));
      expect({ ports, networks }).toEqual({ ports: undefined, networks: ["database"] });
      expect(healthcheck).toBeDefined();
      const version = /^mongo:(\d+\.\d+\.\d+)$/.exec(image)?.[1] ?? "";
      const hello = { setName: set, isWritablePrimary: true, logicalSessionTimeoutMinutes: 30 };
      expect(admit(hello, { version })).toMatchObject({ kind: "admitted" });
    }
    expect(initiate.image).toBe(members[0]?.[1].image);
    expect(compose.networks["database"]).toEqual({ internal: true });
  });

  test("[O16] nobody but the members, their initiation and the application is on the database's network", () => {
    const there = Object.entries(services).filter(([, { networks }]) => networks.includes("database"));
    expect(there.map(([name]) => name).toSorted()).toEqual(
      [...members.map(([name]) => name), "initiate", "application"].toSorted(),
    );
  });

  test("[O16] every volume, network and service that is named exists, and a data volume has one user", () => {
    const used = Object.values(services).flatMap(({ volumes = [] }) => volumes.map((v) => v.split(":")[0]));
    expect(used.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    for (const { networks, depends_on = {} } of Object.values(services)) {
      for (const network of networks) expect(Object.keys(compose.networks)).toContain(network);
      for (const [name, { condition }] of Object.entries(depends_on)) {
        const needed = services[name];
        expect(needed).toBeDefined();
        if (condition === "service_healthy") expect(needed?.healthcheck).toBeDefined();
      }
    }
  });

  test("[O16] the application's variables exist and make a configuration; port and health address are the code's", () => {
    const environment = application.environment ?? {};
    for (const name of Object.keys(environment)) expect(variables).toContain(name);
    const config = readConfig({ ...environment, ...secrets });
    expect(config).toMatchObject({ mode: "production", host: "0.0.0.0" });
    expect(application.ports).toEqual([`127.0.0.1:${config.port}:${config.port}`]);
    expect(application.volumes?.[0]?.split(":")[1]).toBe(config.dataDir);
    expect(application.healthcheck?.test.join(" ")).toContain(
      `http://127.0.0.1:${config.port}${routes.ready()}'`,
    );
    expect(existsSync(join(root, "deploy", application.env_file ?? "", "..", ".env.example"))).toBe(true);
    expect(Number.parseFloat(application.stop_grace_period ?? "0")).toBeGreaterThan(stopS);
    expect(application.read_only).toBe(true);
  });

  test("[O16] Redis is 7 or newer, starts only when asked for, and the file says that nothing uses it", () => {
    const { redis } = services;
    expect(Number(/^redis:(\d+)/.exec(redis?.image ?? "")?.[1])).toBeGreaterThanOrEqual(7);
    expect(redis?.profiles).toEqual(["redis"]);
    expect(variables).not.toContain("REDIS_URL");
    expect(read("deploy/compose.yaml")).toContain("NOT USED BY THE PRODUCT YET");
  });
});

describe("Dockerfile", () => {
  const dockerfile = read("deploy/Dockerfile");

  test("[O16] what it copies exists, is not ignored, and covers what the product reads", () => {
    expect(application.build).toEqual({ context: "..", dockerfile: "deploy/Dockerfile" });
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap(([, from = ""]) =>
      from.split(" "),
    );
    const ignore = read("deploy/Dockerfile.dockerignore").split("\n");
    for (const path of copied) {
      expect(existsSync(join(root, path))).toBe(true);
      expect(ignore).toContain(`!${path.split("/")[0]}`);
    }
    const workspaces = (JSON.parse(read("package.json")) as { readonly workspaces: readonly string[] })
      .workspaces;
    for (const workspace of workspaces) expect(copied).toContain(`${workspace}/package.json`);
    const kept = [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+) (\S+)$/gm)].map(
      ([, from, to]) => [from, to] as const,
    );
    for (const [from, to] of kept) {
      expect(to).toBe(from);
      expect(existsSync(join(root, from ?? "")) || from?.endsWith("/dist")).toBe(true);
    }
  });

  test("[O16] it runs the server as an account of its own, with variables, port and health address of the code", () => {
    const settings = Object.fromEntries(
      [...(/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? "").matchAll(/(\w+)=(\S+)/g)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    for (const name of Object.keys(settings)) if (name !== "NODE_ENV") expect(variables).toContain(name);
    const config = readConfig({ ...settings, ...secrets });
    expect(numberIn(dockerfile, /^EXPOSE (\d+)$/m)).toBe(config.port);
    expect(dockerfile).toContain(`http://127.0.0.1:${config.port}${routes.ready()}'`);
    expect(/^VOLUME (.*)$/m.exec(dockerfile)?.[1]).toBe(config.dataDir);
    expect(numberIn(dockerfile, /^USER (\d+)$/m)).toBeGreaterThan(0);
    const [, file = ""] = /^CMD \["node", "(.*)"\]$/m.exec(dockerfile) ?? [];
    expect(existsSync(join(root, sourceOf(file)))).toBe(true);
    const { engines } = JSON.parse(read("package.json")) as { readonly engines: { readonly node: string } };
    expect(numberIn(dockerfile, /^FROM node:(\d+)/m)).toBeGreaterThanOrEqual(numberIn(engines.node, /(\d+)/));
  });
});

describe("systemd", () => {
  const units = readdirSync(join(root, "deploy/systemd"));
  const unit = (name: string) => read(`deploy/systemd/${name}`);

  test.each(units.filter((name) => name.endsWith(".service")))(
    "[O16] %s calls what exists, may write its own directories only, and gains no rights",
    (name) => {
      const text = unit(name);
      const called = [...text.matchAll(/\/opt\/pliego\/(\S+\.js)(?: ([a-z-]+))?/g)];
      expect(called).toHaveLength(1);
      for (const [, file = "", command] of called) {
        expect(existsSync(join(root, sourceOf(file)))).toBe(true);
        if (file.endsWith("cli/main.js")) expect(commands).toContain(command);
      }
      for (const [, variable] of text.matchAll(/^Environment=(\w+)=/gm))
        expect(variables).toContain(variable);
      expect(existsSync(join(root, /file:\/\/\/opt\/pliego\/(\S+)/.exec(text)?.[1] ?? ""))).toBe(true);
      for (const line of [
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
      ])
        expect(text.split("\n")).toContain(line);
      expect(text).not.toMatch(/^ReadWritePaths=/m);
    },
  );

  test("[O16] the service has time to stop; the timer has its service", () => {
    expect(numberIn(unit("pliego.service"), /^TimeoutStopSec=(\d+)$/m)).toBeGreaterThan(stopS);
    for (const name of units.filter((name) => name.endsWith(".timer")))
      expect(units).toContain(name.replace(".timer", ".service"));
    const [, below] = /^WorkingDirectory=%S\/(\S+)$/m.exec(unit("pliego.service")) ?? [];
    expect(unit("pliego.service")).toContain(`StateDirectory=${below}\n`);
  });

  const analyze = spawnSync("systemd-analyze", ["--version"]);
  test.skipIf(analyze.status !== 0)("[O16] systemd itself finds no fault with the units", () => {
    const directory = mkdtempSync(join(tmpdir(), "pliego-units-"));
    // It looks whether what is called can be run; here Node may live elsewhere.
    for (const name of units)
      writeFileSync(join(directory, name), unit(name).replaceAll("/usr/bin/node", process.execPath));
    const verdict = spawnSync("systemd-analyze", ["verify", ...units.map((name) => join(directory, name))], {
      encoding: "utf8",
    });
    rmSync(directory, { recursive: true });
    expect(verdict.stderr).toBe("");
    expect(verdict.status).toBe(0);
  });
});

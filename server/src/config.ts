// The environment, read and checked once. Nobody else reads process.env. docs/OPERATIONS.md lists the same variables.
import { hostname } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";

const environment = z
  .object({
    MODE: z.enum(["demonstration", "production"]).default("demonstration"),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    HOST: z.string().min(1).optional(),
    DATA_DIR: z.string().min(1).default("data"),
    MONGODB_URI: z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, "must begin with mongodb:// or mongodb+srv://")
      .optional(),
    MOVE_URI: z.string().optional(),
    PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
    SESSION_SECRET: z.string().min(32, "must have at least 32 characters").optional(),
    SITE_NAME: z.string().min(1).max(80).default("Pliego"),
    LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "silent"]).default("info"),
    TRUST_PROXY: z.coerce.number().int().min(0).max(5).default(0),
    NODE_NAME: z.string().min(1).max(100).optional(),
    LIVE_SOCKETS_PER_ADDRESS: z.coerce.number().int().min(1).default(200),
    FAILPOINT: z
      .string()
      .regex(/^[a-z-]+\.[a-z-]+(:\d+)?$/)
      .optional(),
  })
  .superRefine((env, check) => {
    if (env.MODE === "demonstration") {
      if (env.HOST !== undefined && !loopback.has(env.HOST)) {
        check.addIssue({
          code: "custom",
          path: ["HOST"],
          message:
            "demonstration mode has accounts with published passwords and listens on loopback only; set MODE=production",
        });
      }
      return;
    }
    if (env.FAILPOINT !== undefined) {
      check.addIssue({ code: "custom", path: ["FAILPOINT"], message: "is for tests, never for production" });
    }
    for (const name of ["SESSION_SECRET", "PUBLIC_URL"] as const) {
      if (env[name] === undefined)
        check.addIssue({ code: "custom", path: [name], message: "is needed with MODE=production" });
    }
  });

/** The names of all variables, for what must agree with them. */
export const variables: readonly string[] = Object.keys(environment.shape);

const loopback = new Set(["127.0.0.1", "::1", "localhost"]);

export interface Config {
  readonly mode: "demonstration" | "production";
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly mongodbUri: string | undefined;
  /** Where the command `move` moves to or from, when its own arguments do not say. */
  readonly moveUri: string | undefined;
  /** Where people reach the site, without a slash at the end; undefined: whatever loopback address it listens on. */
  readonly publicUrl: string | undefined;
  readonly sessionSecret: string | undefined;
  readonly siteName: string;
  readonly logLevel: string;
  /** How many proxies in front are trusted to say who is asking. */
  readonly trustProxy: number;
  /** What this process calls itself when it holds a room; the same again after a restart of the same installation. */
  readonly nodeName: string;
  /** How many live connections one address may hold. */
  readonly liveSocketsPerAddress: number;
  /** Where this process kills itself, for tests of what survives; see platform/failpoints.ts. */
  readonly failpoint: string | undefined;
}

/** The configuration of this process. */
export const configFromEnvironment = (): Config => readConfig(process.env);

/** Throws an Error whose message names every variable that is wrong and why. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")} ${issue.message}`);
    throw new Error(`The configuration is not usable:\n${lines.join("\n")}`);
  }
  const value = parsed.data;
  return {
    mode: value.MODE,
    host: value.HOST ?? (value.MODE === "production" ? "0.0.0.0" : "127.0.0.1"),
    port: value.PORT,
    dataDir: resolve(value.DATA_DIR),
    mongodbUri: value.MONGODB_URI,
    moveUri: value.MOVE_URI,
    publicUrl: value.PUBLIC_URL?.replace(/\/+$/, ""),
    sessionSecret: value.SESSION_SECRET,
    siteName: value.SITE_NAME,
    logLevel: value.LOG_LEVEL,
    trustProxy: value.TRUST_PROXY,
    // Only one process can have an embedded store: whoever has it has its rooms.
    nodeName:
      value.NODE_NAME ?? (value.MONGODB_URI === undefined ? "embedded" : `${hostname()}:${value.PORT}`),
    liveSocketsPerAddress: value.LIVE_SOCKETS_PER_ADDRESS,
    failpoint: value.FAILPOINT,
  };
}

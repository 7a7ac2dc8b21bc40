import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

const secret = "s".repeat(32);

test.each([
  [{}, "127.0.0.1"],
  [{ HOST: "localhost" }, "localhost"],
  [{ HOST: "::1" }, "::1"],
  [{ MODE: "production", SESSION_SECRET: secret, PUBLIC_URL: "https://datos.gob.example/" }, "0.0.0.0"],
])("[O1] %j listens on %s", (env, host) => {
  expect(readConfig(env).host).toBe(host);
});

test.each([
  [{ HOST: "0.0.0.0" }, "HOST"],
  [{ HOST: "192.168.1.4", MODE: "demonstration" }, "HOST"],
  [{ MODE: "production" }, "SESSION_SECRET"],
  [{ MODE: "production", SESSION_SECRET: "short", PUBLIC_URL: "https://a.example" }, "SESSION_SECRET"],
  [{ MODE: "production", SESSION_SECRET: secret }, "PUBLIC_URL"],
  [{ MODE: "prod" }, "MODE"],
  [{ PORT: "80a" }, "PORT"],
  [{ MONGODB_URI: "postgres://x" }, "MONGODB_URI"],
  [{ PUBLIC_URL: "ftp://x" }, "PUBLIC_URL"],
  [{ LIVE_SOCKETS_PER_ADDRESS: "0" }, "LIVE_SOCKETS_PER_ADDRESS"],
  [
    {
      MODE: "production",
      SESSION_SECRET: secret,
      PUBLIC_URL: "https://a.example",
      FAILPOINT: "room.after-ack",
    },
    "FAILPOINT",
  ],
])("[O1] %j is refused and names %s", (env, variable) => {
  expect(() => readConfig(env)).toThrow(variable);
});

test("[O1] an empty variable counts as not set", () => {
  expect(readConfig({ HOST: "", MONGODB_URI: "" })).toMatchObject({
    host: "127.0.0.1",
    mongodbUri: undefined,
  });
});

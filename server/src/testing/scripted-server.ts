// A server that speaks the database's protocol and answers what a test tells it to: old, standing alone, an arbiter,
// refusing a password, out of disk. The real driver meets it; nothing of the driver is replaced.
import { writeReply, type Reply } from "../platform/database/embedded/wire.ts";
import { onRequest, startLoopbackServer } from "./loopback-server.ts";

type Fields = Reply["fields"];

export interface ScriptedServer {
  /** host:port, for an address. */
  readonly host: string;
  /** Every command that has arrived, with its fields. */
  readonly commands: readonly Fields[];
  readonly close: () => Promise<void>;
}

/** The answer of a healthy primary to hello. */
const primary = (host: string): Fields => ({
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  secondary: false,
  setName: "set",
  setVersion: 1,
  hosts: [host],
  primary: host,
  me: host,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  minWireVersion: 0,
  maxWireVersion: 25,
  readOnly: false,
});

/**
 * Starts a server on loopback. `hello` is laid over a healthy primary's (undefined takes a field away); `answers`
 * gives the answer to other commands, {ok: 1} where it gives none.
 */
export async function startScriptedServer(script: {
  readonly hello?: Fields;
  readonly version?: string;
  readonly answers?: (name: string, command: Fields) => Fields | undefined;
}): Promise<ScriptedServer> {
  const commands: Fields[] = [];
  const answer = (command: Fields): Fields => {
    const name = Object.keys(command)[0] ?? "";
    const said = script.answers?.(name, command);
    if (said !== undefined) return { ok: 1, ...said };
    if (/^(hello|isMaster|ismaster)$/.test(name)) return { ...primary(server.host), ...script.hello, ok: 1 };
    return name === "buildInfo" ? { version: script.version ?? "8.0.99", ok: 1 } : { ok: 1 };
  };
  const server = await startLoopbackServer((socket) =>
    onRequest(socket, (request) => {
      const command = request.body as Fields;
      commands.push(command);
      const fields = Object.entries(answer(command)).filter(([, value]) => value !== undefined);
      socket.write(writeReply(request, { fields: Object.fromEntries(fields) }));
    }),
  );
  return { host: server.host, commands, close: server.close };
}

// One running server: database, app and listening socket, put together by hand and taken apart in reverse.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { makeApp } from "./app.ts";
import { branchJobs } from "./branches/jobs.ts";
import type { Config } from "./config.ts";
import { consultationAt } from "./consultations/actions.ts";
import { socketPath } from "@pliego/shared/live/announcements.ts";
import { countAddresses } from "./live/address-count.ts";
import { openAnnouncements } from "./live/announcements.ts";
import { addressOf } from "./live/identify.ts";
import { defaultLimits, type LiveLimits } from "./live/limits.ts";
import type { Rooms } from "./live/rooms.ts";
import { startRevocation } from "./live/revocation.ts";
import { jobHandlers } from "./notifications/handlers.ts";
import { keptAnnouncements } from "./notifications/kept-announcements.ts";
import { openContext } from "./opened-context.ts";
import type { Clock } from "./platform/clock.ts";
import type { Context } from "./platform/context.ts";
import type { Patience } from "./platform/database/connection.ts";
import { announce, type Presence } from "./platform/database/presence.ts";
import { guardWrites } from "./platform/database/write-guard.ts";
import { guarded } from "./platform/guarded.ts";
import { makeFailpoint } from "./platform/failpoints.ts";
import { startJobs, type JobRunner } from "./platform/jobs/jobs.ts";
import { trackOlderRevisions } from "./policies/actions.ts";
import { renewOlderForms } from "./suggestions/fitting.ts";
import type { SignInPage } from "@pliego/shared/pages.ts";
import { loadRenderer } from "./pages/renderer.ts";

export interface RunningServer {
  readonly ctx: Context;
  readonly url: string;
  readonly databaseDescription: string;
  readonly jobs: JobRunner;
  readonly rooms: Rooms;
  /** Stops taking requests, lets the running ones end, closes the database. */
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  readonly sessionSecret: string;
  readonly clientDist: string;
  readonly demonstrationPeople: SignInPage["demonstrationPeople"];
  readonly clock?: Clock;
  /** How long the database is waited for; as usual when absent. */
  readonly patience?: Patience;
  /** How much the live channels take; what is not named is as usual. */
  readonly limits?: Partial<LiveLimits>;
  /** Runs once the database is ready and before anybody is let in. */
  readonly seed: (ctx: Context) => Promise<void>;
}

const stopWithinMs = 5_000;

export async function startServer(config: Config, options: ServerOptions): Promise<RunningServer> {
  const renderer = await loadRenderer(options.clientDist);
  const opened = await openContext(config, {
    share: false,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.patience ? { patience: options.patience } : {}),
  });
  const { ctx, databaseDescription, condition } = opened;
  let presence: Presence | undefined;
  let jobs: JobRunner | undefined;
  /** Ends what has begun before the server listened. */
  let undo = async () => {};
  try {
    const announced = await announce(ctx.db, {
      nodeName: config.nodeName,
      instance: ctx.newId(),
      holdsStore: config.mongodbUri === undefined,
      clock: ctx.clock,
      log: ctx.log,
      onClosed: () => void jobs?.stop(),
    });
    presence = announced;
    const { check, closed } = announced;
    guardWrites(ctx.db, check);
    await trackOlderRevisions(ctx);
    await renewOlderForms(ctx);
    await options.seed(ctx);
    await condition.look();
    const http = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 15_000 });
    let port = config.port;
    const portOf = () => port;
    const sockets = new Set<Socket>();
    const failed = (error: unknown) => ctx.log.error({ err: error }, "a connection could not be taken");
    http.on(
      "connection",
      guarded((socket: Socket) => {
        sockets.add(socket);
        socket.once(
          "close",
          guarded(() => void sockets.delete(socket), failed),
        );
      }, failed),
    );
    const limits = {
      ...defaultLimits,
      socketsPerAddress: config.liveSocketsPerAddress,
      ...options.limits,
    };
    const addresses = countAddresses(limits.socketsPerAddress);
    const { app, identify, isOwnOrigin, rooms } = makeApp({
      ctx,
      renderer,
      databaseDescription,
      condition,
      closed,
      siteName: config.siteName,
      demonstration: config.mode === "demonstration",
      demonstrationPeople: options.demonstrationPeople,
      publicUrl: config.publicUrl,
      sessionSecret: options.sessionSecret,
      trustProxy: config.trustProxy,
      live: {
        addresses,
        limits,
        nodeName: config.nodeName,
        failpoint: makeFailpoint(config.failpoint, () => process.kill(process.pid, "SIGKILL")),
      },
      signedOut: (key) => announcements.closeSession(key),
      port: portOf,
    });
    http.on("request", app);
    const kept = keptAnnouncements(ctx);
    const announcements = openAnnouncements(http, {
      identify,
      isOwnOrigin,
      kept,
      log: ctx.log,
      limits,
      addresses,
      addressOf: (request) => addressOf(request, config.trustProxy),
    });
    http.on(
      "upgrade",
      guarded((req: IncomingMessage, socket: Duplex, head: Buffer) => {
        // From here on nobody else listens: a connection that is reset would end the process.
        socket.on(
          "error",
          guarded(() => void socket.destroy(), failed),
        );
        if (rooms.upgrade(req, socket, head) || req.url?.startsWith(`${socketPath}/`) === true) return;
        socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
      }, failed),
    );
    const closeLive = async () => {
      await rooms.close();
      announcements.close();
    };
    undo = closeLive;
    // A thousand readers may come in the same moment.
    http.listen({ port: config.port, host: config.host, backlog: 4_096 });
    await once(http, "listening");
    port = (http.address() as AddressInfo).port;
    // Only now: a server that may not listen must not have begun to work.
    const running = startJobs(ctx, {
      ...jobHandlers(ctx, {
        send: announcements.send,
        catchUp: async (slug) => rooms.catchUp((await consultationAt(ctx, null, slug)).policy),
      }),
      ...branchJobs(rooms),
    });
    const revocation = startRevocation(ctx, [
      { held: rooms.held, look: rooms.lookAtWatchers },
      { held: announcements.held },
    ]);
    jobs = running;
    if (closed() !== undefined) void running.stop();
    return {
      ctx,
      url:
        config.publicUrl ??
        `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${portOf()}`,
      databaseDescription,
      jobs: running,
      rooms,
      stop: async () => {
        await revocation.stop();
        await running.stop();
        await closeLive();
        await closeServer(http, sockets);
        await announced.end();
        await opened.close();
      },
    };
  } catch (error) {
    await undo();
    await presence?.end();
    await opened.close();
    throw error;
  }
}

/** Ends the running requests; what still holds a connection after `stopWithinMs` is cut off. */
async function closeServer(http: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  const closed = once(http, "close");
  http.close();
  http.closeIdleConnections();
  const hurry = setTimeout(() => sockets.forEach((socket) => void socket.destroy()), stopWithinMs);
  await closed;
  clearTimeout(hurry);
}

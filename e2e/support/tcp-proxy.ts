// A small TCP proxy that stands between a client and the server and makes the network bad on purpose: slow, silent in
// one direction or both, half closed, cut. What it does can be changed while connections are open, for all or for one.
// It works on streams: whole frames that arrive twice are made by the client (room-client.ts).
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** What happens to the bytes of one direction. */
export interface Weather {
  /** How long each piece is kept back; the order stays. */
  readonly delayMs: number;
  /**
   * `held`: nothing passes until it is `open` again, and the sender feels it. `lost`: what comes is thrown away, for the
   * rest of that connection, since TCP never delivers a stream with a hole in it.
   */
  readonly state: "open" | "held" | "lost";
}

export type Direction = "toServer" | "toClient";

/** One connection through the proxy. */
export interface Link {
  readonly set: (direction: Direction, weather: Partial<Weather>) => void;
  /** Ends one direction only, as a machine does that says goodbye and then hears no more. */
  readonly halfClose: (direction: Direction) => void;
  /** Ends both at once, without a farewell. */
  readonly cut: () => void;
}

export interface TcpProxy {
  readonly port: number;
  readonly links: ReadonlySet<Link>;
  /** For every connection there is and every one to come. */
  readonly set: (direction: Direction, weather: Partial<Weather>) => void;
  /** A closed gate lets nobody in; who is in stays in. */
  readonly gate: (state: "open" | "closed") => void;
  readonly cutAll: () => void;
  readonly close: () => Promise<void>;
}

const fair: Weather = { delayMs: 0, state: "open" };

/** Listens on a free port of this machine and passes on to `targetPort`, which need not be there yet. */
export async function openTcpProxy(targetPort: number): Promise<TcpProxy> {
  const links = new Set<Link>();
  const weather: Record<Direction, Weather> = { toServer: fair, toClient: fair };
  let isOpen = true;
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (!isOpen) return void client.resetAndDestroy();
    const link = join(client, targetPort, weather, () => links.delete(link));
    links.add(link);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cutAll = () => links.forEach((link) => link.cut());
  return {
    port: (server.address() as AddressInfo).port,
    links,
    set(direction, change) {
      weather[direction] = { ...weather[direction], ...change };
      for (const link of links) link.set(direction, change);
    },
    gate: (state) => void (isOpen = state === "open"),
    cutAll,
    async close() {
      cutAll();
      server.close();
      await once(server, "close");
    },
  };
}

function join(
  client: Socket,
  targetPort: number,
  weather: Readonly<Record<Direction, Weather>>,
  gone: () => void,
): Link {
  const server = connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  const lanes: Record<Direction, Lane> = {
    toServer: new Lane(client, server, weather.toServer),
    toClient: new Lane(server, client, weather.toClient),
  };
  const cut = () => {
    client.destroy();
    server.destroy();
  };
  let left = 2;
  for (const socket of [client, server]) {
    socket.once("close", () => {
      left -= 1;
      if (left === 0) gone();
    });
  }
  return {
    set: (direction, change) => lanes[direction].set(change),
    halfClose: (direction) => lanes[direction].end(),
    cut,
  };
}

type Piece = Buffer | "end" | "cut";

/** One direction of a connection: what comes from one socket goes to the other, when the weather lets it. */
class Lane {
  readonly #from: Socket;
  readonly #to: Socket;
  #weather: Weather;
  #waiting: { readonly piece: Piece; readonly due: number }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(from: Socket, to: Socket, weather: Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    from.on("data", (chunk) => this.#take(chunk));
    from.on("end", () => this.#take("end"));
    from.on("error", () => {});
    from.on("close", () => this.#take("cut"));
    if (weather.state === "held") from.pause();
  }

  set(change: Partial<Weather>): void {
    if (this.#weather.state === "lost") return;
    this.#weather = { ...this.#weather, ...change };
    if (this.#weather.state === "held") this.#from.pause();
    else this.#from.resume();
    if (this.#weather.state === "lost") this.#waiting = [];
    this.#pass();
  }

  end(): void {
    this.#take("end");
  }

  #take(piece: Piece): void {
    if (this.#weather.state === "lost") return;
    this.#waiting.push({ piece, due: performance.now() + this.#weather.delayMs });
    this.#pass();
  }

  #pass(): void {
    clearTimeout(this.#timer);
    if (this.#weather.state !== "open") return;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const early = next.due - performance.now();
      if (early > 0) {
        this.#timer = setTimeout(() => this.#pass(), early);
        return;
      }
      this.#waiting.shift();
      this.#give(next.piece);
    }
  }

  #give(piece: Piece): void {
    if (piece === "cut") this.#to.destroy();
    else if (!this.#to.writable) return;
    else if (piece === "end") this.#to.end();
    else this.#to.write(piece);
  }
}

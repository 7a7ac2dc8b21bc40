import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Server, type Socket } from "socket.io";
import { io } from "socket.io-client";
import { deliver, parcelOf } from "./announcement-delivery.ts";

const http = createServer();
const server = new Server(http, { serveClient: false });
const sockets = new Set<Socket>();
let url = "";

beforeAll(async () => {
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("ask", (number: number, answer: (given: number) => void) => answer(number));
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function listener(transports: readonly string[]) {
  const known = sockets.size;
  const socket = io(url, { transports: [...transports], forceNew: true });
  const heard: unknown[] = [];
  socket.on("told", (payload: unknown) => heard.push(payload));
  await expect.poll(() => sockets.size).toBe(known + 1);
  return { socket, heard, inside: [...sockets].at(-1)! };
}

test.each([[["websocket"]], [["polling"]], [["polling", "websocket"]]])(
  "[L28] over %s everything arrives in order, between answers too, also while the transport changes",
  async (transports) => {
    const { socket, heard, inside } = await listener(transports);
    for (let number = 1; number <= 300; number += 1) {
      socket.emit("ask", -number, (given: number) => heard.push(given));
      if (number % 3 === 0) inside.emit("told", number);
      else deliver(inside, parcelOf("told", number), 1e9);
      if (number % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => heard.length).toBe(600);
    expect(heard.filter((number) => Number(number) > 0)).toEqual(
      Array.from({ length: 300 }, (_, at) => at + 1),
    );
    socket.disconnect();
  },
);

test("[L28] what is framed by us is read as it was, short, long and very long, in any writing", async () => {
  const { socket, heard, inside } = await listener(["websocket"]);
  const payloads = [0, 1, 60, 100, 101, 102, 103, 104, 105, 5000, 65_500, 65_536, 200_000].map((length) => ({
    text: `${"ñ".repeat(length)}📊 «بيانات»`,
  }));
  for (const payload of payloads) deliver(inside, parcelOf("told", payload), 1e9);
  await expect.poll(() => heard.length).toBe(payloads.length);
  expect(heard).toEqual(payloads);
  socket.disconnect();
});

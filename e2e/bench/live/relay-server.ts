// The floor: a relay that passes each message on to all others, and knows nothing of what it passes.
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { sayListening, takeOrders } from "./orders.ts";

const relay = new WebSocketServer({ port: 0, host: "127.0.0.1" });
relay.on("connection", (from) => {
  from.on("error", () => from.terminate());
  from.on("message", (data) => {
    for (const to of relay.clients) if (to !== from) to.send(data, { binary: true });
  });
});
relay.on("listening", () => {
  takeOrders();
  sayListening((relay.address() as AddressInfo).port);
});

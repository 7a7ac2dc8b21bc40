// What ours is compared with: socket.io as it comes, which puts everybody in a room and emits to it.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";
import {
  announcementEvent,
  followEvent,
  socketPath,
  type Announcement,
} from "@pliego/shared/live/announcements.ts";
import { sayListening, takeOrders } from "./orders.ts";

const http = createServer();
const io = new Server(http, { path: socketPath, serveClient: false });
io.on("connection", (socket) => {
  socket.on(
    followEvent,
    async ({ consultation }: { consultation: string }, answer: (given: object) => void) => {
      await socket.join(consultation);
      answer({ ok: true });
    },
  );
});
takeOrders({
  announce: (announcement: Announcement) =>
    void io.to(announcement.consultation).emit(announcementEvent, announcement),
});
http.listen(0, "127.0.0.1", () => sayListening((http.address() as AddressInfo).port));

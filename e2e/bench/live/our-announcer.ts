// Our announcements on a bare server of their own, which sends one when it is told to.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Announcement } from "@pliego/shared/live/announcements.ts";
import { countAddresses } from "@pliego/server/live/address-count.ts";
import { openAnnouncements } from "@pliego/server/live/announcements.ts";
import { makeLog } from "@pliego/server/platform/log.ts";
import { sayListening, takeOrders } from "./orders.ts";

const http = createServer();
const announcements = openAnnouncements(http, {
  isOwnOrigin: () => true,
  identify: [],
  kept: { ofOne: async () => ({ version: 1, missed: [] }), ofAll: async () => new Map() },
  log: makeLog("error"),
  addresses: countAddresses(Number.MAX_SAFE_INTEGER),
});
takeOrders({ announce: (announcement: Announcement) => announcements.send(announcement) });
http.listen(0, "127.0.0.1", () => sayListening((http.address() as AddressInfo).port));

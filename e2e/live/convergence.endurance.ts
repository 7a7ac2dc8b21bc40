// The full numbers of P6: 500 seeds of 8 clients with 200 edits each. SEEDS says how many, SEED where they begin.
import { expect, test } from "vitest";
import { editTogether, faultsAfterReload } from "./converge.ts";
import { openRoomsServer } from "./rooms-server.ts";
import { howMany, seedOfRun } from "./seeds.ts";

const dayMs = 86_400_000;
const roomsOfServer = 25;

test(
  "[L61] live: all writers, the server, the reload and the page have the same text",
  { timeout: dayMs },
  async () => {
    const [first, count] = [seedOfRun(), howMany("SEEDS", 500)];
    for (let done = 0; done < count;) {
      const rooms = Math.min(roomsOfServer, count - done);
      const server = await openRoomsServer(rooms);
      try {
        const texts = [];
        for (let nth = 0; nth < rooms; nth += 1) {
          const session = { seed: first + done + nth, clients: 8, edits: 200 };
          texts.push(await editTogether(server.entrance(nth), session));
        }
        expect(await faultsAfterReload(server, texts), `seeds ${first + done} and on`).toEqual([]);
      } finally {
        await server.close();
      }
      done += rooms;
      console.log(`${done} of ${count} seeds from ${first}: no differences`);
    }
  },
);

import { once } from "node:events";
import { type AddressInfo, type Socket, connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { Connections } from "./connections.ts";
import { message } from "./raw-client.ts";
import type { Store } from "./store.ts";

test("[E9] however a connection ends, the store hears first that it is lost and then that it is over", async () => {
  const heard: string[] = [];
  const store = {
    answer: () => Promise.resolve({ fields: { ok: 1 } }),
    connectionLost: (id: number) => heard.push(`${id} lost`),
    connectionOver: (id: number) => heard.push(`${id} over`),
  } as unknown as Store;
  const connections = new Connections(Promise.resolve(store), 60_000);
  const server = createServer((socket) => connections.accept(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const endings: ((client: Socket) => void)[] = [
    (client) => client.end(),
    (client) => client.write(Buffer.alloc(40)),
    (client) => client.resetAndDestroy(),
  ];
  for (const [at, end] of endings.entries()) {
    const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
    client.write(message({ ping: 1 }));
    await once(client, "data");
    end(client);
    await expect.poll(() => heard).toHaveLength(2 * (at + 1));
  }
  expect(heard).toEqual([1, 2, 3].flatMap((id) => [`${id} lost`, `${id} over`]));
  server.close();
});

// The embedded store in a process of its own that does nothing else: what this process costs is what the store costs.
import { openEmbeddedStore } from "@pliego/server/platform/database/embedded/embedded-store.ts";
import { sayListening, takeOrders } from "../live/orders.ts";

const [directory = "."] = process.argv.slice(2);
const store = await openEmbeddedStore({ directory, database: "banco" });
takeOrders({ uri: () => store.uri });
sayListening(0); // On a socket in the directory, not on a port.

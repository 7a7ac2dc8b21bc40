// Our server as it is built, as a child that takes orders.
import { takeOrders } from "./orders.ts";

takeOrders();
await import("@pliego/server/main.ts");

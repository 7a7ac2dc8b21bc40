import { expect, test } from "vitest";
import { sameServer } from "./own-database.ts";

test.each([
  ["mongodb://localhost", "mongodb://localhost/own"],
  ["mongodb://localhost:27017/", "mongodb://localhost:27017/own"],
  [
    "mongodb://a:27017,b:27017,c:27017/pliego?replicaSet=rs",
    "mongodb://a:27017,b:27017,c:27017/own?replicaSet=rs",
  ],
  [
    "mongodb://%2Ftmp%2Fstore.sock/pliego?directConnection=true",
    "mongodb://%2Ftmp%2Fstore.sock/own?directConnection=true",
  ],
  ["mongodb+srv://ana:word@cluster.example", "mongodb+srv://ana:word@cluster.example/own?authSource=admin"],
  ["mongodb://ana:word@a/pliego?tls=true", "mongodb://ana:word@a/own?tls=true&authSource=pliego"],
  ["mongodb://ana:word@a/pliego?authSource=admin", "mongodb://ana:word@a/own?authSource=admin"],
])("[E15] a test has a database of its own on the server of %s, signed in as before", (given, own) => {
  expect(sameServer(given, "own")).toBe(own);
});

test("[E15] what is no address of a MongoDB is refused", () => {
  expect(() => sameServer("localhost:27017", "own")).toThrow("mongodb://");
});

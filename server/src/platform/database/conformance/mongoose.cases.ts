// Does mongoose work as it does everywhere?
import { Schema } from "mongoose";
import { describe, expect, test } from "vitest";
import type { Target } from "./target.ts";

const person = new Schema(
  {
    name: String,
    email: { type: String, unique: true },
    tags: [String],
    n: Number,
    address: { street: String, number: Number },
    parts: [{ kind: String, size: Number }],
  },
  { timestamps: true, optimisticConcurrency: true },
);

export function mongooseCases(target: Target): void {
  const { connection } = target;

  describe("mongoose", () => {
    test("[E3, E15] schemas, defaults, timestamps, indexes, queries and versions of documents", async () => {
      const Person = connection.model("Person", person);
      await Person.createCollection();
      await Person.createCollection();
      await Person.createIndexes();
      const ana = await Person.create({ name: "Ana Ñandú", email: "ana@x", tags: ["a"], n: 1 });
      const old = await Person.findById(ana._id);
      ana.tags.push("b");
      ana.n = 2;
      ana.set("address.street", "Reforma");
      await ana.save();
      expect(await Person.findOne({ tags: "b" }).lean()).toMatchObject({
        name: "Ana Ñandú",
        tags: ["a", "b"],
        n: 2,
        address: { street: "Reforma" },
        createdAt: ana.createdAt,
      });
      old?.set("n", 7);
      await expect(old?.save()).rejects.toMatchObject({ name: "VersionError" });
      await expect(Person.create({ email: "ana@x" })).rejects.toMatchObject({ code: 11000 });
      expect(await Person.exists({ name: "Ana Ñandú" })).not.toBeNull();
      expect(await Person.estimatedDocumentCount()).toBe(1);
      await Person.bulkWrite([
        { insertOne: { document: { email: "b@x" } } },
        { updateOne: { filter: { email: "b@x" }, update: { n: 7 } } },
        { deleteOne: { filter: { email: "ana@x" } } },
      ]);
      const found = await Person.find().select("email n -_id").lean();
      expect(found.map((doc) => ({ ...doc }))).toEqual([{ email: "b@x", n: 7 }]);
      expect((await Person.collection.indexes()).map((index) => index.name)).toEqual(["_id_", "email_1"]);
      await Person.syncIndexes();
      expect(await connection.listCollections()).toContainEqual(expect.objectContaining({ name: "people" }));
      await Person.collection.drop();
      expect(await Person.countDocuments()).toBe(0);
    });

    test("[E3, E15] arrays of parts change one by one", async () => {
      const Parts = connection.model("Parts", person, "parts");
      const doc = await Parts.create({
        email: "p",
        parts: [
          { kind: "a", size: 1 },
          { kind: "b", size: 2 },
        ],
      });
      doc.parts[1]?.set("size", 5);
      doc.parts.push({ kind: "c", size: 3 });
      await doc.save();
      doc.parts.pull(doc.parts[0]?._id);
      await doc.save();
      const kinds = (await Parts.findOne().lean())?.parts.map(({ kind, size }) => `${kind}${size}`);
      expect(kinds).toEqual(["b5", "c3"]);
    });

    test("[E6, E15] a transaction of mongoose is done wholly or not at all", async () => {
      const Paid = connection.model("Paid", new Schema({ _id: String, n: Number }), "paid");
      await Paid.createCollection();
      await Paid.create([
        { _id: "a", n: 1 },
        { _id: "b", n: 1 },
      ]);
      const pay = (fails: boolean) =>
        connection.transaction(async (session) => {
          await Paid.updateOne({ _id: "a" }, { $inc: { n: -1 } }, { session });
          if (fails) throw new Error("no");
          await Paid.updateOne({ _id: "b" }, { $inc: { n: 1 } }, { session });
        });
      await expect(pay(true)).rejects.toThrow("no");
      await pay(false);
      expect((await Paid.find().sort({ _id: 1 }).lean()).map(({ n }) => n)).toEqual([0, 2]);
    });

    test("[E11, E15] a cursor of mongoose answers every document once", async () => {
      const Many = connection.model("Many", new Schema({ _id: Number }), "many");
      await Many.insertMany(Array.from({ length: 250 }, (_, _id) => ({ _id })));
      const seen: unknown[] = [];
      for await (const doc of Many.find().sort({ _id: 1 }).lean().cursor({ batchSize: 40 }))
        seen.push(doc._id);
      expect(seen).toEqual(Array.from({ length: 250 }, (_, _id) => _id));
    });
  });
}

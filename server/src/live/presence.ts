// Who is in a room. Each connection speaks for one Yjs client id; the server writes the name and the colour.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { z } from "zod";

/** What a browser may say of itself, in bytes of JSON: where its cursor is. */
const mostBytes = 1024;
/** How many people one message may repeat. */
const mostRepeated = 200;
const palette = ["#8A1C3A", "#14584C", "#1F4E79", "#8A5A00", "#5B3A8C", "#7A4A2B"] as const;

const id = z.strictObject({ client: z.number().int().min(0), clock: z.number().int().min(0) });
/** A place in the text as Yjs writes it (createRelativePositionFromTypeIndex as JSON). */
const end = z.strictObject({
  type: id.nullish(),
  tname: z.string().max(40).nullish(),
  item: id.nullish(),
  assoc: z.number().int().min(-1).max(0).optional(),
});
const isSomewhere = (at: z.infer<typeof end>) => at.type != null || at.tname != null || at.item != null;
const place = z.strictObject({ anchor: end.refine(isSomewhere), head: end.refine(isSomewhere) }).nullable();

export interface Presence {
  readonly clientId: number;
  readonly clock: number;
  /** JSON of the state; "null" when the person has left. */
  readonly state: string;
}

/**
 * Reads what one connection says of itself and stamps its name and colour on it; undefined when it says nothing of
 * itself. Stock clients also repeat what they heard of others: a connection speaks for the first client id that nobody
 * else in the room speaks for, and what it says of others is passed over. Throws on what is malformed or too much.
 */
export function stampPresence(
  update: Uint8Array,
  known: Presence | undefined,
  taken: ReadonlySet<number>,
  user: { readonly name: string; readonly place: number },
): Presence | undefined {
  const decoder = decoding.createDecoder(update);
  const count = decoding.readVarUint(decoder);
  if (count > mostRepeated) throw new RangeError("too much presence");
  let own: Presence | undefined;
  for (let entry = 0; entry < count; entry += 1) {
    const clientId = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const text = decoding.readVarString(decoder);
    if (text.length > mostBytes) throw new RangeError("too much presence");
    const mine = known === undefined ? !taken.has(clientId) : known.clientId === clientId;
    if (mine && own === undefined) own = { clientId, clock, state: stamped(text, user) };
  }
  return own;
}

function stamped(text: string, user: { readonly name: string; readonly place: number }): string {
  const said: unknown = JSON.parse(text);
  if (said === null) return "null";
  if (typeof said !== "object" || Array.isArray(said)) throw new RangeError("presence is an object");
  const cursor = place.safeParse("cursor" in said ? said.cursor : null).data ?? null;
  return JSON.stringify({ cursor, user: { name: user.name, color: palette[user.place % palette.length] } });
}

/** One message that tells of several people. */
export function presenceUpdate(people: readonly Presence[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, people.length);
  for (const { clientId, clock, state } of people) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}

/** What the others are told when a connection ends. */
export const gone = ({ clientId, clock }: Presence): Presence => ({
  clientId,
  clock: clock + 1,
  state: "null",
});

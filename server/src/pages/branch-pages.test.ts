// Writing together by plain forms, as a browser without script sends them, over the real rooms.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import {
  branchRoom,
  closeCodes,
  draftRoom,
  messageLeaving,
  messageReaders,
  messageSaved,
  roomServerPath,
  roomText,
} from "@pliego/shared/live/rooms.ts";
import { routes } from "@pliego/shared/routes.ts";
import { eachBlock } from "@pliego/shared/text/blocks.ts";
import type { Consultation } from "../consultations/actions.ts";
import { makeDraftDoor } from "../drafting/door.ts";
import { latestRevision } from "../policies/actions.ts";
import { verifyRecord } from "../record/actions.ts";
import { contentOf } from "../record/contents.ts";
import { startWorld, type Session, type TestPerson, type World } from "../testing/world.ts";

const policy =
  "# Norma\n\nLos entes publicarán sus datos en un plazo razonable.\n\nLos datos serán gratuitos.\n";

let world: World;
let people: Record<"ana" | "luis" | "eva" | "official", TestPerson>;
let ana: Session;
let luis: Session;
let eva: Session;
let official: Session;
let consultation: Consultation;
let block: string;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  people = {
    ana: await world.person("citizen"),
    luis: await world.person("citizen"),
    eva: await world.person("citizen"),
    official: await world.person("official"),
  };
  ana = await world.signedIn(people.ana);
  luis = await world.signedIn(people.luis);
  eva = await world.signedIn(people.eva);
  official = await world.signedIn(people.official);
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const one of open.splice(0)) one.destroy();
  count += 1;
  consultation = await world.consultation(policy, `paginas-${count}`);
  const { doc } = await latestRevision(world.ctx, consultation.policy);
  block = [...eachBlock(doc)][1]!.attrs.id;
});

const form = (fields: Readonly<Record<string, string>> = {}) => new URLSearchParams(fields);
const asJson = { accept: "application/json" };
const open: { destroy: () => void }[] = [];

/** An author's open page: the stock client, with her session. */
async function writer(person: TestPerson, branch: string) {
  const answer = await fetch(world.url + routes.signIn(), {
    method: "POST",
    body: form({ email: person.email, password: person.password }),
    headers: { origin: world.url },
    redirect: "manual",
  });
  const headers = { cookie: answer.headers.getSetCookie()[0]!.split(";")[0]!, origin: world.url };
  class Browser extends WebSocket {
    constructor(url: string, protocols?: string[]) {
      super(url, protocols, { headers });
    }
  }
  const doc = new Y.Doc({ gc: false });
  const provider = new WebsocketProvider(
    world.url.replace("http", "ws") + roomServerPath,
    branchRoom(branch),
    doc,
    { WebSocketPolyfill: Browser as never, disableBc: true },
  );
  open.push(provider);
  // Messages of our own, which the stock client would complain about.
  for (const type of [messageSaved, messageReaders, messageLeaving])
    provider.messageHandlers[type] = () => {};
  const closed: number[] = [];
  provider.on("connection-close", (event) => void closed.push(event?.code ?? 1));
  await expect.poll(() => provider.synced).toBe(true);
  const fragment = doc.getXmlFragment(roomText);
  const wordsAt = (at: number) => (fragment.get(at) as Y.XmlElement).get(0) as Y.XmlText;
  return { wordsAt, closed };
}

const page = async (session: Session, path: string) => {
  const answer = await session.get(path);
  return { status: answer.status, html: await answer.text(), to: answer.headers.get("location") ?? "" };
};
/** The words of a page without its script's JSON. */
const shown = (html: string) => html.replaceAll(/<script[^]*?<\/script>/g, "");

async function begun(): Promise<string> {
  const answer = await ana.post(routes.branchBeginning(consultation.slug, block), form());
  expect(answer.status).toBe(303);
  const [path = "", anchor] = answer.headers.get("location")!.split("#");
  expect(anchor).toBe(`p-${block}`);
  return path.split("/").at(-1)!;
}
async function invited(branch: string): Promise<string> {
  const answer = await ana.post(routes.branchInviting(branch), form({ act: "renew" }));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toContain("no-store");
  return /<input id="link"[^>]*value="([^"]+)"/.exec(await answer.text())![1]!;
}

test("[L46] from a paragraph one begins, invites, is joined and is left, by plain forms", async () => {
  const propose = await page(ana, routes.propose(consultation.slug, block));
  expect(propose.html).toContain(`href="${routes.branchBeginning(consultation.slug, block)}"`);
  const beginning = await page(ana, routes.branchBeginning(consultation.slug, block));
  expect(beginning.html).toContain("Empezar a escribir");
  const branch = await begun();
  const alone = await page(ana, routes.branch(branch));
  expect(alone.status).toBe(200);
  expect(shown(alone.html)).toContain("Los entes publicarán sus datos en un plazo razonable.");
  expect(shown(alone.html)).toContain("Lo que escriban aquí solo lo ven ustedes.");
  expect(shown(alone.html)).toContain("Nadie más la escribe: si la dejas, se borra.");
  expect((await page(ana, routes.account())).html).toContain(routes.branch(branch));

  const link = new URL(await invited(branch));
  expect(link.origin).toBe(world.url);
  const before = await page(luis, link.pathname);
  expect(shown(before.html)).toContain(`La empezó ${people.ana.actor.publicName}.`);
  expect(shown(before.html)).toContain(`tu nombre público, ${people.luis.actor.publicName}, aparecerá`);
  expect(before.html).toContain("Código de invitación");
  const joined = await luis.post(link.pathname, form({ code: link.href }));
  expect([joined.status, joined.headers.get("location")]).toEqual([303, routes.branch(branch)]);
  expect((await page(luis, link.pathname)).to).toBe(routes.branch(branch));
  const together = await page(luis, routes.branch(branch));
  expect(together.html).toContain(`<li>${people.ana.actor.publicName}</li>`);
  expect(together.html).toContain(`<li>${people.luis.actor.publicName}</li>`);
  expect((await luis.post(routes.branchLeaving(branch), form())).status).toBe(303);
  expect((await luis.get(routes.branch(branch))).status).toBe(404);
});

test("[L41] no page shows the code again, and who has not signed in is asked to and comes back to the same address", async () => {
  const branch = await begun();
  const link = new URL(await invited(branch));
  expect(link.hash).toMatch(/^#[0-9a-z]{26}$/);
  const code = link.hash.slice(1);
  expect(link.href.split("#")[0]).not.toContain(code);
  for (const session of [ana, luis, world.visitor()])
    for (const path of [routes.branch(branch), link.pathname, routes.account()])
      expect((await page(session, path)).html).not.toContain(code);
  const out = await page(world.visitor(), link.pathname);
  expect(out.html).toContain(`/entrar?next=${encodeURIComponent(link.pathname)}`);
  expect(out.html).not.toContain('id="code"');
  const sent = await world.visitor().post(link.pathname, form({ code }));
  expect([sent.status, sent.headers.get("location")]).toEqual([
    303,
    `/entrar?next=${encodeURIComponent(link.pathname)}`,
  ]);
});

test("[L40] a wrong or closed invitation is refused in words, on the page where the code can be typed again", async () => {
  const branch = await begun();
  const link = new URL(await invited(branch));
  const join = async (code: string) => {
    const answer = await luis.post(link.pathname, form({ code }));
    return { status: answer.status, html: await answer.text() };
  };
  const wrong = await join("no-es-este");
  expect([wrong.status, wrong.html.includes("Ese código no abre esta invitación.")]).toEqual([422, true]);
  expect(wrong.html).toContain('id="code"');
  await ana.post(routes.branchInviting(branch), form({ act: "close" }));
  const closed = await join(link.hash);
  expect([closed.status, closed.html.includes("La invitación está cerrada.")]).toEqual([422, true]);
});

test("[L42] the pages and the changes of a branch answer nobody but its authors", async () => {
  const branch = await begun();
  for (const [session, status] of [
    [ana, 200],
    [luis, 404],
    [official, 404],
    [world.visitor(), 401],
  ] as const) {
    expect((await session.get(routes.branchChanges(branch), asJson)).status).toBe(status);
    expect((await session.post(routes.branchInviting(branch), form({ act: "renew" }), asJson)).status).toBe(
      status,
    );
  }
  expect((await page(luis, routes.branch(branch))).status).toBe(404);
  expect((await luis.post(routes.branch(branch), form({ rationale: "x".repeat(30) }))).status).toBe(404);
  expect((await page(world.visitor(), routes.branch(branch))).to).toContain("/entrar?next=");
});

test("[L42] each author's browser keeps what she types under a name of her own that does not say who she is", async () => {
  const branch = await begun();
  await luis.post(routes.branchJoining(branch), form({ code: await invited(branch) }));
  const kept = async (session: Session) =>
    /"keepAs":"([^"]*)"/.exec((await page(session, routes.branch(branch))).html)![1]!;
  const [hers, his] = [await kept(ana), await kept(luis)];
  expect(hers).toMatch(/^[0-9a-f]{64}$/);
  expect(his).toMatch(/^[0-9a-f]{64}$/);
  expect(his).not.toBe(hers);
  expect((await page(ana, routes.branch(branch))).html).toContain(`"roomName":"${branchRoom(branch)}"`);
});

test("[L44] a refused sending is said in words, and the reason is still there", async () => {
  const branch = await begun();
  const answer = await ana.post(routes.branch(branch), form({ rationale: "Porque  sí, <b>claro</b>." }));
  expect(answer.status).toBe(422);
  const html = await answer.text();
  expect(html).toContain('<div class="notice stop" id="problem" role="alert">');
  expect(html).toContain("Porque  sí, &lt;b>claro&lt;/b>.");
  expect((await page(ana, routes.branch(branch))).status).toBe(200);
});

test("[L43] what two people wrote live is sent by one of them as one suggestion, and its room is gone", async () => {
  const branch = await begun();
  await luis.post(routes.branchJoining(branch), form({ code: await invited(branch) }));
  const [hers, his] = [await writer(people.ana, branch), await writer(people.luis, branch)];
  hers.wordsAt(2).insert(4, "nuevos ");
  his.wordsAt(1).insert(4, "mismos ");
  await expect.poll(() => hers.wordsAt(1).toString()).toContain("mismos");
  await expect.poll(() => his.wordsAt(2).toString()).toContain("nuevos");
  const changes = await (await luis.get(routes.branchChanges(branch), asJson)).json();
  expect(changes).toMatchObject({ latestNumber: 1, changes: [{ kind: "changed" }, { kind: "changed" }] });
  const sent = await luis.post(routes.branch(branch), form({ rationale: "Los mismos y los nuevos." }));
  expect(sent.status).toBe(303);
  const folio = await page(luis, sent.headers.get("location")!);
  expect(folio.html).toContain("<ins>nuevos");
  expect(folio.html).toContain("<ins>mismos");
  expect(folio.html).toContain(`De ${people.ana.actor.publicName} y ${people.luis.actor.publicName}`);
  for (const { closed } of [hers, his]) await expect.poll(() => closed[0]).toBe(closeCodes.closed);
  await world.settled();
  for (const kept of ["roomUpdates", "roomSnapshots"])
    expect(await world.ctx.db.collection(kept).countDocuments({ room: branchRoom(branch) })).toBe(0);
  expect((await page(ana, routes.branch(branch))).to).toBe(sent.headers.get("location"));
  expect((await luis.get(routes.branchChanges(branch), asJson)).status).toBe(410);
});

test("[L45] the drafting is watched while an official keeps it open, and only watched", async () => {
  const path = routes.drafting(consultation.slug);
  const door = makeDraftDoor(world.ctx);
  const at = (who: TestPerson | null) =>
    door.enter(consultation.slug, who?.actor ?? null).then(
      ({ entry }) => entry,
      (error: { readonly code: string }) => error.code,
    );
  const entries = async () => [await at(people.official), await at(people.luis), await at(null)];
  const open = (session: Session, yesOrNo: string) =>
    session.post(routes.draftingOpening(consultation.slug), form({ open: yesOrNo }));
  expect(await entries()).toEqual(["write", "not-allowed", "sign-in-needed"]);
  const closed = { status: 401, html: expect.stringContaining("/entrar?next=%2Fconsultas%2F") as string };
  expect(await page(world.visitor(), path)).toMatchObject(closed);
  expect(await page(luis, path)).toMatchObject({
    status: 403,
    html: expect.stringContaining("no tiene abierta su redacción") as string,
  });
  expect((await open(luis, "yes")).status).toBe(403);
  expect((await page(official, path)).html).toContain("Abrir a la vista del público");

  for (const _twice of [1, 2]) expect((await open(official, "yes")).status).toBe(303);
  expect(await entries()).toEqual(["write", "watch", "watch"]);
  for (const session of [world.visitor(), eva]) {
    const { status, html } = await page(session, path);
    expect(status).toBe(200);
    expect(shown(html)).toContain("La institución escribe aquí su próximo cambio; puedes mirar.");
    expect(shown(html)).toContain("Los datos serán gratuitos.");
    expect(html).toContain(`"mode":"watch"`);
    expect(html).toContain(`"roomName":"${draftRoom(consultation.slug)}"`);
    expect(html).not.toContain('action="/consultas');
    expect(html).not.toContain('role="toolbar"');
    expect(
      (await session.post(path, form({ reason: "x".repeat(30) }), asJson)).status,
    ).toBeGreaterThanOrEqual(401);
    expect(
      (await session.get(routes.draftingChanges(consultation.slug), asJson)).status,
    ).toBeGreaterThanOrEqual(401);
  }
  expect((await page(official, path)).html).toContain("Cerrar a la vista del público");
  const reading = await page(world.visitor(), routes.reading(consultation.slug));
  expect(reading.html).toContain("Mirar cómo la institución escribe su próximo cambio");

  expect((await open(official, "no")).status).toBe(303);
  expect(await entries()).toEqual(["write", "not-allowed", "sign-in-needed"]);
  expect(await page(world.visitor(), path)).toMatchObject(closed);
  const record = shown((await page(world.visitor(), routes.record(consultation.slug))).html);
  expect(record.match(/abrió su redacción a la vista del público/g)).toHaveLength(1);
  expect(record.match(/cerró su redacción a la vista del público/g)).toHaveLength(1);
  expect(await verifyRecord(world.ctx, consultation._id, contentOf)).toMatchObject({
    holds: true,
    entries: 3,
  });
});

test("[L45] there is no drafting room of a consultation that is not there", async () => {
  const door = makeDraftDoor(world.ctx);
  await expect(door.enter("no-hay", people.official.actor)).rejects.toMatchObject({ code: "not-found" });
  expect(await door.subject("no-hay")).toBeNull();
  expect((await page(world.visitor(), routes.drafting("no-hay"))).status).toBe(404);
});

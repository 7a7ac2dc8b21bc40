// Shows on the reading page what an announcement carries, without asking the server: afterwards the page is what a fresh
// one would be. Rule L33; the words come through `inlineHtml`, which lets nothing run.
import type { Announcement, CarriedText, Counts } from "@pliego/shared/live/announcements.ts";
import type { DecisionLine } from "@pliego/shared/pages.ts";
import { blockAnchor, routes } from "@pliego/shared/routes.ts";
import { outcomes } from "../decisions/decision.tsx";
import { spokenMark } from "../text/act.tsx";
import { policyLanguage } from "../text/language.ts";
import type { Words } from "../words.ts";
import { holdPlace, type Patched } from "./reading-patch.live.ts";

/** Undefined, and nothing done, where the announcement does not carry all that the page needs to show. */
export function showInPlace(page: Document, announcement: Announcement, words: Words): Patched | undefined {
  const { news, text, version, consultation } = announcement;
  if (!("counts" in news) && !("revision" in news)) return undefined;
  const decision = "decision" in news ? news.decision : undefined;
  const counts = "counts" in news ? news.counts : {};
  if (news.kind === "decision" && decision === undefined) return undefined;
  if ("revision" in news && news.revision > 0 && text?.number !== news.revision) return undefined;
  const reading = page.querySelector<HTMLElement>(".reading");
  const places = (text?.changed ?? []).map(({ id, html }) => ({
    own: page.getElementById(blockAnchor(id))?.querySelector(":scope > .words"),
    html,
  }));
  const spoken = countsOn(page, counts);
  const staysActing = ({ id, act, count }: Spoken) =>
    act !== null && (count > 0 || act.getAttribute("href") === words.href(routes.propose(consultation, id)));
  // A control that comes or goes, where nobody can propose any more, is left to a fresh page.
  if (reading === null || places.some(({ own }) => own == null) || !spoken.every(staysActing))
    return undefined;

  const letGo = holdPlace(page);
  for (const { own, html } of places) if (own != null) own.innerHTML = html;
  for (const one of spoken) showCount(one, words);
  if (text !== undefined) showEdition(page, consultation, text, words);
  if (decision !== undefined) showDecision(page, consultation, decision, words);
  reading.dataset["version"] = String(version);
  letGo();
  return {
    changed: (text?.changed ?? []).map(({ id }) => id),
    decision: decision && {
      folio: decision.folio,
      href: words.href(routes.suggestion(consultation, decision.folio)),
      outcome: words.t(outcomes[decision.outcome]),
    },
    revision: Number(reading.dataset["revision"]),
  };
}

interface Spoken {
  readonly id: string;
  readonly block: HTMLElement;
  readonly act: HTMLAnchorElement | null;
  readonly count: number;
}

const countsOn = (page: Document, counts: Counts): readonly Spoken[] =>
  Object.entries(counts).flatMap(([id, { waiting, decided }]) => {
    const block = page.getElementById(blockAnchor(id));
    if (block === null) return [];
    const act = page.querySelector<HTMLAnchorElement>(`a[data-act="${CSS.escape(id)}"]`);
    return [{ id, block, act, count: waiting + decided }];
  });

function showCount({ block, act, count }: Spoken, { t }: Words): void {
  if (act === null) return;
  const [head = "", tail = ""] = labelOf("\0", Number(act.textContent), t).split("\0");
  const label = act.getAttribute("aria-label") ?? "";
  act.setAttribute("aria-label", labelOf(label.slice(head.length, label.length - tail.length), count, t));
  act.className = count === 0 ? "act" : "act spoken";
  act.textContent = count === 0 ? "" : String(count);
  if (!block.matches(".block:not(figure, .table)")) return;
  block.classList.remove("spoken-1", "spoken-2", "spoken-3");
  if (count > 0) block.classList.add(spokenMark(count));
}

const labelOf = (place: string, count: number, t: Words["t"]) =>
  count === 0
    ? t("act.propose", { place })
    : t("act.spoken", { place, suggestions: t("act.suggestions", { count }) });

/** What the page says of the version that it shows. */
function showEdition(
  page: Document,
  consultation: string,
  { number, hash, publishedAt }: CarriedText,
  { t, href, day }: Words,
): void {
  const all = page.querySelector(`.facts-line a[href="${href(routes.versions(consultation))}"]`);
  const changes = link(page, href(routes.versionChanges(consultation, number)), t("changes.link"));
  changes.setAttribute("aria-label", t("changes.title", { number }));
  const published = t("reading.published", { number, date: day(publishedAt) });
  all?.parentElement?.replaceChildren(`${published} `, changes, " ", all);
  const title = page.querySelector("h1")?.textContent ?? "";
  const print = t("reading.printFoot", { title, number, hash: hash.slice(0, 16) });
  page.documentElement.dataset["print"] = print;
  const reading = page.querySelector<HTMLElement>(".reading");
  if (reading !== null) reading.dataset["revision"] = String(number);
  reading?.querySelector(".sheet")?.setAttribute("aria-label", t("reading.text", { number }));
  const code = page.querySelector(".site-foot .hash");
  if (code !== null) {
    code.textContent = hash;
    code.parentElement?.replaceChildren(`${t("frame.version", { number })}. ${t("frame.hash")}: `, code);
  }
  const [markdown, json] = page.querySelectorAll(".keep a[type]");
  markdown?.setAttribute("href", routes.versionMarkdown(consultation, number));
  json?.setAttribute("href", routes.versionJson(consultation, number));
}

const shownDecisions = 5;

function showDecision(
  page: Document,
  consultation: string,
  { folio, outcome, reason, at, revision }: DecisionLine,
  { t, href, day }: Words,
): void {
  const aside = page.getElementById("resolved");
  const list = aside?.querySelector("ul");
  if (aside === null || list == null) return;
  const line = page.createElement("li");
  line.className = outcome;
  const time = page.createElement("time");
  time.setAttribute("datetime", at);
  time.textContent = day(at);
  const made = t("decision.made", { number: revision });
  const said = paragraph(page, "reason", reason);
  said.lang = policyLanguage;
  line.append(
    paragraph(page, "", link(page, href(routes.suggestion(consultation, folio)), folio)),
    paragraph(page, "outcome", t(outcomes[outcome])),
    said,
    paragraph(
      page,
      "small",
      time,
      ". ",
      revision === 0
        ? t("decision.textStays")
        : link(page, href(routes.version(consultation, revision)), made),
    ),
  );
  list.prepend(line);
  while (list.children.length > shownDecisions) list.lastElementChild?.remove();
  aside.hidden = false;
}

function paragraph(page: Document, kind: string, ...content: readonly (Node | string)[]): HTMLElement {
  const made = page.createElement("p");
  if (kind !== "") made.className = kind;
  made.append(...content);
  return made;
}

function link(page: Document, href: string, words: string): HTMLAnchorElement {
  const made = page.createElement("a");
  made.setAttribute("href", href);
  made.append(words);
  return made;
}

// What the text engine costs on a text of 15,000 words as suggestions pile up: as many accepted as wait. Its bars say that one
// act costs about the same at ten thousand as at one thousand.
import { applyHunks } from "@pliego/shared/decisions/deciding.ts";
import { resolveHunks } from "@pliego/shared/suggestions/fit.ts";
import { conflictGroups } from "@pliego/shared/suggestions/groups.ts";
import type { Hunk } from "@pliego/shared/suggestions/suggestion.ts";
import { hangsOn, touchedBy } from "@pliego/shared/suggestions/touched.ts";
import { carry } from "@pliego/shared/text/carry.ts";
import { mapBlocks } from "@pliego/shared/text/map-blocks.ts";
import { packText } from "@pliego/shared/text/packed-text.ts";
import { creditedWords } from "@pliego/shared/text/provenance.ts";
import { structureOf, type Structure } from "@pliego/shared/text/structure.ts";
import type { TrackedText } from "@pliego/shared/text/tracked-text.ts";
import type { DocJSON } from "@pliego/shared/text/types.ts";
import { draws, edited, madeSuggestion, madeText, someWords, type Draw } from "./engine/made-text.ts";
import { median, report } from "./report.ts";

const quick = process.argv.includes("--quick");
const wordCount = 15_000;
const sizes = quick ? [1_000, 10_000] : [1_000, 10_000, 50_000];
const rounds = quick ? 200 : 1_000;

/** A text that has taken in `size` suggestions, with as many that wait, found by what they hang on. */
interface Scene {
  readonly size: number;
  readonly text: TrackedText;
  readonly structure: Structure;
  readonly pending: readonly (readonly Hunk[])[];
  readonly hangingOn: ReadonlyMap<string, readonly number[]>;
  readonly draw: Draw;
  readonly acceptedMs: number;
  readonly heapMb: number;
}

const now = () => performance.now();
const heapMb = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
};

function makeScene(size: number): Scene {
  const draw = draws(size);
  let text = madeText(wordCount, draw);
  const begin = now();
  for (let count = 0; count < size;) {
    const applied = applyHunks(text, madeSuggestion(text, draw), `suggestion:${count}`);
    if (applied.kind === "refused") continue;
    text = applied.text;
    count += 1;
  }
  const acceptedMs = (now() - begin) / size;
  const structure = structureOf(text.doc);
  const heapBefore = heapMb();
  const hangingOn = new Map<string, number[]>();
  const pending = Array.from({ length: size }, (_, at) => {
    const hunks = madeSuggestion(text, draw);
    const resolved = resolveHunks(hunks, text, structure);
    for (const part of hangsOn(resolved)) {
      const own = hangingOn.get(part);
      if (own === undefined) hangingOn.set(part, [at]);
      else own.push(at);
    }
    return hunks;
  });
  return { size, text, structure, pending, hangingOn, draw, acceptedMs, heapMb: heapMb() - heapBefore };
}

/** A word more in one paragraph, as somebody types it in the drafting room. */
function typed({ text, draw }: Scene): DocJSON {
  const ids = [...text.blocks.keys()];
  const id = ids[draw(ids.length)] ?? "";
  return mapBlocks(text.doc, (block) => {
    const first = block.content?.[0];
    if (block.attrs.id !== id || first?.type !== "text") return block;
    return { ...block, content: [{ ...first, text: `${first.text} ${someWords(draw, 1)}` }] };
  });
}

function timeKeystroke(scene: Scene): number {
  const next = typed(scene);
  const begin = now();
  carry(scene.text, next, "institution:2");
  return now() - begin;
}

/** A suggestion put into the text. */
function timeDecision(scene: Scene): number {
  const hunks = scene.pending[scene.draw(scene.pending.length)] ?? [];
  const begin = now();
  const applied = applyHunks(scene.text, hunks, "suggestion:decided");
  const spent = now() - begin;
  if (applied.kind === "refused") throw new Error("A fresh suggestion fits its own text");
  return spent;
}

function timeRefresh(scene: Scene): { readonly ms: number; readonly fitted: number } {
  const { text, draw } = scene;
  const ids = [...text.blocks.keys()];
  const id = ids[draw(ids.length)] ?? "";
  const changed = mapBlocks(text.doc, (block) => (block.attrs.id === id ? edited(block, draw) : block));
  const after = carry(text, changed, "institution:2");
  const begin = now();
  const touched = touchedBy(text, after);
  const near = new Set<number>();
  for (const part of touched) for (const at of scene.hangingOn.get(part) ?? []) near.add(at);
  for (const at of near) resolveHunks(scene.pending[at] ?? [], after);
  return { ms: now() - begin, fitted: near.size };
}

function timeAllFits({ text, structure, pending }: Scene): number {
  const begin = now();
  for (const hunks of pending) resolveHunks(hunks, text, structure);
  return now() - begin;
}

function timeGroups({ text, structure, pending }: Scene): { readonly ms: number; readonly groups: number } {
  const placed = pending.map((hunks, at) => ({
    key: String(at),
    resolved: resolveHunks(hunks, text, structure),
  }));
  const begin = now();
  const groups = conflictGroups(placed, text, structure);
  return { ms: now() - begin, groups: groups.length };
}

const scenes = sizes.map(makeScene);
const keystrokes = scenes.map((): number[] => []);
const decisions = scenes.map((): number[] => []);
const refreshes = scenes.map((): number[] => []);
const fitted = scenes.map((): number[] => []);
// One after the other in every round, so that a busy machine slows all sizes alike; the first rounds only warm up.
for (let round = -Math.ceil(rounds / 5); round < rounds; round += 1)
  scenes.forEach((scene, at) => {
    const [keystroke, decision, refresh] = [timeKeystroke(scene), timeDecision(scene), timeRefresh(scene)];
    if (round < 0) return;
    keystrokes[at]?.push(keystroke);
    decisions[at]?.push(decision);
    refreshes[at]?.push(refresh.ms);
    fitted[at]?.push(refresh.fitted);
  });

const figures: Record<string, number> = {};
scenes.forEach((scene, at) => {
  const { size, text } = scene;
  const groups = timeGroups(scene);
  const all = [timeAllFits(scene), timeAllFits(scene), timeAllFits(scene)];
  const provenanceBegin = now();
  const credited = [...creditedWords(text).values()].reduce((sum, count) => sum + count, 0);
  const provenanceMs = now() - provenanceBegin;
  Object.assign(figures, {
    [`${size}: a keystroke's carry (ms)`]: median(keystrokes[at] ?? []),
    [`${size}: a decision (ms)`]: median(decisions[at] ?? []),
    [`${size}: refreshing all fits after one change of one block (ms)`]: median(refreshes[at] ?? []),
    [`${size}: fits looked at again after it`]: median(fitted[at] ?? []),
    [`${size}: fitting every one from nothing (ms)`]: median(all),
    [`${size}: grouping all (ms)`]: groups.ms,
    [`${size}: conflict groups`]: groups.groups,
    [`${size}: accepting, mean over the whole history (ms)`]: scene.acceptedMs,
    [`${size}: words credited, of all words (ms)`]: provenanceMs,
    [`${size}: words credited`]: credited,
    [`${size}: the text as JSON (kB)`]: JSON.stringify(text.doc).length / 1000,
    [`${size}: its provenance as JSON (kB)`]: JSON.stringify(packText(text)).length / 1000,
    [`${size}: memory of those that wait (MB)`]: scene.heapMb,
  });
});

const ratio = (times: readonly number[][]) => median(times[1] ?? []) / median(times[0] ?? []);
report("engine", figures, [
  { name: "a keystroke's carry at 10,000 to that at 1,000", value: ratio(keystrokes), limit: 1.2 },
  { name: "a decision at 10,000 to that at 1,000", value: ratio(decisions), limit: 1.2 },
  { name: "refreshing all fits at 10,000 to that at 1,000", value: ratio(refreshes), limit: 2 },
]);

import { describe, expect, test } from "vitest";
import { makeBlock } from "../text/blocks.ts";
import { carry, track } from "../text/carry.ts";
import type { TrackedText } from "../text/tracked-text.ts";
import type { DocJSON } from "../text/types.ts";
import { clusterEquivalent, similarTo } from "./equivalent.ts";
import { patchBetween } from "./patch.ts";
import { identityOf } from "./same-change.ts";
import { campaignsOf, figuresOf } from "./testing/campaigns.ts";

const docOf = (...paragraphs: readonly string[]): DocJSON => ({
  type: "doc",
  content: paragraphs.map((text, at) => makeBlock({ id: `b${at}` }, [{ type: "text", text }])),
});
const identity = (base: TrackedText, ...paragraphs: readonly string[]): string =>
  identityOf(patchBetween(base, docOf(...paragraphs)));

describe("identical ones", () => {
  const plain = "El plazo será de treinta días hábiles para responder a la solicitud.";
  const other = "Los datos se publican en el catálogo.";
  const changed = "Los datos abiertos se publican cada mes en el catálogo.";
  const first = track(docOf(plain, other), "institution:1");
  const longer = "En todo caso, el plazo será de treinta días hábiles para responder a la solicitud.";
  const own = identity(first, plain.replace("treinta", "quince"), other);

  test("[S36] identical ones are one, whatever revision they were written against", () => {
    const elsewhere = carry(first, docOf(plain, changed), "institution:2");
    expect(identity(elsewhere, plain.replace("treinta", "quince"), changed)).toBe(own);
    const sameBlock = carry(first, docOf(longer.replace("el plazo", "El plazo"), other), "institution:2");
    const wording = longer.replace("el plazo", "El plazo").replace("treinta", "quince");
    expect(identity(sameBlock, wording, other)).toBe(own);
  });

  test("[S36] other words, or the same at another place, are another change", () => {
    expect(identity(first, plain.replace("treinta", "veinte"), other)).not.toBe(own);
    const twice = track(docOf("Treinta días o treinta días.", "Treinta días."), "institution:1");
    const one = identity(twice, "Quince días o treinta días.", "Treinta días.");
    expect(identity(twice, "Treinta días o treinta días.", "Quince días.")).not.toBe(one);
    const put = identity(first, plain.replace("días hábiles", "días muy hábiles"), other);
    expect(identity(first, plain.replace("para responder", "para muy responder"), other)).not.toBe(put);
  });
});

describe("near-equal ones", () => {
  const contributions = campaignsOf(37, 2_000);
  const clusters = clusterEquivalent(contributions.wordings);

  test("[S37] near-equal ones are proposed as equivalent: of 2,000 contributions nearly all campaigns are found and hardly a pair is wrong", () => {
    const figures = figuresOf(contributions, clusters);
    const told = JSON.stringify(figures);
    expect(figures.found / figures.campaigns, told).toBeGreaterThanOrEqual(0.95);
    expect(figures.clusters / figures.trueClusters, told).toBeLessThanOrEqual(1.2);
    expect(figures.precision, told).toBeGreaterThanOrEqual(0.95);
    expect(figures.recall, told).toBeGreaterThanOrEqual(0.9);
    expect(figures.falseFlags, told).toBeLessThanOrEqual(0.01);
  });

  test("[S37] each is in one cluster, and nothing of another target is joined to it", () => {
    const targets = new Map(contributions.wordings.map(({ key, target }) => [key, target]));
    const keys = clusters.flatMap(({ members }) => members.map(({ key }) => key));
    expect(keys.toSorted()).toEqual([...targets.keys()].toSorted());
    for (const { members, representative } of clusters) {
      expect(new Set(members.map(({ key }) => targets.get(key))).size).toBe(1);
      expect(members[0]?.score).toBe(1);
      expect(members.some(({ key, score }) => key === representative && score === 1)).toBe(true);
    }
    const words = "Publicar los datos cada mes";
    const twice = [
      { key: "1", target: "a", words },
      { key: "2", target: "b", words },
    ];
    expect(clusterEquivalent(twice)).toHaveLength(2);
  });

  test("[S37] those like one come the most alike first, whatever the number of others", () => {
    const on = (key: string, words: string, target = "a") => ({ key, target, words });
    const own = on("own", "El plazo para responder será de quince días hábiles");
    const near = on("near", "El plazo para responder será de veinte días hábiles");
    const same = on("same", "el PLAZO para responder, será de quince dias habiles.");
    const far = on("far", "Se crea un consejo con vecinos de cada barrio");
    const elsewhere = on("elsewhere", own.words, "b");
    expect(similarTo(own, [far, near, elsewhere, own, same]).map(({ key }) => key)).toEqual(["same", "near"]);
    expect(similarTo(own, [near]).map(({ key }) => key)).toEqual(["near"]);
    expect(similarTo(own, [far])).toEqual([]);
    expect(similarTo(on("empty", ""), [on("also empty", "…"), far])).toEqual([]);
    expect(clusterEquivalent([on("1", ""), on("2", "")])).toHaveLength(2);
  });
});

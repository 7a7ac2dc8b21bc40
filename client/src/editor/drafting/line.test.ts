// The line to the server as a machine: what is done after how long a silence.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Line, lineAct, lookMs } from "./line.ts";

const seconds = (n: number) => n * 1000;
const open: Line = { state: "open", since: 0, heard: 0, owesSince: undefined, isSeen: true };

describe("the line", () => {
  it.each<[string, Partial<Line>, number, string]>([
    ["is left alone while something is heard", { heard: seconds(9) }, 10, "rest"],
    ["is asked after three quiet seconds", {}, 3, "ask"],
    ["is not asked on a page that nobody sees", { isSeen: false }, 60, "rest"],
    ["is asked once", { owesSince: seconds(3) }, 4, "rest"],
    ["is late four seconds after a question", { owesSince: seconds(3) }, 7, "late"],
    ["is late with words too, seen or not", { owesSince: seconds(1), isSeen: false }, 5, "late"],
    ["is late although others are heard", { owesSince: seconds(1), heard: seconds(4) }, 5, "late"],
    ["is made anew when nothing is heard at all", { owesSince: seconds(1) }, 11, "reconnect"],
    ["is kept while others are heard", { owesSince: seconds(1), heard: seconds(10) }, 15, "late"],
    ["has time to bring a long text", { state: "opening" }, 7, "rest"],
    ["is late when the text does not come", { state: "opening" }, 8, "late"],
    ["is kept while the text comes", { state: "opening", heard: seconds(7) }, 12, "rest"],
    ["is made anew when nobody opens", { state: "connecting" }, 8, "reconnect"],
    ["is left to the provider between two attempts", { state: "between" }, 60, "rest"],
  ])("[L51] %s", (_what, line, now, act) => {
    expect(lineAct({ ...open, ...line }, seconds(now))).toBe(act);
  });

  it("[L51] whenever the line falls silent, it is said within ten seconds", () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(lookMs), fc.option(fc.nat(9000)), (sinceHeard, phase, wordsAfter) => {
        const silent = 100_000;
        let owesSince: number | undefined;
        for (let now = silent + phase; now <= silent + seconds(10); now += lookMs) {
          if (wordsAfter !== null && owesSince === undefined && now - silent >= wordsAfter)
            owesSince = silent + wordsAfter;
          const act = lineAct({ ...open, heard: silent - sinceHeard, owesSince }, now);
          if (act === "late") return;
          if (act === "ask") owesSince = now;
        }
        throw new Error("it was not said");
      }),
    );
  });
});

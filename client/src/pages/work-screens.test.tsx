// The queue of moderators and the desk of officials, seen as the HTML that is sent.
import { describe, expect, it } from "vitest";
import { accepted, revision } from "../testing/consultation-samples.ts";
import { page, person, textarea } from "../testing/rendered-pages.ts";
import { samples } from "../testing/samples.ts";

describe("the work screens", () => {
  it("[V23] the queue offers two acts, with their keys, and no merits to hide for", () => {
    const html = page("queue", samples.queue[2]!, person("moderator"));
    expect(html).toMatch(/<button[^>]*aria-keyshortcuts="a"[^>]*name="verdict" value="approve"/);
    expect(html).toMatch(/<button[^>]*name="verdict" value="hide"/);
    expect(html.match(/type="radio" name="rule"/g)).toHaveLength(5);
    expect(html).toContain("No estar de acuerdo no es un motivo para ocultar.");
    expect(html).toMatch(/data-folio="PNDA-2026-00012" aria-current="page"/);
  });

  it("[V22] refused, both keep what was typed and say what was wrong", () => {
    const queue = page("queue", samples.queue[3]!, person("moderator"));
    expect(textarea(queue, "sentence")).toBe("No.");
    expect(queue).toMatch(/value="respect"[^>]*checked/);
    expect(queue).toMatch(/id="problem" role="alert"/);
    const desk = page("desk", samples.desk[2]!, person("official"));
    expect(textarea(desk, "reason")).toBe("Un motivo que se quedó.");
  });

  it("[V23] the desk shows how the text would read and sends back what it showed", () => {
    const html = page("desk", samples.desk[1]!, person("official"));
    expect(html).toContain("<ins>de diez días hábiles</ins>");
    expect(html).toContain("Así quedaría");
    expect(html).toContain(`<input type="hidden" name="shown" value="sha256:${revision.hash}"/>`);
    for (const outcome of ["accepted", "rejected"])
      expect(html).toMatch(new RegExp(`<button[^>]*name="outcome" value="${outcome}"`));
  });

  it("[V23] without an exact place accepting is not offered, and it says why", () => {
    const html = page("desk", samples.desk[2]!, person("official"));
    expect(html).toContain("no tiene lugar exacto en el texto vigente (versión 4)");
    expect(html).not.toContain('value="accepted"');
    expect(html).toContain('value="rejected"');
  });

  it("[V23] a decision that somebody made first is shown beside what was being written, and none is offered", () => {
    const html = page("desk", samples.desk[3]!, person("official"));
    expect(html).toContain("Ya está resuelta");
    expect(html).toContain(accepted.reason);
    expect(textarea(html, "reason")).toBe("Lo que había escrito.");
    expect(html).not.toContain('name="outcome"');
    expect(html).not.toContain("Así quedaría");
  });

  it("[V23] empty, they say what will be there", () => {
    expect(page("queue", samples.queue[0]!, person("moderator"))).toContain("No hay casos en espera.");
    expect(page("desk", samples.desk[0]!, person("official"))).toContain("No hay propuestas por resolver.");
  });
});

// How much is missing or left in a field, as a sentence under it; silent until something is written.
import type { Words } from "../words.ts";

interface Length {
  readonly min: number;
  readonly max: number;
}

export function countIn(field: HTMLTextAreaElement, count: HTMLElement, { min, max }: Length, { t }: Words) {
  const update = () => {
    const { length } = field.value.trim();
    count.classList.toggle("over", length > max);
    if (length === 0) count.textContent = "";
    else if (length < min) count.textContent = t("count.missing", { count: min - length });
    else if (length > max) count.textContent = t("count.over", { count: length - max });
    else count.textContent = t("count.left", { count: max - length });
  };
  field.addEventListener("input", update);
  update();
  return update;
}

/** Counts in a counted field of this id, where the page has it. */
export function countField(page: Document, id: string, words: Words): void {
  const field = page.querySelector<HTMLTextAreaElement>(`textarea#${id}`);
  const count = page.getElementById(`${id}-count`);
  if (field === null || count === null) return;
  const { min, max } = count.dataset;
  countIn(field, count, { min: Number(min), max: Number(max) }, words);
}

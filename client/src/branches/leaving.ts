// What leaving means: the text stays with the others, or goes with the last one.
import type { MessageKey } from "@pliego/shared/i18n/translate.ts";

export const leavingNote = (authors: readonly string[]): MessageKey =>
  authors.length > 1 ? "branch.leaveNote" : "branch.leaveLast";

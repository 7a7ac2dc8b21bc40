// What every page file gives: how it is called and described, its body, and what the frame around it should know.
import type { ComponentChildren } from "preact";
import type { Frame, PageName, Pages } from "@pliego/shared/pages.ts";
import type { Words } from "../words.ts";

export interface PageView<N extends PageName> {
  readonly title: (data: Pages[N], words: Words) => string;
  readonly description?: (data: Pages[N], words: Words) => string;
  readonly body: (data: Pages[N], words: Words, frame: Frame) => ComponentChildren;
  /** The version on the page, for the foot of the page on screen and in print. */
  readonly edition?: (data: Pages[N]) => Edition;
  /** Not for search engines: pages of one person, and refusals. */
  readonly unlisted?: true;
  readonly script?: PageScript<N>;
}

/** What the page's own script is given: the families of messages it says, and what it needs to know. */
export interface PageScript<N extends PageName> {
  readonly says: readonly string[];
  readonly knows: (data: Pages[N], words: Words) => object;
}

export interface Edition {
  readonly title: string;
  readonly number: number;
  readonly hash: string;
}

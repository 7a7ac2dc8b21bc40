// Makes a page: its data and its frame into a whole HTML document. Pure; nothing is inline that runs or styles.
import { renderToString } from "preact-render-to-string";
import type { Frame, PageName, Pages, RenderPage } from "@pliego/shared/pages.ts";
import { messagesOf, wordsIn } from "./catalogues.ts";
import { account } from "./pages/account.tsx";
import { branch } from "./pages/branch.tsx";
import { branchBeginning } from "./pages/branch-beginning.tsx";
import { changes } from "./pages/changes.tsx";
import { desk } from "./pages/desk.tsx";
import { drafting } from "./pages/drafting.tsx";
import { Document } from "./pages/document.tsx";
import { home } from "./pages/home.tsx";
import { importing } from "./pages/importing.tsx";
import { joining } from "./pages/joining.tsx";
import { problem } from "./pages/problem.tsx";
import { propose } from "./pages/propose.tsx";
import { queue } from "./pages/queue.tsx";
import { reading } from "./pages/reading.tsx";
import { record } from "./pages/record.tsx";
import { signIn } from "./pages/sign-in.tsx";
import { suggestion } from "./pages/suggestion.tsx";
import { suggestions } from "./pages/suggestions.tsx";
import { versions } from "./pages/versions.tsx";
import type { PageView } from "./pages/view.ts";

const views: { readonly [N in PageName]: PageView<N> } = {
  home,
  reading,
  versions,
  record,
  signIn,
  account,
  importing,
  suggestions,
  suggestion,
  propose,
  queue,
  desk,
  changes,
  drafting,
  branchBeginning,
  branch,
  joining,
  problem,
};

export const renderPage: RenderPage = <N extends PageName>(name: N, data: Pages[N], frame: Frame): string => {
  const words = wordsIn(frame.locale);
  const view: PageView<N> = views[name];
  return `<!doctype html>${renderToString(
    <Document
      name={name}
      frame={frame}
      words={words}
      title={view.title(data, words)}
      description={view.description?.(data, words) || words.t("home.lead")}
      edition={view.edition?.(data)}
      unlisted={view.unlisted ?? false}
      script={{
        messages: messagesOf(frame.locale, view.script?.says ?? []),
        ...(view.script && { page: view.script.knows(data, words) }),
      }}
    >
      {view.body(data, words, frame)}
    </Document>,
  )}`;
};

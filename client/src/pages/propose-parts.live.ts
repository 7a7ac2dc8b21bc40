// The parts of the page where one proposes, and what can be said and shown in them.
import { must } from "@pliego/shared/errors.ts";
import type { Resumed } from "../suggestions/draft.ts";
import type { Words } from "../words.ts";

interface Link {
  readonly label: string;
  readonly href: string;
}

export function proposeParts(page: Document, { t }: Words) {
  const part = <T extends Element>(selector: string): T =>
    must(page.querySelector<T>(selector), `the page where one proposes has ${selector}`);
  const form = part<HTMLFormElement>("#propose");
  const said = part<HTMLElement>("#said");
  const draft = part<HTMLElement>("#draft");
  const told = part<HTMLElement>("#told");
  const current = part<HTMLElement>("#current");
  const words = part<HTMLTextAreaElement>("#words");
  const label = part<HTMLLabelElement>('label[for="words"]');
  const submit = part<HTMLButtonElement>("#propose button[type=submit]");
  const send = submit.textContent;
  let sending = false;
  label.id = "words-label";

  const button = (words: string, act: () => void) => {
    const made = page.createElement("button");
    made.type = "button";
    made.className = "plain";
    made.textContent = words;
    made.addEventListener("click", act);
    return made;
  };
  let startOver = () => {};
  current.append(button(t("propose.startOver"), () => startOver()));

  return {
    form,
    words,
    rationale: part<HTMLTextAreaElement>("#rationale"),
    rationaleCount: part<HTMLElement>("#rationale-count"),
    base: part<HTMLInputElement>('input[name="base"]'),
    key: part<HTMLInputElement>('input[name="key"]'),
    writing: part<HTMLElement>(".writing .field"),
    editorAttributes: {
      role: "textbox",
      "aria-multiline": "true",
      "aria-required": "true",
      "aria-labelledby": "words-label",
      "aria-describedby": words.getAttribute("aria-describedby") ?? "",
      lang: words.lang,
      spellcheck: "true",
      autocapitalize: "sentences",
    },

    /** The editor stands for the text box from now on; the box goes on carrying the words in the form. */
    editorIsThere(focus: () => void) {
      words.hidden = true;
      // What nobody can reach must not stop the form.
      words.required = false;
      label.removeAttribute("for");
      label.addEventListener("click", focus);
    },

    isSending: () => sending,
    setSending(now: boolean) {
      sending = now;
      submit.setAttribute("aria-disabled", String(now));
      submit.textContent = now ? t("propose.sending") : send;
    },

    /** What went wrong, in the place of what was said before. */
    say(sentence: string, link?: Link) {
      const notice = page.createElement("div");
      notice.className = "notice stop";
      notice.id = "problem";
      notice.setAttribute("role", "alert");
      notice.tabIndex = -1;
      const words = page.createElement("p");
      words.textContent = sentence;
      notice.append(words);
      if (link !== undefined) {
        const way = page.createElement("a");
        way.href = link.href;
        way.textContent = link.label;
        const line = page.createElement("p");
        line.append(way);
        notice.append(line);
      }
      said.replaceChildren(notice);
      notice.focus({ preventScroll: true });
      notice.scrollIntoView({ block: "center" });
    },

    sayRecovered(how: Resumed["how"], discard: () => void) {
      const sentences = {
        same: "propose.recovered",
        moved: "propose.recoveredMoved",
        said: "propose.recoveredSaid",
        stale: "propose.recoveredStale",
      } as const;
      const gone = button(t("propose.discard"), () => {
        draft.hidden = true;
        discard();
      });
      draft.replaceChildren(t(sentences[how]), gone);
      draft.hidden = false;
    },

    tell(sentences: readonly string[]) {
      const list = page.createElement("ul");
      list.className = "sentences";
      for (const sentence of sentences) {
        const line = page.createElement("li");
        line.textContent = sentence;
        list.append(line);
      }
      if (list.textContent !== told.textContent)
        told.replaceChildren(...(sentences.length > 0 ? [list] : []));
    },

    showCurrent(text: string) {
      const quoted = current.querySelector("blockquote");
      if (quoted !== null) {
        quoted.textContent = text;
        quoted.classList.add("written");
      }
      current.hidden = false;
    },
    hideCurrent: () => void (current.hidden = true),
    onStartOver: (act: () => void) => void (startOver = act),
  };
}

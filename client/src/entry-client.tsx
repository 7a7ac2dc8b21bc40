// Wakes the live parts of the page the server sent. Each page brings only what it needs; reading works without any of it.
import "./styles/icon.svg";
import "./styles/index.css";
import { greet } from "./pages/frame.live.ts";
import { readScriptWords } from "./pages/script-words.live.ts";

const words = readScriptWords(document);
const failed = (error: unknown) => reportError(error);

void greet(document, words).catch(failed);
void wake(document.body.dataset["page"])
  .then(() => (document.documentElement.dataset["awake"] = "yes"))
  .catch(failed);

async function wake(page: string | undefined): Promise<void> {
  switch (page) {
    case "reading":
      return (await import("./pages/reading.live.ts")).wake(document, words);
    case "signIn":
      return (await import("./pages/sign-in.live.ts")).wake(document, words);
    case "importing":
      return (await import("./pages/importing.live.ts")).wake(document, words);
    case "propose":
      return (await import("./pages/propose.live.ts")).wake(document, words);
    case "queue":
      return (await import("./pages/queue.live.ts")).wake(document, words);
    case "desk":
      return (await import("./pages/desk.live.ts")).wake(document, words);
    case "drafting":
      return (await import("./pages/drafting.live.ts")).wake(document, words);
    case "branch":
      return (await import("./pages/branch.live.ts")).wake(document, words);
    case "joining":
      return (await import("./pages/joining.live.ts")).wake(document, words);
    default:
  }
}

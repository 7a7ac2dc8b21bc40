// Fetches the page one is on again when its consultation has moved on: one request at a time, not more than one a second
// however much happens, and after a random while, so that 100,000 readers do not ask in the same second. What is done
// with it is the page's own business.

interface FreshPage {
  /** The version that the page on the screen has now. */
  readonly has: () => number;
  readonly versionOf: (fresh: Document) => number;
  readonly show: (fresh: Document) => void;
}

export interface Freshener {
  /** Something happened: the page should have at least this version. */
  readonly want: (version: number) => void;
  /** Look whether there is anything new. */
  readonly look: () => void;
}

const spreadMs = 3000;
const betweenMs = 1000;
/** The announcement may be faster than what answers the page. */
const tries = 4;
const retryMs = 250;

export function keepFresh({ has, versionOf, show }: FreshPage): Freshener {
  let wanted = 0;
  let looking = false;
  let working = false;
  const work = async (): Promise<void> => {
    if (working) return;
    working = true;
    await after(Math.random() * spreadMs);
    for (let left = tries; left > 0 && (looking || wanted > has()); left -= 1) {
      looking = false;
      const fresh = await fetchPage();
      const version = fresh === undefined ? 0 : versionOf(fresh);
      if (fresh !== undefined && version > has()) {
        show(fresh);
        left = tries;
      }
      if (wanted > has()) await after(version === 0 ? betweenMs : retryMs);
    }
    // What could not be reached is asked for again with the next announcement.
    wanted = Math.min(wanted, has());
    await after(betweenMs);
    working = false;
    if (looking || wanted > has()) await work();
  };
  const begin = () => void work().catch((error: unknown) => reportError(error));
  return {
    want(version) {
      wanted = Math.max(wanted, version);
      if (wanted > has()) begin();
    },
    look() {
      looking = true;
      begin();
    },
  };
}

async function fetchPage(): Promise<Document | undefined> {
  const { pathname, search } = location;
  const answer = await fetch(pathname + search, { cache: "no-cache" }).catch(() => undefined);
  if (answer?.ok !== true) return undefined;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// One and more of each page, with real policy words, for the tests of pages.
import type { PageName, Pages } from "@pliego/shared/pages.ts";
import { accountSamples } from "./account-samples.ts";
import { proposalSamples } from "./proposal-samples.ts";
import { readingSamples } from "./reading-samples.ts";
import { roomSamples } from "./room-samples.ts";
import { workSamples } from "./work-samples.ts";

export const samples: { readonly [N in PageName]: readonly Pages[N][] } = {
  ...readingSamples,
  ...proposalSamples,
  ...roomSamples,
  ...workSamples,
  ...accountSamples,
  problem: [
    ...[401, 403, 404, 409, 410, 429, 500, 503].map((status) => ({
      problem: { status, message: "error.tooMany" as const, params: { minutes: 3 } },
      requestId: "01J9Z6",
    })),
    {
      problem: { status: 503, message: "error.databaseAway", params: {} },
      requestId: "01J9Z6",
      again: {
        action: "/consultas/datos/proponer/k3f9",
        fields: [["words", "Los entes publicarán «sus» datos\nen un mes."]],
      },
    },
  ],
};

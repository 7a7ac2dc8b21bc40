// The pages where people write together: the institution's draft, and suggestions of several people.
import type { BranchPage, Pages } from "@pliego/shared/pages.ts";
import { card } from "./consultation-samples.ts";
import { suggested } from "./suggestion-samples.ts";
import { doc } from "./text-samples.ts";

const writingIn = (roomName: string) => ({
  serverPath: "/live/rooms",
  roomName,
  mode: "write" as const,
  epoch: "0f1e",
  keepAs: "5f".repeat(32),
});

export const branchPage: BranchPage = {
  consultation: card,
  branch: "0a1b2c",
  latestNumber: 2,
  ...writingIn("branch-0a1b2c"),
  doc,
  changes: [],
  authors: ["Ana Ruiz"],
  mostAuthors: 20,
  invitation: { isOpen: false, link: "" },
  rationale: "",
  rationaleLength: { min: 20, max: 1000 },
  problem: null,
};

export const roomSamples: {
  readonly [N in "drafting" | "branchBeginning" | "branch" | "joining"]: readonly Pages[N][];
} = {
  drafting: [
    {
      consultation: card,
      latestNumber: 2,
      ...writingIn("draft-datos-abiertos"),
      doc: null,
      changes: [],
      reasonLength: { min: 20, max: 5000 },
      reason: "",
      problem: null,
    },
    {
      consultation: { ...card, watchable: true },
      latestNumber: 2,
      ...writingIn("draft-datos-abiertos"),
      mode: "watch",
      keepAs: "",
      doc,
      changes: [],
      reasonLength: { min: 20, max: 5000 },
      reason: "",
      problem: null,
    },
  ],
  branchBeginning: [{ consultation: card, block: "p1", paragraph: 1, heading: "Artículo 1. Definiciones" }],
  branch: [
    branchPage,
    {
      ...branchPage,
      changes: [
        {
          kind: "changed",
          block: "p1",
          paragraph: 1,
          heading: "Artículo 1. Definiciones",
          pieces: suggested.places.flatMap(({ pieces }) => pieces),
        },
      ],
      authors: ["Ana Ruiz", "Luis Mora", "Eva Ñuñez"],
      invitation: { isOpen: true, link: "https://pliego.example/escribir/0a1b/unirse#c0d1g0" },
      rationale: "Porque sí.",
      problem: { status: 422, message: "error.rationaleTooShort", params: { count: 20 } },
    },
  ],
  joining: [
    { consultation: card, branch: "0a1b2c", begunBy: "Luis Mora", signedOut: false, problem: null },
    {
      consultation: card,
      branch: "0a1b2c",
      begunBy: "Luis Mora",
      signedOut: false,
      problem: { status: 422, message: "error.invitationWrong", params: {} },
    },
    { consultation: card, branch: "0a1b2c", begunBy: "Luis Mora", signedOut: true, problem: null },
  ],
};

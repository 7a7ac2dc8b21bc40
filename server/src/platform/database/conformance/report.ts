// Says at the end of the integration tests where the conformance suite ran, and where not.
import type { TestProject } from "vitest/node";
import { databaseUri } from "../../../testing/own-database.ts";
import { RAN_ON_MONGODB } from "./ran-on.ts";

/** What conformance.test.ts is called, and how its outer group is named: "on MongoDB 8.0.17". */
const FILE = /\/database\/conformance\/conformance\.test\.ts$/;

interface Ran {
  readonly server: string;
  readonly passed: boolean;
}

/** Called by vitest before the tests; answers what it calls after them. */
export function setup(project: TestProject): () => void {
  return () => {
    for (const module of project.vitest.state.getTestModules()) {
      if (!FILE.test(module.moduleId) || module.project.name !== project.name) continue;
      const [group] = [...module.children.suites()];
      const server = /^on (.+)$/.exec(group?.name ?? "")?.[1] ?? "no server: it could not be opened";
      const ran = { server, passed: module.state() === "passed" };
      process.stdout.write(`\nConformance: ${sentence(ran, databaseUri() !== undefined)}\n`);
    }
  };
}

/** What is said of a run. */
export function sentence({ server, passed }: Ran, isUriSet: boolean): string {
  const verb = passed ? "run" : "failed";
  const version = /^MongoDB (.+)$/.exec(server)?.[1];
  if (version === undefined)
    return `${verb} on ${server}; not run on MongoDB (${
      isUriSet ? "MONGODB_URI names none" : "MONGODB_URI is not set"
    })`;
  const isNews = passed && !RAN_ON_MONGODB.includes(version);
  return `${verb} on ${server}${isNews ? ", which ran-on.ts and the README do not say yet" : ""}`;
}

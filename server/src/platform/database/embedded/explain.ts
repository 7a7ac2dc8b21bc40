// explain: which plan a command would take, and with verbosity executionStats what taking it looks at.
import { pipelineOf } from "./aggregation.ts";
import { type Call, document, namespaceOf, readCall, text } from "./call.ts";
import type { Catalog, Collection } from "./catalog.ts";
import { StoreError } from "./errors.ts";
import { patternOf } from "./indexes.ts";
import { knownCommand } from "./known-command.ts";
import { type GoOn, patiently } from "./pace.ts";
import type { Plan } from "./plan.ts";
import { type Query, EVERYTHING, select, selectUnseen } from "./query.ts";
import { type Answering, countQuery, distinctQuery, findQuery } from "./read-commands.ts";
import type { View } from "./views.ts";
import * as writes from "./write-commands.ts";

const VERBOSITIES = ["queryPlanner", "executionStats", "allPlansExecution"];

export function explain(call: Call, view: View, catalog: Catalog): Answering {
  const verbosity = text(call.body, "verbosity", "allPlansExecution");
  if (!VERBOSITIES.includes(verbosity))
    throw new StoreError(2, `verbosity is one of ${VERBOSITIES.join(", ")}`);
  const body = { ...document(call.body, "explain"), $db: call.database };
  const inner = readCall(knownCommand(body), body, call.connection);
  const query = queryOf(inner);
  const namespace = namespaceOf(inner);
  const collection = catalog.find(view, namespace);
  const selection = (inner.name === "count" ? selectUnseen : select)(view, collection, query);
  return async (goOn: GoOn) => {
    const queryPlanner = {
      namespace,
      winningPlan: stagesOf(selection.plan, query, collection),
      rejectedPlans: [],
    };
    if (verbosity === "queryPlanner") return { explainVersion: "1", queryPlanner };
    const began = performance.now();
    let nReturned = 0;
    await patiently(selection.found, goOn, () => void (nReturned += 1));
    const executionStats = {
      executionSuccess: true,
      nReturned,
      executionTimeMillis: Math.round(performance.now() - began),
      totalKeysExamined: selection.plan?.isPrimary === false ? selection.examined.keys : 0,
      totalDocsExamined: selection.examined.documents,
    };
    return { explainVersion: "1", queryPlanner, executionStats };
  };
}

function queryOf(call: Call): Query {
  switch (call.name) {
    case "find":
      return findQuery(call);
    case "count":
      return countQuery(call);
    case "distinct":
      return distinctQuery(call);
    case "aggregate":
      return pipelineOf({ ...call, body: { cursor: {}, ...call.body } }).query;
    case "update":
      return writes.update(call).statement(0).query ?? EVERYTHING;
    case "delete":
      return writes.remove(call).statement(0).query ?? EVERYTHING;
    case "findAndModify":
      return writes.findAndModify(call).statement(0).query ?? EVERYTHING;
    default:
      throw new StoreError(
        59,
        `explain of ${call.name} is outside the subset that the embedded store serves`,
      );
  }
}

/** The plan as nested stages, the outermost last in time: how the documents are come by, then sorted. */
function stagesOf(plan: Plan | undefined, query: Query, collection: Collection | undefined): object {
  if (plan === undefined || collection === undefined) return { stage: "EOF" };
  const index = collection.indexes.find(({ name }) => name === plan.index);
  const direction = plan.reverse ? "backward" : "forward";
  const filter = Object.keys(query.filter).length === 0 ? {} : { filter: query.filter };
  const found =
    plan.isPrimary && !plan.isBounded
      ? { stage: "COLLSCAN", ...filter, direction }
      : {
          stage: "FETCH",
          ...filter,
          inputStage: {
            stage: "IXSCAN",
            keyPattern: index === undefined ? { _id: 1 } : patternOf(index.fields),
            indexName: plan.index,
            isMultiKey: plan.repeats,
            direction,
          },
        };
  return plan.isSorted ? found : { stage: "SORT", sortPattern: patternOf(query.sort), inputStage: found };
}

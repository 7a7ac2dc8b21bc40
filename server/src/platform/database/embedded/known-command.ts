// Which command is meant: one of those that subset.ts lists, with the fields it lists, or a refusal by name (rule E1).
import { StoreError, outsideSubset } from "./errors.ts";
import { ALIASES, COMMANDS, ENVELOPE, READ_CONCERN, refuseUnknown, serves } from "./subset.ts";
import { type Doc, isDoc } from "./values.ts";

/** The command's proper name, or a refusal: 59 for an unknown command, 40415 for an unknown field of a known one. */
export function knownCommand(command: Doc): string {
  const spelled = Object.keys(command)[0] ?? "";
  const name = ALIASES[spelled] ?? spelled;
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (known === undefined)
    throw new StoreError(
      59,
      `no such command: '${spelled}' (outside the subset that the embedded store serves)`,
    );
  for (const field of Object.keys(command).slice(1)) {
    if (!serves(known.fields, field) && !serves(ENVELOPE, field)) {
      throw new StoreError(
        40415,
        `BSON field '${name}.${field}' is outside the subset that the embedded store serves`,
      );
    }
  }
  refuseUnknownConcern(command["readConcern"]);
  return name;
}

function refuseUnknownConcern(concern: Doc[string] | undefined): void {
  if (concern === undefined) return;
  if (!isDoc(concern)) throw new StoreError(9, "readConcern must be a document");
  refuseUnknown(concern, READ_CONCERN, "readConcern option");
  const level = concern["level"] ?? "local";
  if (
    typeof level !== "string" ||
    !["local", "available", "majority", "snapshot", "linearizable"].includes(level)
  ) {
    throw outsideSubset(`readConcern level ${String(level)}`);
  }
}

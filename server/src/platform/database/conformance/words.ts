// What a command uses, in words that can be compared with the subset's list: "find", "find.sort", "query $gt",
// "update $set", "$push $each", "stage $match", "index unique", "partial $exists", "any txnNumber",
// "transaction update".
type Word = (word: string) => void;
type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** Says every word of a command as it is sent. */
export function wordsOf(command: Fields, say: Word): void {
  const [name = "", ...fields] = Object.keys(command);
  say(name);
  for (const field of fields) for (const word of [`${name}.${field}`, `any ${field}`]) say(word);
  if (command["autocommit"] === false) say(`transaction ${name}`);
  wordsOfBody(command, say);
  const explained = command["explain"];
  if (!isFields(explained)) return;
  say(`explain ${Object.keys(explained)[0]}`);
  wordsOfBody(explained, say);
}

function wordsOfBody(command: Fields, say: Word): void {
  for (const filter of ["filter", "query"]) operators(command[filter], "query", say);
  operators(command["projection"], "projection", say);
  operators(command["fields"], "projection", say);
  if ("findAndModify" in command) updateWords(command["update"], say);
  for (const filter of listOf(command["arrayFilters"])) operators(filter, "query", say);
  for (const statement of listOf(command["updates"])) updateStatement(fieldsOf(statement), say);
  for (const statement of listOf(command["deletes"])) {
    for (const field of Object.keys(fieldsOf(statement))) say(`delete statement ${field}`);
    operators(fieldsOf(statement)["q"], "query", say);
  }
  for (const stage of listOf(command["pipeline"])) stageWords(fieldsOf(stage), say);
  for (const index of listOf(command["indexes"])) {
    for (const option of Object.keys(fieldsOf(index))) say(`index ${option}`);
    operators(fieldsOf(index)["partialFilterExpression"], "partial", say);
  }
  const concern = fieldsOf(command["readConcern"]);
  for (const option of Object.keys(concern)) say(`read concern ${option}`);
  for (const option of Object.keys(fieldsOf(command["cursor"]))) say(`cursor ${option}`);
  for (const option of Object.keys(fieldsOf(command["writeConcern"]))) say(`write concern ${option}`);
}

function updateStatement(statement: Fields, say: Word): void {
  for (const field of Object.keys(statement)) say(`update statement ${field}`);
  operators(statement["q"], "query", say);
  for (const filter of listOf(statement["arrayFilters"])) operators(filter, "query", say);
  updateWords(statement["u"], say);
}

function updateWords(update: unknown, say: Word): void {
  for (const [operator, fields] of Object.entries(fieldsOf(update))) {
    say(`update ${operator}`);
    for (const [path, operand] of Object.entries(fieldsOf(fields))) {
      for (const part of path.split("."))
        if (part.startsWith("$")) say(`path ${part.replace(/\[.+\]/, "[name]")}`);
      operators(operand, operator === "$pull" ? "query" : operator, say);
    }
  }
}

function stageWords(stage: Fields, say: Word): void {
  for (const [name, operand] of Object.entries(stage)) {
    say(`stage ${name}`);
    operators(operand, name === "$match" ? "query" : name === "$group" ? "accumulator" : "expression", say);
  }
}

/** Every name with a dollar in a document, however deep. */
function operators(value: unknown, kind: string, say: Word): void {
  if (Array.isArray(value)) for (const element of value) operators(element, kind, say);
  if (!isFields(value)) return;
  for (const [name, operand] of Object.entries(value)) {
    if (name.startsWith("$")) say(`${kind} ${name}`);
    operators(operand, kind, say);
  }
}

// The tokens of TypeScript source, enough of it to see calls, keys, strings and what encloses them; comments are left
// out, types are tokens like all else.

export interface Token {
  readonly kind: "name" | "text" | "number" | "sign";
  readonly value: string;
  readonly line: number;
}

const pattern = new RegExp(
  [
    String.raw`(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)`,
    String.raw`(?<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')`,
    String.raw`(?<name>[#\p{L}_$][\p{L}\d_$]*)`,
    String.raw`(?<number>\d[\w.]*)`,
    String.raw`(?<regex>\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*)`,
    String.raw`(?<sign>=>|[\s\S])`,
  ].join("|"),
  "uy",
);
/** After these a slash divides; after anything else it begins a regular expression. */
const endsValue = (token: Token | undefined) =>
  token !== undefined &&
  (token.kind === "number" ||
    token.kind === "text" ||
    (token.kind === "name" && !["return", "typeof", "case", "in", "of"].includes(token.value)) ||
    [")", "]", "}"].includes(token.value));

/** Cuts source into tokens. A template gives its plain pieces as texts, and the tokens of what is put into it. */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  /** Of each template that is open: how many braces are open within it. */
  const templates: number[] = [];
  let at = 0;
  let line = 1;
  const add = (kind: Token["kind"], value: string) => void tokens.push({ kind, value, line });
  const moveTo = (end: number) => {
    line += source.slice(at, end).split("\n").length - 1;
    at = end;
  };
  const template = (start: number) => {
    const piece = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;
    piece.lastIndex = start;
    const text = piece.exec(source)?.[0] ?? "";
    add("text", text);
    const end = start + text.length;
    const isOpen = source.startsWith("${", end);
    if (isOpen) templates.push(0);
    moveTo(end + (isOpen ? 2 : 1));
  };
  while (at < source.length) {
    if (source[at] === "`") {
      template(at + 1);
      continue;
    }
    const depth = templates.at(-1);
    if (source[at] === "}" && depth === 0) {
      templates.pop();
      template(at + 1);
      continue;
    }
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.groups ?? {};
    const whole = Object.values(found).find((value) => value !== undefined) ?? "";
    if (found["regex"] !== undefined && endsValue(tokens.at(-1))) {
      add("sign", "/");
      moveTo(at + 1);
      continue;
    }
    if (found["text"] !== undefined) add("text", whole.slice(1, -1));
    else if (found["name"] !== undefined) add("name", whole);
    else if (found["number"] !== undefined) add("number", whole);
    else if (found["sign"] !== undefined) add("sign", whole);
    if (depth !== undefined && (whole === "{" || whole === "}"))
      templates.push((templates.pop() ?? 0) + (whole === "{" ? 1 : -1));
    moveTo(at + whole.length);
  }
  return tokens;
}

/** Where the bracket that opens at a position closes. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.kind !== "sign") continue;
    if ("([{".includes(token.value)) depth += 1;
    else if (")]}".includes(token.value) && (depth -= 1) === 0) return at;
  }
  return tokens.length;
}

/** What each token is within, outermost first: the keys and the called functions that own the open brackets. */
export function ownersOf(tokens: readonly Token[]): readonly (readonly string[])[] {
  const owners: (readonly string[])[] = [];
  let open: readonly string[] = [];
  for (const [at, token] of tokens.entries()) {
    const isSign = token.kind === "sign";
    if (isSign && ")]}".includes(token.value)) open = open.slice(0, -1);
    owners.push(open);
    if (isSign && "([{".includes(token.value)) open = [...open, ownerOf(tokens, at)];
  }
  return owners;
}

function ownerOf(tokens: readonly Token[], open: number): string {
  const before = tokens[open - 1];
  if (tokens[open]?.value === "(") return calledBefore(tokens, open)?.value ?? "";
  const key = before?.value === ":" ? tokens[open - 2] : undefined;
  return key?.kind === "name" || key?.kind === "text" ? key.value : "";
}

/** The name that is called by the parenthesis at a position: `find(`, `lean<Person>(`. */
export function calledBefore(tokens: readonly Token[], open: number): Token | undefined {
  let at = open - 1;
  if (tokens[at]?.value === ">") {
    for (let depth = 0; at >= 0; at--) {
      if (tokens[at]?.value === ">") depth += 1;
      if (tokens[at]?.value === "<" && (depth -= 1) === 0) break;
    }
    at -= 1;
  }
  return tokens[at]?.kind === "name" ? tokens[at] : undefined;
}

// Writes an expression or a statement in one way, whatever its white space, comments, letters of keywords and quotes are.
// What SQLite reads from it stays the same: it can be run.
import { foldIdentifier, quoteText } from "../sql/identifier.ts";
import { isName, isOperator, isWord } from "../sql/lexeme-search.ts";
import { type Lexeme, lexemes } from "../sql/lexemes.ts";
import { keywordKind, writeName } from "./keywords.ts";
import { isSoftKeyword } from "./soft-keyword.ts";

/** How a name is written, by its folded form. */
export type NameLetters = (folded: string) => string;

const asFolded: NameLetters = (folded) => folded;

/** One lexeme in its normal form. A `call` is the name of a function, a `unary` sign belongs to what follows. */
export interface NormalPart {
  readonly kind: "keyword" | "name" | "call" | "value" | "operator" | "unary";
  readonly text: string;
}

/**
 * The normal form on one line.
 * @param letters gives a name the letters it was defined with; without it the letters A to Z of names are lower case
 */
export function normalText(sql: string, letters: NameLetters = asFolded): string {
  return joinParts(normalParts(lexemes(sql), letters));
}

/** The lexemes in their normal form. */
export function normalParts(all: readonly Lexeme[], letters: NameLetters = asFolded): NormalPart[] {
  const parts: NormalPart[] = [];
  for (const [index, lexeme] of all.entries()) parts.push(normalPart(all, index, lexeme, parts, letters));
  return parts;
}

function normalPart(
  all: readonly Lexeme[],
  index: number,
  lexeme: Lexeme,
  before: readonly NormalPart[],
  letters: NameLetters,
): NormalPart {
  switch (lexeme.kind) {
    case "word":
    case "name":
      return wordOrName(all, index, lexeme, before, letters);
    case "text":
      return isNamePlace(all, index)
        ? { kind: "name", text: writeName(ownLetters(all, index, lexeme, letters)) }
        : { kind: "value", text: quoteText(lexeme.value) };
    case "blob":
      return { kind: "value", text: `X'${lexeme.value.toUpperCase()}'` };
    case "number":
      return { kind: "value", text: lexeme.value.toLowerCase() };
    case "operator": {
      const isUnary = /^[-+~]$/.test(lexeme.value) && expectsOperand(before.at(-1));
      return { kind: isUnary ? "unary" : "operator", text: lexeme.value };
    }
    default:
      return { kind: "value", text: lexeme.value };
  }
}

function wordOrName(
  all: readonly Lexeme[],
  index: number,
  lexeme: Lexeme,
  before: readonly NormalPart[],
  letters: NameLetters,
): NormalPart {
  const { value } = lexeme;
  const kind = keywordKind(value);
  if (lexeme.kind === "word" && kind !== "none") {
    const isKeyword = kind === "reserved" || isSoftKeyword(all, index, expectsOperand(before.at(-1)));
    if (isKeyword) return { kind: "keyword", text: value.toUpperCase() };
  }
  const isCall = isOperator(all[index + 1], "(");
  const previous = all[index - 1];
  // Names of collations and types have no letters of their own.
  if (isWord(previous, "COLLATE") || isCastType(all, index))
    return { kind: isCall ? "call" : "name", text: writeName(value.toUpperCase()) };
  // A function may be called `replace`, which in quotes would be the same.
  if (isCall && /^\w+$/.test(value) && !/^(cast|raise)$/i.test(value) && kind !== "reserved")
    return { kind: "call", text: foldIdentifier(value) };
  return { kind: isCall ? "call" : "name", text: writeName(ownLetters(all, index, lexeme, letters)) };
}

/** Behind AS a name is defined, so its letters are its own. */
function ownLetters(all: readonly Lexeme[], index: number, { value }: Lexeme, letters: NameLetters): string {
  return isWord(all[index - 1], "AS") && !isOperator(all[index + 1], "(") ? value : letters(foldIdentifier(value));
}

/** SQLite takes text for a name in a few places (https://sqlite.org/lang_keywords.html). */
function isNamePlace(all: readonly Lexeme[], index: number): boolean {
  const previous = all[index - 1];
  if (isOperator(previous, ".") || isOperator(all[index + 1], ".")) return true;
  if (isWord(previous, "FROM")) return !isWord(all[index - 2], "DISTINCT");
  return isWord(previous, "AS", "JOIN", "INTO", "COLLATE");
}

/** True within the type of `CAST(x AS type)`. */
function isCastType(all: readonly Lexeme[], index: number): boolean {
  let at = index - 1;
  while (isName(all[at]) && !isWord(all[at], "AS")) at--;
  if (!isWord(all[at], "AS")) return false;
  for (let depth = 0; at >= 0; at--) {
    if (isOperator(all[at], ")")) depth++;
    else if (isOperator(all[at], "(") && --depth < 0) return isWord(all[at - 1], "CAST");
  }
  return false;
}

const OPERAND_KEYWORDS =
  /^(NULL|TRUE|FALSE|END|CURRENT_\w+|ISNULL|NOTNULL|ASC|DESC|ROW|FIRST|LAST|PRECEDING|FOLLOWING|UNBOUNDED|OTHERS|TIES)$/;

/** True where a value or a name has to come next, and no operator can. */
function expectsOperand(previous: NormalPart | undefined): boolean {
  if (previous === undefined || previous.kind === "unary") return true;
  if (previous.kind === "operator") return previous.text !== ")";
  return previous.kind === "keyword" && !OPERAND_KEYWORDS.test(previous.text);
}

/** Puts the parts on one line. */
export function joinParts(parts: readonly NormalPart[]): string {
  let text = "";
  for (const [index, part] of parts.entries()) {
    const previous = parts[index - 1];
    text += previous === undefined || isTight(previous, part) ? part.text : ` ${part.text}`;
  }
  return text;
}

/** Whether nothing stands between two parts. */
function isTight(previous: NormalPart, part: NormalPart): boolean {
  if (/^[,).;]$/.test(part.text) || previous.text === "." || previous.text === "(") return true;
  if (part.text === "(") return previous.kind === "call" || /^(CAST|RAISE)$/.test(previous.text);
  // Two signs in a row would begin a comment.
  return previous.kind === "unary" && part.kind !== "unary";
}

// An expression of the sources as the text that a user reads, with ‹words› in place of what is only known when it runs.
import { child, children, fixedParts, literalText, type Node, nameOf } from "./syntax.ts";

/** The initial values of the constants that an expression can name, by their names. */
export type Constants = ReadonlyMap<string, Node>;

/** Functions that show what they are given: what they are given is what is named. */
const SHOWS = new Set([
  "quote",
  "plainLine",
  "showUrl",
  "shownAddress",
  "show",
  "shown",
  "String",
  "stringify",
  "quoteIdentifier",
  "showBytes",
  "quoted",
]);
/** Methods that leave a text, or a list, what it is. */
const KEEPS = new Set([
  "join",
  "map",
  "slice",
  "trim",
  "replace",
  "replaceAll",
  "toString",
  "toLowerCase",
  "toUpperCase",
  "toWellFormed",
  "split",
  "at",
]);
/** What stands for the words of another error. */
const CAUSES = new Set(["error", "problem", "cause", "fault", "failure", "errorMessage", "message", "reason"]);
const LONGEST_ARM = 160;

/** The text of an expression. Its constants are resolved, and `used` is told which. */
export function messageText(node: Node, constants: Constants, used: (name: string) => void): string {
  const inner = (one: Node | undefined) => (one === undefined ? "" : messageText(one, constants, used));
  const text = literalText(node);
  if (text !== undefined) return text;
  if (node.type === "TemplateLiteral") {
    const values = children(node, "expressions").map(inner);
    return fixedParts(node)
      .map((part, index) => part + (values[index] ?? ""))
      .join("");
  }
  if (isText(node) && node.type === "BinaryExpression") return inner(child(node, "left")) + inner(child(node, "right"));
  if (node.type === "ConditionalExpression") return eitherOf(inner(child(node, "consequent")), inner(child(node, "alternate")));
  if (node.type === "LogicalExpression") return placeholder(child(node, "left"));
  if (node.type === "Identifier") {
    const value = constants.get(nameOf(node));
    const resolved = value !== undefined && isText(value) ? messageText(value, constants, () => undefined) : "";
    if (/[a-z]{2}/.test(resolved.replaceAll(/‹[^‹›]*›/g, ""))) {
      used(nameOf(node));
      return resolved;
    }
  }
  return placeholder(node);
}

/** Whether an expression is made of text as far as the source says. */
export function isText(node: Node): boolean {
  if (literalText(node) !== undefined || node.type === "TemplateLiteral") return true;
  if (node.type === "BinaryExpression" && node["operator"] === "+")
    return [child(node, "left"), child(node, "right")].some((side) => side !== undefined && isText(side));
  if (node.type === "ConditionalExpression")
    return [child(node, "consequent"), child(node, "alternate")].every((arm) => arm !== undefined && isText(arm));
  return false;
}

/** One of two texts: `[…]` for one that may be left out. */
function eitherOf(one: string, other: string): string {
  if (one === other) return one;
  if (one === "") return `[${other}]`;
  if (other === "") return `[${one}]`;
  return (one + other).length > LONGEST_ARM ? "‹…›" : `[${one}|${other}]`;
}

function placeholder(node: Node | undefined): string {
  return `‹${words(placeholderName(node)) || "…"}›`;
}

function placeholderName(node: Node | undefined): string {
  if (node === undefined) return "";
  const [argument] = children(node, "arguments");
  if (node.type === "CallExpression") {
    const callee = child(node, "callee");
    const name = nameOf(callee);
    const owner = nameOf(child(callee, "object"));
    if (owner === "Math" || name === "Number") return "number";
    if (name === "formatDuration" || name === "isoTime") return "time";
    if (SHOWS.has(name)) return placeholderName(argument);
    if (KEEPS.has(name)) return placeholderName(child(callee, "object"));
    if (CAUSES.has(name)) return "cause";
    return name;
  }
  if (node.type === "MemberExpression") {
    const name = nameOf(node);
    if (name === "length" || name === "size") return "number";
    if (CAUSES.has(name)) return "cause";
    return node["computed"] === true ? placeholderName(child(node, "object")) : name;
  }
  if (node.type === "LogicalExpression" || node.type === "BinaryExpression") return placeholderName(child(node, "left"));
  if (/^TS(As|NonNull|Satisfies)/.test(node.type) || node.type === "ChainExpression" || node.type === "AwaitExpression")
    return placeholderName(child(node, "expression") ?? child(node, "argument"));
  const name = nameOf(node);
  return CAUSES.has(name) ? "cause" : name;
}

/** `backupDirectory` → `backup directory`. */
function words(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll("_", " ")
    .toLowerCase()
    .trim();
}

// What the parser gives, as much of it as is looked at: a tree of nodes, and names in it.
import { parseSync } from "rolldown/utils";

/** A node of an ESTree with TypeScript's own nodes; what it has beside these depends on its type. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** @throws where the source cannot be parsed */
export function parse(file: string, source: string): Node {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  return program as unknown as Node;
}

/** A node that stands below `key`; undefined where there is none. */
export function child(node: Node | undefined, key: string): Node | undefined {
  const found = node?.[key];
  return isNode(found) ? found : undefined;
}

/** The nodes of a list below `key`. */
export function children(node: Node | undefined, key: string): Node[] {
  const found = node?.[key];
  return Array.isArray(found) ? found.filter(isNode) : [];
}

/** All nodes right below a node, in the order of the source. */
export function below(node: Node): Node[] {
  const found = Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
  return found.sort((a, b) => a.start - b.start);
}

/** The name that an expression ends with: `b` of `a.b`, `f` of `f`; empty where it has none. */
export function nameOf(node: Node | undefined): string {
  if (node === undefined) return "";
  if (node.type === "Identifier" || node.type === "PrivateIdentifier") return String(node["name"]);
  if (node.type === "Super") return "super";
  if (node.type === "Literal") return String(node["value"]);
  if (node.type === "MemberExpression") return nameOf(child(node, "property"));
  return "";
}

/** The text of a string literal; undefined for everything else. */
export function literalText(node: Node | undefined): string | undefined {
  return node?.type === "Literal" && typeof node["value"] === "string" ? node["value"] : undefined;
}

/** The fixed parts of a template. */
export function fixedParts(template: Node): string[] {
  return children(template, "quasis").map((part) => String((part["value"] as { cooked?: string }).cooked ?? ""));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as Node).type === "string";
}

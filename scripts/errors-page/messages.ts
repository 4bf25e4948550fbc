// Every text of the sources that can reach a user as a message. What looks like a sentence is taken for one unless it is known to be something else,
// so that a new message is on the page without anybody thinking of it.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { actionSources } from "../action-sources.ts";
import { type Constants, isText, messageText } from "./message-text.ts";
import { isNoMessage } from "./no-messages.ts";
import { below, child, children, literalText, type Node, nameOf, parse } from "./syntax.ts";

export interface Message {
  /** As it appears, with ‹words› for what differs and [what may be left out]. */
  readonly text: string;
  /** Relative to the repository, with `/`. */
  readonly file: string;
  /** What can be a code of a finding, or a reason of a verdict: the short words beside it. */
  readonly tags: readonly string[];
}

interface Found extends Message {
  /** The constant that it is the value of. */
  readonly constant: string | undefined;
}

/** All messages of the checkout at `root`, in the order of the files. */
export function readMessages(root: string): Message[] {
  return actionSources(root).flatMap((file) => messagesOf(file, readFileSync(join(root, file), "utf8")));
}

/** The messages of one file. */
export function messagesOf(file: string, source: string): Message[] {
  const found: Found[] = [];
  const inlined = new Set<string>();
  visit(parse(file, source), [], new Map());
  const own = found.filter(({ constant }) => constant === undefined || !inlined.has(constant));
  return [...new Map(own.map(({ text, file, tags }) => [text, { text, file, tags }])).values()];

  function visit(node: Node, above: readonly Node[], outer: Constants): void {
    if (/^TS(?:Type|Interface|Literal|Union|Enum)|^Import/.test(node.type)) return;
    const constants = isScope(node) ? new Map([...outer, ...constantsOf(node)]) : outer;
    if (isText(node) && node.type !== "ConditionalExpression") {
      const used: string[] = [];
      const text = messageText(node, constants, (name) => used.push(name));
      if (!isNoMessage({ file, text, above })) {
        for (const name of used) inlined.add(name);
        found.push({ text: text.trim(), file, tags: tagsOf(above), constant: constantOf(above) });
      }
      for (const call of callsIn(node)) visit(call, [...above, node], constants);
    } else for (const one of below(node)) visit(one, [...above, node], constants);
  }
}

function isScope(node: Node): boolean {
  return /Function|^Program$|^BlockStatement$|^SwitchCase$/.test(node.type);
}

/** The constants that a scope declares itself. */
function constantsOf(scope: Node): [string, Node][] {
  const statements = [...children(scope, "body"), ...children(scope, "consequent")].map(
    (one) => child(one, "declaration") ?? one,
  );
  return statements
    .filter(({ type }) => type === "VariableDeclaration")
    .flatMap((one) => children(one, "declarations"))
    .flatMap((one): [string, Node][] => {
      const value = child(one, "init");
      return value === undefined ? [] : [[nameOf(child(one, "id")), value]];
    });
}

/** The calls that stand in a text: they have arguments of their own, which can be messages. */
function callsIn(node: Node): Node[] {
  return below(node).flatMap((one) => (/^(?:Call|New|Arrow)/.test(one.type) ? [one] : callsIn(one)));
}

/** The constant that a text is the whole value of. */
function constantOf(above: readonly Node[]): string | undefined {
  const nearest = above.findLast(({ type }) => type !== "ConditionalExpression");
  return nearest?.type === "VariableDeclarator" ? nameOf(child(nearest, "id")) : undefined;
}

/** The short texts beside a message: other properties of its object, other arguments of its call, those of the rule around it. */
function tagsOf(above: readonly Node[]): string[] {
  return above
    .flatMap((node) => {
      if (node.type === "ObjectExpression") return children(node, "properties").map((one) => child(one, "value"));
      return node.type === "CallExpression" || node.type === "NewExpression" ? children(node, "arguments") : [];
    })
    .map(literalText)
    .filter((text) => text !== undefined)
    .filter((text) => /^[a-z]+(?:-[a-z]+)*$/.test(text));
}

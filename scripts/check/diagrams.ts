// Mermaid diagrams of the documentation are read by Mermaid itself, so that none stops being drawn without anybody noticing: GitHub shows a box with
// an error in its place. Mermaid is written for browsers; what it asks one for while it reads is little.
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";
import { lexer, walkTokens } from "marked";

/** A fenced block that is marked `mermaid`. `line` is the line of the file (from 1) on which its text begins. */
export interface Diagram {
  line: number;
  text: string;
}

/** Throws what is wrong with a diagram. */
type Parse = (text: string) => Promise<unknown>;

export async function checkDiagrams(root: string): Promise<string[]> {
  const files = globSync("**/*.md", { cwd: root, exclude: ["**/node_modules/**"] }).sort();
  const parse = loadMermaid();
  const problems = files.map((file) => diagramProblems(file, readFileSync(join(root, file), "utf8"), parse));
  return (await Promise.all(problems)).flat();
}

/** What is wrong with the diagrams of a Markdown file, one entry a diagram. */
export async function diagramProblems(file: string, markdown: string, parse: Parse): Promise<string[]> {
  const problems: string[] = [];
  for (const { line, text } of diagramsOf(markdown)) {
    // No `instanceof`: the error comes from a context of its own.
    const problem = await parse(text).then(
      () => undefined,
      (error: { message?: string }) => error.message ?? String(error),
    );
    if (problem !== undefined) problems.push(`${file}:${line}: this diagram is not drawn. ${problem}`);
  }
  return problems;
}

/** The diagrams of a Markdown text. One in a block of code about Markdown is none. */
export function diagramsOf(markdown: string): Diagram[] {
  const diagrams: Diagram[] = [];
  let from = 0;
  void walkTokens(lexer(markdown), (token) => {
    if (token.type !== "code" || token["lang"] !== "mermaid") return;
    const { text } = token as { text: string };
    const [first = ""] = text.split("\n");
    from = markdown.indexOf(first, markdown.indexOf("mermaid", from));
    diagrams.push({ line: markdown.slice(0, from).split("\n").length, text });
  });
  return diagrams;
}

/** Mermaid, in a context with as much of a browser as it needs to be loaded: enough for its sanitizer to say that it cannot work here. */
export function loadMermaid(): Parse {
  const script = readFileSync(createRequire(import.meta.url).resolve("@mermaid-js/tiny"), "utf8");
  const context = createContext({ window: { document: { nodeType: 9, createElement: Object }, Element: Object } });
  runInContext(script, context);
  return context["mermaid"].parse;
}

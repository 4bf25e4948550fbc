import { expect, it } from "vitest";
import { diagramProblems, diagramsOf, loadMermaid } from "./diagrams.ts";

const parse = loadMermaid();
const fenced = (text: string) => `\`\`\`mermaid\n${text}\n\`\`\`\n`;

it("finds diagrams with their lines, in lists too, and not those that are shown as code", () => {
  const markdown = [
    "# Of mermaid",
    fenced("flowchart TD\n  a --> b"),
    "- one",
    "  ```mermaid",
    "  pie",
    "  ```",
    `\`\`\`\`md\n${fenced("shown")}\`\`\`\``,
  ].join("\n");
  expect(diagramsOf(markdown)).toEqual([
    { line: 3, text: "flowchart TD\n  a --> b" },
    { line: 9, text: "pie" },
  ]);
});

it.each([
  'flowchart TD\n  a[x y] -- yes --> b{is it?}\n  subgraph z ["t, <br> u"]\n    b -.-> c([d])\n  end',
  "sequenceDiagram\n  A->>B: hi",
])("takes %j", async (text) => expect(await diagramProblems("a.md", fenced(text), parse)).toEqual([]));

it.each([
  ["flowchart TD\n  a --> [", "a.md:2: this diagram is not drawn. Parse error on line 2"],
  ["flowchart TD\n  a[plan (x)]", "Parse error"],
  ["flowchart TD\n  subgraph z\n  a --> b", "Parse error"],
  ["flow TD\n  a --> b", "No diagram type detected"],
])("refuses %j", async (text, problem) => {
  expect(await diagramProblems("a.md", fenced(text), parse)).toEqual([expect.stringContaining(problem)]);
});

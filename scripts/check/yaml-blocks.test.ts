import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asWorkflow, yamlBlocks } from "./yaml-blocks.ts";

describe("yamlBlocks", () => {
  it("finds blocks marked yaml or yml, with the line on which their text begins", () => {
    const markdown = "# Title\n\n```yaml\na: 1\n```\n```sql\nselect 1;\n```\n~~~yml title=x\nb: 2\n~~~\n";
    expect(yamlBlocks(markdown)).toEqual([
      { line: 4, text: "a: 1\n" },
      { line: 10, text: "b: 2\n" },
    ]);
  });

  it("takes the indent of the fence off, and keeps a shorter fence inside a longer one", () => {
    const markdown = "- item\n\n  ````yaml\n  a: |\n    ```\n    x\n  ````\n";
    expect(yamlBlocks(markdown)).toEqual([{ line: 4, text: "a: |\n  ```\n  x\n" }]);
  });

  it("does not see a fence inside another block", () => {
    expect(yamlBlocks("````markdown\n```yaml\na: 1\n```\n````\n")).toEqual([]);
  });

  it("gives back any text that holds no fence, at its line", () => {
    const lines = fc.array(fc.stringMatching(/^[ -_a-}]{0,20}$/), { minLength: 1 });
    fc.assert(
      fc.property(lines, lines, (before, inside) => {
        const markdown = [...before, "```yaml", ...inside, "```"].join("\n");
        expect(yamlBlocks(markdown)).toEqual([{ line: before.length + 2, text: `${inside.join("\n")}\n` }]);
      }),
    );
  });
});

describe("asWorkflow", () => {
  const lineOf = (shown: ReturnType<typeof asWorkflow>, needle: string) => {
    const index = shown?.text.split("\n").findIndex((line) => line.includes(needle)) ?? Number.NaN;
    return index + (shown?.firstLine ?? Number.NaN);
  };

  it("leaves a whole workflow as it is", () => {
    const text = "on: push\njobs:\n  a:\n    runs-on: x\n    steps: []\n";
    expect(asWorkflow({ line: 7, text })).toEqual({ firstLine: 7, indent: 0, text });
  });

  it.each([
    ["a list of steps", "- uses: ./a\n- run: needle\n", 21],
    ["jobs alone", "jobs:\n  needle:\n    runs-on: x\n", 21],
    ["the steps of a job", "steps:\n  - run: needle\n", 21],
    ["a job's runner and steps", "runs-on: x\nsteps:\n  - run: needle\n", 22],
  ])("makes a workflow of %s and keeps its lines", (_, text, line) => {
    const shown = asWorkflow({ line: 20, text });
    expect(lineOf(shown, "needle")).toBe(line);
    expect(shown?.text).toMatch(/^on: push$/m);
  });

  it.each(["tables:\n  episodes: 10\n", "- a\n- b\n", "42\n", "[]\n", "# only a comment\n"])(
    "passes over other YAML: %j",
    (text) => {
      expect(asWorkflow({ line: 1, text })).toBeUndefined();
    },
  );

  it("hands broken YAML on, for the parser to complain about", () => {
    expect(asWorkflow({ line: 3, text: "on: [push\njobs: {\n" })).toMatchObject({ firstLine: 3 });
  });
});

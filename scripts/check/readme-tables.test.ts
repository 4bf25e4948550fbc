import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../manifest.ts";
import { inputTable, outputTable, withTables } from "./readme-tables.ts";

const manifest: Manifest = {
  file: "action-x/action.yml",
  folder: "action-x",
  inputs: { name: { description: "A name", default: "x" } },
  outputs: { id: { description: "An id" } },
  runs: {},
};
const readme = (inputs: string, outputs: string) =>
  `# X\n\n<!-- inputs -->\n${inputs}<!-- /inputs -->\n\nText\n\n<!-- outputs -->\n${outputs}<!-- /outputs -->\n`;

describe("inputTable", () => {
  it("has a row an input, with its default as code", () => {
    expect(inputTable({ a: { description: "First", default: "file" }, b: { description: "Second", required: true } })).toBe(
      [
        "| Name | Default | Description |",
        "| --- | --- | --- |",
        "| `a` | `file` | First |",
        "| `b` | (required) | Second |",
      ].join("\n"),
    );
  });

  it.each([
    ["an empty default", { default: "" }, "| `a` | | D |"],
    ["a boolean default", { default: true }, "| `a` | `true` | D |"],
    ["a default of several lines", { default: "one\ntwo\n" }, "| `a` | `one`<br>`two` | D |"],
    ["a pipe in a default", { default: "a|b" }, "| `a` | `a\\|b` | D |"],
    ["a backtick in a default", { default: "a`b" }, "| `a` | `` a`b `` | D |"],
    ["a retired input", { deprecationMessage: "Use b." }, "| `a` | | **Deprecated:** Use b. D |"],
  ])("writes %s", (_, input, row) => {
    expect(inputTable({ a: { description: "D", ...input } }).split("\n")[2]).toBe(row);
  });

  it("joins lines, parts paragraphs, and keeps pipes and angle brackets from being markup", () => {
    const description = "One\ntwo | three `a|b`\n\n<name> and `<code>`\n";
    expect(outputTable({ a: { description } }).split("\n")[2]).toBe(
      "| `a` | One two \\| three `a\\|b`<br>&lt;name> and `<code>` |",
    );
  });

  it("makes one row of three cells of any description and default", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "|", "\n", "`", "<", " ") });
    fc.assert(
      fc.property(text, text, (description, fallback) => {
        const rows = inputTable({ a: { description, default: fallback } }).split("\n");
        expect(rows).toHaveLength(3);
        expect(rows[2]?.match(/(?<!\\)\|/g)).toHaveLength(4);
      }),
    );
  });
});

describe("withTables", () => {
  it("fills the markers, and changes nothing the second time", () => {
    const first = withTables(readme("", "old\n"), manifest);
    expect(first.problems).toEqual([]);
    expect(first.wanted).toContain("| `name` | `x` | A name |");
    expect(first.wanted).not.toContain("old");
    expect(withTables(first.wanted, manifest)).toEqual(first);
  });

  it("says that there is nothing where an action has no outputs", () => {
    expect(withTables(readme("", ""), { ...manifest, outputs: {} }).wanted).toContain(
      "<!-- outputs -->\nNone.\n<!-- /outputs -->",
    );
  });

  it("names what has no description, and markers that are not there exactly once", () => {
    const bare = { ...manifest, inputs: { name: {} }, outputs: { id: { description: " \n" } } };
    expect(withTables("# X\n<!-- inputs -->\n<!-- /inputs -->\n", bare).problems).toEqual([
      "the input `name` has no description in action.yml",
      "the output `id` has no description in action.yml",
      "the markers <!-- outputs --> and <!-- /outputs --> stand there 0 times instead of once",
    ]);
  });
});

// What a hostile file can try: it is refused, and soon.
import { expect, it } from "vitest";
import { readDocument } from "./document.ts";

const faultsOf = (text: string): string[] => readDocument(text).faults.map(({ message }) => message);

const DEEP = ["What stands here is nested too deeply: at most 100 levels are allowed."];

it.each<[what: string, text: string, faults: readonly string[]]>([
  ["depth without an end", "[".repeat(50_000), DEEP],
  ["depth in blocks", "- ".repeat(20_000), DEEP],
  ["depth that the parser can take", `${"[".repeat(102)}1${"]".repeat(102)}`, DEEP],
  [
    "a laugh a line",
    Array.from(
      { length: 30 },
      (_, line) =>
        `a${line}: &a${line} [${Array(9)
          .fill(line === 0 ? "x" : `*a${line - 1}`)
          .join(", ")}]`,
    ).join("\n"),
    ["The aliases of this file stand for more than 100000 values in all."],
  ],
  [
    "more than 10 MB",
    `a: "${"x".repeat(10 * 1024 * 1024)}"`,
    ["The file is larger than 10 MB. Load large data with the input `data`."],
  ],
])("refuses %s", (_, text, faults) => {
  const started = performance.now();
  expect(faultsOf(text)).toEqual(faults);
  expect(performance.now() - started).toBeLessThan(5_000);
});

it("reads large mappings and many aliases in a time that grows with them", () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: *x`).join("\n");
  const started = performance.now();
  const { root, faults } = readDocument(`x: &x 1\n${keys}`);
  expect(faults).toEqual([]);
  expect(root).toHaveProperty("size", 20_001);
  expect(performance.now() - started).toBeLessThan(5_000);
});

it("takes YAML 1.2 for what it is, also where a file says 1.1", () => {
  const { root } = readDocument("%YAML 1.1\n---\n{a: yes, b: 10:30, c: 2024-01-01, d: 0o17, e: 1_000, f: 1.0, g: ~}");
  expect(root).toEqual(
    new Map<string, unknown>([
      ["a", "yes"],
      ["b", "10:30"],
      ["c", "2024-01-01"],
      ["d", 15n],
      ["e", "1_000"],
      ["f", 1],
      ["g", null],
    ]),
  );
});

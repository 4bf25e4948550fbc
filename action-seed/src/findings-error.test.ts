import { expect, it } from "vitest";
import { FindingsError } from "./findings-error.ts";

const findings = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      ({ code: "bad-file", severity: "error", message: `Row ${index}.`, file: "a\n::error::b.csv", line: index + 1 }) as const,
  );

it("lists findings with their places, each on one line", () => {
  const error = new FindingsError(findings(2));
  expect(error.message).toBe("a ::error::b.csv:1: Row 0.\na ::error::b.csv:2: Row 1.");
  expect(error.findings).toHaveLength(2);
  expect(new FindingsError([{ code: "bad-cell", severity: "error", message: "More." }]).message).toBe("More.");
});

it("lists a hundred, and counts the rest", () => {
  const lines = new FindingsError(findings(130)).message.split("\n");
  expect(lines).toHaveLength(101);
  expect(lines.at(-1)).toBe("… and 30 more.");
});

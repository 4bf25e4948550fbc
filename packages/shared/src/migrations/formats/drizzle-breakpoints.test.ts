import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitScript } from "../../sql/split.ts";
import { endAtBreakpoints } from "./drizzle-breakpoints.ts";

const MARKER = "--> statement-breakpoint";
const statements = (text: string) => splitScript(endAtBreakpoints(text)).statements.map(({ sql }) => sql);

describe("endAtBreakpoints", () => {
  it.each<[name: string, text: string, statements: string[]]>([
    ["a statement without `;`", `A\n${MARKER}\nB`, ["A", "B"]],
    ["one with `;`", `A;\r\n${MARKER}\r\nB;\r\n`, ["A", "B"]],
    ["one on its line", `A;${MARKER}\nB`, ["A", "B"]],
    ["SQL behind a marker", `A${MARKER} B${MARKER}C`, ["A", "B", "C"]],
    ["a comment before a marker", `A -- é */ ${MARKER}\nB`, ["A", "B"]],
    ["a comment of its own", `-- Custom SQL migration file --\n${MARKER}\nA`, ["A"]],
    ["a literal with a marker", `A '${MARKER}' x\n${MARKER}\nB`, [`A '${MARKER}' x`, "B"]],
    ["a block comment with a marker", `/* A\n${MARKER}\n*/ B`, ["B"]],
    [
      "a trigger",
      `CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END\n${MARKER}\nB`,
      ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END", "B"],
    ],
    ["no marker", "A; -- > statement-breakpoint\nB", ["A", "B"]],
  ])("ends statements with %s", (_, text, expected) => {
    expect(statements(text)).toEqual(expected);
  });

  it("moves nothing: every statement stands where it stood, and is what drizzle runs", () => {
    const piece = fc.constantFrom("A", "é𝒳", " ", "\n", "\r\n", "-- c", "*/ ", ";", "'x'", '"', "1", "\t");
    const chunk = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 5 }), (chunks) => {
        const text = chunks.join(MARKER);
        const ended = endAtBreakpoints(text);
        expect(Buffer.byteLength(ended)).toBe(Buffer.byteLength(text));
        expect(ended.split("\n").map((line) => [...line].length)).toEqual(text.split("\n").map((line) => [...line].length));
        const bytes = Buffer.from(text);
        for (const { sql, offset } of splitScript(ended).statements) {
          const there = bytes.subarray(offset, offset + Buffer.byteLength(sql)).toString();
          if (!sql.includes("/*")) expect(there).toBe(sql);
        }
        // Where no literal is open at a marker, the pieces are those that drizzle cuts.
        if (chunks.every((each) => !each.includes('"')))
          expect(statements(text)).toEqual(chunks.flatMap((each) => splitScript(each).statements.map(({ sql }) => sql.trim())));
      }),
      { numRuns: 300 },
    );
  });

  it("takes time in proportion to a text of many markers", () => {
    const text = `A\n${MARKER}\n`.repeat(20_000);
    const start = performance.now();
    expect(splitScript(endAtBreakpoints(text)).statements).toHaveLength(20_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

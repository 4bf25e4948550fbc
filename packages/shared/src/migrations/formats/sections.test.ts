// Blanking out lines must move nothing: errors point into the file.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitScript } from "../../sql/split.ts";
import { keepLines, linesOf } from "./sections.ts";

const NOTHING = /^[ \r]*$/;

describe("keepLines", () => {
  it("puts spaces for the bytes of what goes, and keeps the ends of lines", () => {
    const lines = linesOf("\ufeffé;\r\nselect 1;\n日本\r\n😀");
    expect(keepLines(lines, (line) => line === 1)).toBe("      \r\nselect 1;\n      \r\n    ");
    expect(keepLines(lines, () => true)).toBe("\ufeffé;\r\nselect 1;\n日本\r\n😀");
  });

  it("leaves every kept line where it was, to the byte", () => {
    const line = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("select 1;", "\r", "-- é\r", "\u2028x", "'", "a\rb"));
    fc.assert(
      fc.property(fc.array(fc.tuple(line, fc.boolean()), { minLength: 1 }), (drawn) => {
        const text = drawn.map(([part]) => part).join("\n");
        const lines = linesOf(text);
        const keeps = (index: number) => drawn[index]?.[1] ?? false;
        const kept = keepLines(lines, keeps);
        expect(Buffer.byteLength(kept)).toBe(Buffer.byteLength(text));
        const after = linesOf(kept);
        expect(after).toHaveLength(lines.length);
        const start = (all: readonly string[], index: number) => Buffer.byteLength(all.slice(0, index).join("\n"));
        for (const [index, old] of lines.entries()) {
          expect(start(after, index)).toBe(start(lines, index));
          if (keeps(index)) expect(after[index]).toBe(old);
          else expect(after[index]).toMatch(NOTHING);
        }
      }),
    );
  });

  it("gives statements the place that they have in the whole file", () => {
    const statement = fc.constantFrom("select 'é';", "select 1,\r\n  2;", "insert into t values ('😀');");
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, fc.boolean()), { minLength: 1 }), (drawn) => {
        const text = drawn.map(([sql]) => sql).join("\n");
        const whole = splitScript(text).statements;
        const kept = new Set<number>();
        let line = 0;
        for (const [sql, keep] of drawn) for (const _ of linesOf(sql)) keep ? kept.add(line++) : line++;
        const part = splitScript(keepLines(linesOf(text), (index) => kept.has(index))).statements;
        const place = ({ sql, line, column, offset }: (typeof whole)[number]) => ({ sql, line, column, offset });
        expect(part.map(place)).toEqual(whole.filter((_, index) => drawn[index]?.[1]).map(place));
      }),
    );
  });
});

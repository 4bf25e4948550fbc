// The streaming splitter finds what the splitter of whole texts finds, wherever the text is cut.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitScript } from "../sql/split.ts";
import { scriptStatements } from "./restore-statements.ts";

const whole = (text: string) => splitScript(text).statements.map(({ raw, ...statement }) => statement);
const inPieces = (pieces: readonly string[]) => Array.fromAsync(scriptStatements(pieces));

/** Cuts a text at the given places, which are counted around. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...at, text.length].map((end, index) => text.slice(at[index - 1] ?? 0, end));
}

describe("scriptStatements agrees with splitScript on", () => {
  const unit = fc.constantFrom(
    ...[
      ";",
      ";",
      "'",
      '"',
      "`",
      "[",
      "]",
      "-",
      "--",
      "/",
      "*",
      "/*",
      "*/",
      "\n",
      "\r\n",
      " ",
      "\t",
      "\u000b",
      "(",
      ")",
      "create",
      "CREATE",
    ],
    ...[
      "TRIGGER",
      "temp",
      "end",
      "END",
      "begin",
      "explain",
      "insert",
      "é",
      "\u{1f600}",
      "\ufeff",
      "x",
      "1",
      "?",
      "CREATE TRIGGER t BEGIN",
    ],
  );
  it("any text in any pieces", async () => {
    const script = fc.array(unit, { maxLength: 40 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(script, fc.array(fc.nat(200), { maxLength: 12 }), async (text, places) => {
        expect(await inPieces(cut(text, places))).toEqual(whole(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it("statements that are longer than a piece, or than what the machine is shown at first", async () => {
    const statement = fc.tuple(
      fc.constantFrom(
        "CREATE TRIGGER t BEGIN SELECT '",
        "INSERT INTO t VALUES ('",
        "CREATE TABLE t(a DEFAULT '",
        "explain select '",
      ),
      fc.nat(9_000),
      fc.constantFrom("'; END;", "');", "' /* ; */ ;", "'; SELECT 2; END; -- ;\n;", "';"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { maxLength: 4 }), fc.integer({ min: 1, max: 5_000 }), async (parts, size) => {
        const text = parts.map(([start, length, end]) => `${start}${"é;\n".repeat(length / 3)}${end}\n`).join("");
        const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
        expect(await inPieces(pieces)).toEqual(whole(text));
      }),
      { numRuns: 100 },
    );
  });
});

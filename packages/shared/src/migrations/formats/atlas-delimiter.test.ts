// Statements as the scanner of ariga.io/atlas v0.32.1 for SQLite cuts them.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitScript } from "../../sql/split.ts";
import { readDirectives } from "./atlas-directives.ts";

const read = (text: string) => readDirectives({ path: "1.sql", file: "m/1.sql", text });
const statements = (text: string) => splitScript(read(text).script.text).statements.map(({ sql, offset }) => [offset, sql]);

describe("a delimiter", () => {
  it.each<[name: string, text: string, statements: [number, string][]]>([
    [
      "of empty lines",
      "-- atlas:delimiter \\n\\n\\n\n\nCREATE TABLE a(x);\n\n\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n SELECT 1;\n\n SELECT 2;\nEND;\n\n\nSELECT 3;\n",
      [
        [27, "CREATE TABLE a(x)"],
        [48, "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n SELECT 1;\n\n SELECT 2;\nEND"],
        [119, "SELECT 3"],
      ],
    ],
    [
      "of words",
      "-- atlas:delimiter -- end\n\nCREATE TABLE b(x)\n-- end\nINSERT INTO b VALUES ('-- end') /* -- end */ -- x -- end\n -- end\nSELECT (1 -- end\n)-- end",
      [
        [27, "CREATE TABLE b(x)"],
        [52, "INSERT INTO b VALUES ('-- end')"],
        [117, "SELECT (1 -- end\n)"],
      ],
    ],
    [
      "of both",
      "-- atlas:delimiter \\nGO\nCREATE TABLE c(x)\nGO\nCREATE TABLE d(x);\nGO\n",
      [
        [24, "CREATE TABLE c(x)"],
        [45, "CREATE TABLE d(x)"],
      ],
    ],
    [
      "that is long",
      "-- atlas:delimiter ;;x;\nA;;x;B",
      [
        [24, "A"],
        [29, "B"],
      ],
    ],
    ["on another line", "-- x\n-- atlas:delimiter //\nA // B", [[27, "A // B"]]],
    ["in another comment", "--atlas:delimiter //\nA // B", [[21, "A // B"]]],
  ])("%s", (_, text, expected) => {
    expect(statements(text)).toEqual(expected);
    expect(read(text).findings).toEqual([]);
    expect(read(text).script.text.length).toBe(text.length);
  });

  it("of white space needs statements that end by themselves", () => {
    const { findings } = read("-- atlas:delimiter \\n\\n\nA; /* c */\n\nB /* ; */\n\nC");
    expect(findings).toMatchObject([{ code: "directive", severity: "error", line: 4 }]);
    // As with Atlas, a comment takes the end of its line with it.
    expect(read("-- atlas:delimiter \\n\\n\nA -- c\n\nB;\n\nC").findings).toEqual([]);
    expect(read("-- atlas:delimiter \\n\\n\nA ';' x;\n\nB").findings).toEqual([]);
  });

  it("moves nothing", () => {
    const piece = fc.constantFrom("A", "é", "//", "/", "(", ")", "'", "-- c\n", "/*", "*/", "\n", ";");
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
        (body) => {
          const text = `-- atlas:delimiter //\n${body}`;
          const after = read(text).script.text;
          expect(after.replaceAll("; ", "//").replaceAll(";", "")).toBe(text.replaceAll("; ", "//").replaceAll(";", ""));
          expect(after.length).toBe(text.length);
        },
      ),
    );
  });
});

// The splitter finds the statements that SQLite finds, says where they are and loses nothing of the file.
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeAt, placeWithin, splitScript } from "./split.ts";

const statements = (text: string) => splitScript(text).statements.map(({ sql }) => sql);

describe("splitScript", () => {
  it.each<[string, string, string[]]>([
    ["nothing", "", []],
    ["white space, comments and stray semicolons", "\ufeff -- a;\n/* b; */ ;; \r\n", []],
    ["a last statement without semicolon", "SELECT 1; SELECT 2", ["SELECT 1", "SELECT 2"]],
    [
      "semicolons in quotes and comments",
      `SELECT ';', ";", \`;\`, [;] -- ;\n, 1 /* ; */;SELECT 2`,
      [`SELECT ';', ";", \`;\`, [;] -- ;\n, 1`, "SELECT 2"],
    ],
    ["doubled quotes", 'SELECT \'it\'\'s; "\', "a"";b"; SELECT 2', ['SELECT \'it\'\'s; "\', "a"";b"', "SELECT 2"]],
    [
      "a trigger",
      "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END; SELECT 3",
      ["CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END", "SELECT 3"],
    ],
    [
      "a temporary trigger in odd case and spacing",
      "create/**/TEMP\ntrigger t begin select case when 1 then 2 end; END -- c\n;x",
      ["create/**/TEMP\ntrigger t begin select case when 1 then 2 end; END", "x"],
    ],
    [
      "an explained trigger",
      "EXPLAIN QUERY PLAN CREATE TEMPORARY TRIGGER t BEGIN SELECT 1; END; x",
      ["EXPLAIN QUERY PLAN CREATE TEMPORARY TRIGGER t BEGIN SELECT 1; END", "x"],
    ],
    ["a table called trigger", 'CREATE TABLE "trigger"(a); SELECT 1', ['CREATE TABLE "trigger"(a)', "SELECT 1"]],
    [
      "a name that ends in end",
      "CREATE TRIGGER t BEGIN SELECT 1; end_; END; SELECT 1",
      ["CREATE TRIGGER t BEGIN SELECT 1; end_; END", "SELECT 1"],
    ],
    ["an unterminated quote", "SELECT 1; SELECT 'a; b", ["SELECT 1", "SELECT 'a; b"]],
    ["an unterminated comment", "SELECT 1 /* a; b", ["SELECT 1"]],
    [
      "CRLF in a trigger",
      "CREATE TRIGGER t BEGIN\r\nSELECT 1;\r\nEND;\r\nSELECT 1;\r\n",
      ["CREATE TRIGGER t BEGIN\r\nSELECT 1;\r\nEND", "SELECT 1"],
    ],
    ["operators that look like comments", "SELECT 1 - -1 / 2 * 3; SELECT 2", ["SELECT 1 - -1 / 2 * 3", "SELECT 2"]],
  ])("reads %s", (_, text, expected) => expect(statements(text)).toEqual(expected));

  it("gives line and column in code points and the offset in bytes", () => {
    const [first, second, third] = splitScript(
      "\ufeff-- \u{1f600}\nSELECT 'é';\r\n  /* \u{1f600} */ SELECT 2; SELECT 3",
    ).statements;
    expect(first).toMatchObject({ line: 2, column: 1, offset: 11 });
    expect(second).toMatchObject({ line: 3, column: 11, offset: 38 });
    expect(third).toMatchObject({ line: 3, column: 21, offset: 48 });
  });

  it("gives the place of what is within a statement", () => {
    const text = "\ufeff/* \u{1f600} */ SELECT 'é',\n \u{1f600}, x; SELECT x";
    const [first, second] = splitScript(text).statements;
    for (const statement of [first, second]) {
      if (statement === undefined) throw new Error("there are two statements");
      const index = statement.sql.lastIndexOf("x");
      expect(placeWithin(statement, index)).toEqual(placeAt(text, text.indexOf(statement.sql) + index));
      expect(placeWithin(statement, 0)).toEqual({ line: statement.line, column: statement.column });
    }
  });

  it("is not slow on long lines and long quotes", () => {
    const text = `SELECT '${"x".repeat(1_000_000)}';`.concat("SELECT 1;".repeat(100_000));
    const start = performance.now();
    expect(splitScript(text).statements).toHaveLength(100_001);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it("gives the file back from its pieces", () => {
    const piece = fc.constantFrom(
      ";",
      "'",
      '"',
      "`",
      "[",
      "]",
      "--",
      "/*",
      "*/",
      "\n",
      "\r\n",
      " ",
      "create",
      "TRIGGER",
      "temp",
      "end",
      "begin",
      "explain",
      "é",
      "\u{1f600}",
      "\ufeff",
      "x",
      "1",
      "?",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join("");
        const { statements, tail } = splitScript(text);
        expect(statements.map(({ raw }) => raw).join("") + tail).toBe(text);
        for (const { sql, raw, offset } of statements) {
          expect(raw).toContain(sql);
          expect(Buffer.from(text).subarray(offset).toString().startsWith(sql)).toBe(true);
          expect(splitScript(sql).statements.map((again) => again.sql)).toEqual([sql]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("sees the statements that SQLite sees", () => {
    // The whole script at once in one database, piece by piece in another: prepare() runs the first statement of a piece only.
    const text = fc.string({
      unit: fc.constantFrom("a", "'", '"', "`", "]", "[", ";", "--", "/*", "*/", "\n", "é", "END;", "CREATE TRIGGER"),
      maxLength: 8,
    });
    const literal = text.map((value) => `'${value.replaceAll("'", "''")}'`);
    const name = text.map((value) => `"${value.replaceAll('"', '""')}"`);
    const space = fc.constantFrom(" ", "\n", "\r\n", "/* ; ' */", '-- ; " [\n', "\t\f");
    const insert = fc.tuple(literal, space).map(([value, gap]) => `INSERT${gap}INTO log${gap}VALUES (${value})`);
    const select = fc.tuple(name, space).map(([alias, gap]) => `SELECT 1 AS${gap}${alias}`);
    const trigger = fc
      .tuple(name, literal, space, fc.constantFrom("", "TEMP", "temporary"))
      .map(
        ([id, value, gap, temp]) =>
          `CREATE ${temp}${gap}TRIGGER IF NOT EXISTS ${id} AFTER INSERT ON other BEGIN${gap}INSERT INTO log VALUES (${value});${gap}SELECT CASE 1 WHEN 1 THEN 2 END;${gap}END`,
      );
    const fire = fc.constant("INSERT INTO other VALUES (1)");
    const script = fc.array(fc.tuple(space, fc.oneof(insert, select, trigger, fire), space, fc.constantFrom(";", ";;", "; ;")), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(script, (parts) => {
        const whole = parts.flat().join("");
        const [left, right] = [open(), open()];
        left.exec(whole);
        for (const { sql } of splitScript(whole).statements) right.prepare(sql).all();
        expect(contents(right)).toEqual(contents(left));
      }),
      { numRuns: 300 },
    );
  });
});

function open(): DatabaseSync {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE log(value); CREATE TABLE other(a)");
  return db;
}

const contents = (db: DatabaseSync) => [
  db.prepare("SELECT rowid, value FROM log").all(),
  db.prepare("SELECT name FROM sqlite_schema UNION ALL SELECT name FROM sqlite_temp_schema ORDER BY 1").all(),
];

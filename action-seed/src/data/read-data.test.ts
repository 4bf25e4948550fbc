// Files as people have them: what is read is what stands in them, and what is wrong is said with its place.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FindingsError } from "../findings-error.ts";
import { typeRows } from "./load-rows.ts";
import { readCsv } from "./read-csv.ts";
import { readData } from "./read-data.ts";
import { readJson } from "./read-json.ts";

const SCHEMA = [
  `CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL, age INTEGER, score REAL, phone STRING, open BOOLEAN NOT NULL DEFAULT 1,
    data BLOB, extra JSON, made TEXT DEFAULT CURRENT_TIMESTAMP, upper TEXT AS (upper(name)))`,
  "CREATE TABLE strict (id INT PRIMARY KEY, t TEXT, a ANY) STRICT",
  "CREATE TABLE vectors (id INTEGER PRIMARY KEY, v F32_BLOB(2))",
];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "data-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(files: Record<string, string>, patterns: readonly string[] = Object.keys(files), schema = SCHEMA) {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const data = await readData(patterns, folder);
  const db = await openConnection(parseDatabaseUrl(":memory:", "/"), testSettings());
  try {
    expect(await db.transaction(schema.map((sql) => ({ sql })))).toMatchObject({ ok: true });
    const { tables, findings } = typeRows(await introspect(db), data.tables, data.columnAt, () => 1n);
    const rows = tables.map(({ table, columns, count, row }) => [
      table.name,
      Array.from({ length: count }, (_, index) => Object.fromEntries(columns.map(({ name }, at) => [name, row(index)[at]]))),
    ]);
    return {
      rows: Object.fromEntries(rows),
      findings: findings.map(({ severity, message, file, line, column }) => `${severity} ${file}:${line}:${column} ${message}`),
      data,
    };
  } finally {
    db.close();
  }
}

const MADE = "2024-01-01";

describe("values", () => {
  it("CSV: byte order mark, quotes, line breaks in cells, NULL and empty text, blobs, missing columns", async () => {
    const { rows, findings } = await read({
      "people.csv": `\ufeffName,AGE,score,phone,data,extra,made\r\n"a, ""b""\r\nc",,1e3,x-1,x'00fF',"{""k"": 1}",${MADE}\r\n\r\n"",7,-0,\\N,\\N,,${MADE}\r\n`,
    });
    expect(findings).toEqual([]);
    expect(rows["people"]).toEqual([
      {
        id: 1n,
        name: 'a, "b"\r\nc',
        age: null,
        score: 1000,
        phone: "x-1",
        open: 1n,
        data: Buffer.from([0, 255]),
        extra: '{"k": 1}',
        made: MADE,
      },
      { id: 2n, name: "", age: 7n, score: 0, phone: null, open: 1n, data: null, extra: null, made: MADE },
    ]);
  });

  it("JSON: exact integers, reals, booleans, nested values, bytes, tables by name", async () => {
    const { rows, findings } = await read({
      "all.json": `{"people": [{"id": 9007199254740993, "name": "\\u00fc", "score": 3, "open": false, "extra": {"a" : [1.0, 12345678901234567890]}, "data": {"$hex": "0A"}, "made": "${MADE}"}],
        "STRICT": [{"id": -9223372036854775808, "a": "12"}], "vectors": [{"v": [0.5, -1e-1]}]}`,
    });
    expect(findings).toEqual([]);
    expect(rows["people"]).toEqual([
      {
        id: 9007199254740993n,
        name: "ü",
        age: null,
        score: 3,
        phone: null,
        open: 0n,
        data: Buffer.from([10]),
        extra: '{"a":[1.0,12345678901234567890]}',
        made: MADE,
      },
    ]);
    expect(rows["strict"]).toEqual([{ id: -(2n ** 63n), t: null, a: "12" }]);
    expect(rows["vectors"]).toEqual([{ id: 1n, v: Buffer.from([0, 0, 0, 63, 205, 204, 204, 189]) }]);
  });

  it("NDJSON: rows of the file's table, and rows that name their table", async () => {
    const { rows, findings } = await read({
      "strict.ndjson": '{"id": 1, "t": "x"}\n\n{"table": "vectors", "row": {"id": 4, "v": [1, 2]}}\r\n',
    });
    expect(findings).toEqual([]);
    expect(rows["strict"]).toEqual([{ id: 1n, t: "x", a: null }]);
    expect(rows["vectors"]).toMatchObject([{ id: 4n }]);
  });

  it("SQL: statements with their places", async () => {
    const { data } = await read({ "a/x.sql": "BEGIN;\nINSERT INTO people (name) VALUES ('a;b');\nCOMMIT;\n" });
    expect(data.scripts).toMatchObject([{ file: "a/x.sql", statements: [{ line: 2, column: 1 }] }]);
  });

  it("warns where the column makes another value of one", async () => {
    const { findings } = await read({
      "people.csv": `name,phone,made\nx,00501,${MADE}\ny,+447911123456,${MADE}\n`,
      "more.json": `{"people": [{"name": "z", "phone": "1e3", "made": "${MADE}"}]}`,
    });
    expect(findings).toEqual([
      'warning people.csv:2:3 people.phone is "00501", which a column of the type STRING stores as a number.',
      'warning people.csv:3:3 people.phone is "+447911123456", which a column of the type STRING stores as a number.',
      'warning more.json:1:36 people.phone is the text "1e3", which a column of the type STRING stores as the number 1000.',
    ]);
  });
});

describe("mistakes", () => {
  it("names every bad cell with its place", async () => {
    const { findings } = await read({
      "people.csv": `id,name,age,made,upper\n1,,x,${MADE},\n2,"ü\nü",99999999999999999999,${MADE},Q\n`,
      "strict.json": '[{"id": "x", "b": 1},\n {"id": 1, "t": "\\ud800"}, {"id": 1.5, "t": 3}]',
      "vectors.ndjson": '{"v": [1]}\n{"v": "[1,2]"}\n{"v": [1, 1e39]}',
      "nope.csv": "a\n1\n",
    });
    expect(findings).toEqual([
      "error people.csv:2:3 people.name is NULL, and the column is NOT NULL.",
      'error people.csv:2:4 people.age is "x", and a column of the type INTEGER holds numbers.',
      'error people.csv:2:17 people: "upper" is computed by the database and takes no values: leave it out.',
      "error people.csv:4:4 people.age is 99999999999999999999, and SQLite's integers go from -9223372036854775808 to 9223372036854775807.",
      'error strict.json:1:9 strict.id is "x", and a column of the type INT holds numbers.',
      'error strict.json:1:19 strict: "b" is no column. strict has "id", "t", "a".',
      "error strict.json:2:17 strict.t holds half a character (a lone surrogate), which is no Unicode text.",
      "error strict.json:2:35 strict.id is a real, and the column is INT in a STRICT table.",
      "error vectors.ndjson:1:7 vectors.v has 1 numbers, and the column has 2 dimensions.",
      "error vectors.ndjson:2:7 vectors.v is no list of numbers, such as `[0.25, -1]`.",
      "error vectors.ndjson:3:7 vectors.v holds a number that is too large for float32.",
      'error nope.csv:2:1 "nope" is no table of this database.',
    ]);
  });

  it("shows names and values on one line, shortened and harmless", async () => {
    const { findings } = await read(
      { "odd.json": `{"a\\n::error::t": [{"n": "${"x".repeat(100)}\\u202e", "s": "1", "no": 1}]}` },
      undefined,
      [`CREATE TABLE "a\n::error::t" (n "INT\n##[error]", s TEXT NOT NULL, "m\u202e" NOT NULL)`],
    );
    expect(findings).toEqual([
      `error odd.json:1:26 a ::error::t.n is "${"x".repeat(80)}"… (101 characters), and a column of the type INT ## [error] holds numbers.`,
      'error odd.json:1:152 a ::error::t: "no" is no column. a ::error::t has "n", "s", "m\\u202e".',
      "error odd.json:1:26 a ::error::t.m  is missing, and it is NOT NULL.",
    ]);
  });

  it("names the first 50, and counts the rest", async () => {
    const { findings } = await read({ "people.csv": `name,age,made\n${`a,x,${MADE}\n`.repeat(60)}` });
    expect(findings.length).toBe(51);
    expect(findings.at(-1)).toBe("error undefined:undefined:undefined 10 more cells are wrong.");
  });

  it.each<[string, string, string]>([
    ["a.csv", 'a\n"b', "a.csv:2:1: is no CSV: "],
    ["a.csv", "a,b\n1\n", "a.csv:2:1: has 1 cells, and the header has 2. A cell with a comma in it is written in quotes."],
    ["a.csv", "", "a.csv:1:1: has no header: its first line names the columns."],
    ["a.csv", "a,,b\n", "a.csv:1:1: names no column in cell 2 of its header."],
    ["a.json", '[{"a": 1},\n {"a" 2}]', "a.json:2:7: is no JSON: a colon is missing."],
    ["a.json", "[1]", "a.json:1:2: must be a list of rows, or an object with a list of rows for each table."],
    ["a.json", '{"t": {"a": 1}}', "a.json:1:7: must be a list of rows, or an object with a list of rows for each table."],
    ["a.json", '[{"é": 1, "é": 2}]', 'a.json:1:16: has "é" twice in a row.'],
    ["a.json", "[] // no", "a.json:1:4: is no JSON: comments are not allowed."],
    ["a.ndjson", '{"a": 1}\n[{"a": 1}]', "a.ndjson:2:1: must have one object in each line."],
    ["a.sql", "SELECT 1;\nVACUUM;", "a.sql:2:1: "],
  ])("%s: %j", async (name, text, message) => {
    const problem = await read({ [name]: text }).catch((thrown: unknown) => thrown);
    expect(problem).toBeInstanceOf(FindingsError);
    expect((problem as FindingsError).message).toContain(message);
  });

  it("a pattern without files, and a file of no known kind", async () => {
    await expect(read({}, ["x/*.csv"])).rejects.toThrow('The input `data` names "x/*.csv", and there is no such file.');
    await expect(read({ "a.txt": "" })).rejects.toThrow(
      'The file of `data`, "a.txt", has another ending than `.csv`, `.json`, `.ndjson`, `.sql`.',
    );
  });
});

describe("patterns", () => {
  it("stand for files in the order of their names, each once", async () => {
    const files = { "d/b.csv": "a\n", "d/a.csv": "a\n", "d/e/c.json": "[]" };
    const { data } = await read(files, ["d/b.csv", "d/**/*.{csv,json}"]);
    expect(data.tables.map(({ file }) => file)).toEqual(["d/b.csv", "d/a.csv", "d/e/c.json"]);
  });
});

describe("properties", () => {
  const cell = fc.string({ unit: "binary" }).filter((text) => !text.includes("\ufeff"));

  it("CSV gives every quoted cell back", () => {
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { maxLength: 5 }), (rows) => {
        const written = [["x", "y", "z"], ...rows]
          .map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(","))
          .join("\n");
        expect(readCsv(written).map((row) => row.map(({ text }) => text))).toEqual(rows);
      }),
    );
  });

  it("JSON gives every text and number back", () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(cell, fc.oneof(cell, fc.double({ noNaN: true, noDefaultInfinity: true })))), (rows) => {
        const read = [...readJson(JSON.stringify(rows)).values()][0] ?? [];
        const values = read.map((row) =>
          Object.fromEntries(row.map(({ name, kind, text }) => [name, kind === "number" ? Number(text) : text])),
        );
        expect(JSON.stringify(values)).toBe(JSON.stringify(rows));
      }),
    );
  });
});

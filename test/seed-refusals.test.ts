// What a step refuses: it says why, with file and line where it is in a file, writes nothing, and no hostile text gets out.
import { symlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { COUNTS, errorOf, type Inputs, newPlace, type Place, SCHEMA } from "./seeding/step.ts";

let toolCache: string;
const places: Place[] = [];
beforeAll(async () => {
  toolCache = await filledToolCache(["addon"]);
});
afterAll(() => rm(toolCache, { recursive: true }));
afterEach(() => {
  for (const place of places.splice(0)) place.remove();
});

async function place(files: Record<string, string> = {}, schema = SCHEMA): Promise<Place> {
  const made = newPlace(toolCache, files);
  places.push(made);
  await made.execute(schema);
  return made;
}

describe("inputs", () => {
  test("that are wrong are reported together, each with what is allowed", async () => {
    const one = await place();
    const step = await one.seed({
      mode: "bogus",
      "dry-run": "maybe",
      verify: 1,
      rows: "posts=x\n-4",
      summary: "no",
      output: "a.txt",
      "derive-spec": "b.txt",
      profile: "p",
      schema: "s.sql",
    });
    const error = errorOf(step);
    for (const name of ["mode", "dry-run", "verify", "rows", "summary", "output", "derive-spec", "schema"])
      expect(error).toMatch(new RegExp(`^- \`${name}\` `, "m"));
    expect(error).toContain("use one of `if-empty`, `append`, `reset`, `upsert`, `if-changed`");
    expect(step.annotations.filter(({ level }) => level === "error")).toHaveLength(1);
    expect(step.outputs).toMatchObject({ digest: "", skipped: "false", "output-file": "" });
    expect(await one.rows(COUNTS)).toEqual([[0, 0]]);
  });

  const REFUSED: [string, Inputs, RegExp][] = [
    ["a table that is not there", { rows: "nope=3", include: "users\nno*", exclude: "zz" }, /`include`.*"no\*".*`exclude`.*"zz"/],
    ["a number that is none", { rows: "1e3" }, /`rows` is "1e3"/],
    ["a profile without a spec", { profile: "minimal" }, /`profile`.*give `spec`/],
    [
      "a token without its database",
      { "compare-auth-token": "abcdefghijkl" },
      /`compare-auth-token`.*`compare-with`, which is not given/,
    ],
    ["no schema and no output", { "database-url": "none" }, /`schema` is needed[\s\S]*`output` is needed/],
    ["`none` beside a database", { "database-url": "none\nfile:a.db", schema: "s", output: "o.db" }, /`none` beside databases/],
    ["one database twice", { "database-url": "file:a.db\nfile:./a.db" }, /twice/],
    [
      "another database's URL",
      { "database-url": "postgres://someone:password1@host/x" },
      /^(?!.*password1)[\s\S]*is not a database URL/,
    ],
    ["plaintext to another machine", { "database-url": "http://db.example" }, /plaintext.*`allow-plaintext: true`/],
    ["a comparison with no database", { "compare-with": "bogus", mode: "reset" }, /`compare-with`/],
    [
      "a comparison with a file that is not there",
      { "compare-with": "file:gone.db", mode: "reset" },
      /`compare-with`.*does not exist/,
    ],
    ["a file that is not there", { data: "none/*.csv" }, /`data` names "none\/\*\.csv"/],
  ];
  test("each with its reason", async () => {
    const one = await place();
    for (const [what, inputs, reason] of REFUSED) {
      const step = await one.seed(inputs);
      expect([what, step.outcome]).toEqual([what, "failure"]);
      expect(errorOf(step), what).toMatch(reason);
      expect(step.summary).not.toContain("password1");
    }
    expect(await one.rows(COUNTS)).toEqual([[0, 0]]);
  });

  test("that would replace a file which is read", async () => {
    const files = {
      "spec.yaml": "version: 1\ntables: {users: {rows: 3}}",
      "users.json": '[{"id": 1, "name": "a", "email": "e"}]',
      "schema.sql": SCHEMA,
      "m/1_a.sql": SCHEMA,
    };
    const one = await place(files);
    await one.execute(SCHEMA, "file:other.db");
    symlinkSync(one.path("a.db"), one.path("link.db"));
    const none = { "database-url": "none", output: "o.db" };
    const given: Inputs[] = [
      { "report-file": "a.db" },
      { "report-file": "link.db" },
      { output: "link.db" },
      { output: "other.db", "database-url": "file:a.db\nfile:other.db" },
      { "report-file": "other.db", "compare-with": "file:other.db" },
      { "report-file": "spec.yaml", spec: "spec.yaml" },
      { output: "./m/../users.json", data: "users.*" },
      { "report-file": "users.json", data: "users.json" },
      { ...none, schema: "schema.sql", "report-file": "schema.sql" },
      { ...none, schema: "m", output: "m/1_a.sql" },
      { output: "o.json\n./o.json" },
      { output: "o.json", "report-file": "o.json" },
    ];
    const names = ["a.db", "other.db", ...Object.keys(files)];
    const before = names.map(one.hash);
    for (const inputs of given) {
      const step = await one.seed(inputs);
      expect([inputs, errorOf(step)]).toEqual([inputs, expect.stringContaining("Give it a file of its own")]);
      expect([inputs, step.outputs["report-file"], ...names.map(one.hash)]).toEqual([inputs, "", ...before]);
    }
  });
});

test("mistakes of a spec are found in one run, each at its line and column", async () => {
  const name = "ü s/::error::forged%0A.yaml";
  const spec = `version: 1
tables:
  users:
    rows: -1
    columns:
      name: {generator: nme}
      email: {generator: email, uniqe: true}
      joined_at: "::error::forged"
profiles:
  minimal: {users: x}
extra: 1
`;
  const one = await place({ [name]: spec });
  const step = await one.seed({ spec: name });
  const found = step.annotations.filter(({ title }) => title === "bad-spec").map(({ file, line, col }) => [file, line, col]);
  expect(found).toEqual([
    [name, 4, 11],
    [name, 6, 25],
    [name, 7, 33],
    [name, 8, 18],
    [name, 10, 20],
    [name, 11, 1],
  ]);
  expect(step.annotations[0]?.message).toContain("Allowed: a whole number from 0");
  expect(step.annotations[1]?.message).toContain('Did you mean "name"?');
  expect(step.outputs["rows"]).toBe("0");
});

test("cells of a data file are reported at their places, and nothing is loaded", async () => {
  const one = await place({
    "users.csv": "id,name,email\n1,a,e1\nx,,e2\n3,\\N,e3\n",
    "posts.ndjson": '{"id": 1, "user_id": 1, "title": "t"}\n{"id": 2, "user_id": "one", "title": "t"}\n',
  });
  const step = await one.seed({ data: "*.csv\n*.ndjson" });
  const places = step.annotations
    .filter(({ title }) => title === "bad-cell")
    .map(({ file, line, col }) => `${file}:${line}:${col}`);
  expect(places).toEqual(["posts.ndjson:2:22", "users.csv:3:1", "users.csv:3:3", "users.csv:4:3"]);
  expect(await one.rows(COUNTS)).toEqual([[0, 0]]);
  one.write("bad.sql", "INSERT INTO users VALUES (1, 'a', 'e', NULL);\nINSERT INTO nowhere VALUES (1);");
  expect((await one.seed({ data: "bad.sql" })).annotations[0]).toMatchObject({ file: "bad.sql", line: 2, col: 1 });
  expect(await one.rows(COUNTS)).toEqual([[0, 0]]);
});

const NAMES = [
  "::error title=forged::forged",
  "x\n::error::forged\n##[error]forged",
  "a%0A::error::forged%0D",
  "<img src=x>|[x](http:y)`|",
  "\u202e\u200b\u2028::error::forged\u0085",
  "'\"`$(touch injected)",
  "__proto__",
];
test("tables may have any name", async () => {
  const quoted = NAMES.map((name) => `"${name.replaceAll('"', '""')}"`);
  const one = await place(
    {},
    quoted
      .map(
        (name, index) =>
          `CREATE TABLE ${name} (id INTEGER PRIMARY KEY, ${name} TEXT NOT NULL, next INTEGER REFERENCES ${quoted[index - 1] ?? name});`,
      )
      .join("\n"),
  );
  const first = await one.seed({ output: "o.json\no.sql\no.db" });
  expect(first.outcome, errorOf(first)).toBe("success");
  expect(Object.entries(JSON.parse(first.outputs["tables"] ?? ""))).toEqual(NAMES.map((name) => [name, 10]));
  await one.seed({ "derive-spec": "d.yaml" });
  const inputs: Inputs[] = [
    { spec: "d.yaml", mode: "reset" },
    { data: "o.json", mode: "reset" },
    { mode: "if-changed", "compare-with": "file:o.db" },
  ];
  for (const given of inputs) {
    const step = await one.seed(given);
    expect([given, step.outcome, step.outputs["digest"]]).toEqual([given, "success", first.outputs["digest"]]);
    expect(step.summary).not.toMatch(/<img|\]\(http:|^::|^##\[/m);
  }
  await one.seed({ mode: "append" });
  const different = await one.seed({ "compare-with": "file:o.db", "dry-run": false });
  expect(errorOf(different)).toContain("id = 11: only in");
});

test("the script of a database in memory is left as it was by a step that fails", async () => {
  const one = newPlace(toolCache, {
    "init.sql": `${SCHEMA} INSERT INTO users VALUES (5, 'n', 'e', NULL);`,
    "bad.sql": "INSERT INTO posts (user_id) VALUES (99);",
  });
  places.push(one);
  const env = { DATABASE_URL: ":memory:", DATABASE_INIT_SQL: one.path("init.sql") };
  expect((await one.seed({}, env)).outputs).toMatchObject({ tables: '{"users":0,"posts":10}' });
  const second = await one.seed({ mode: "append", rows: "users=3\nposts=1" }, env);
  expect(second.outputs["tables"], errorOf(second)).toBe('{"users":3,"posts":1}');
  const before = one.hash("init.sql");
  for (const inputs of [{ data: "bad.sql", mode: "reset" }, { rows: "nope=1" }, { mode: "reset", "dry-run": true }]) {
    await one.seed(inputs, env);
    expect(one.hash("init.sql")).toBe(before);
  }
  await one.load("init.sql", "file:loaded.db");
  expect(await one.rows(`${COUNTS}, (SELECT max(id) FROM users)`, "file:loaded.db")).toEqual([[4, 11, 8]]);
});

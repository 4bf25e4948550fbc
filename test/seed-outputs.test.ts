// What a step gives: its outputs, its files, which lead back to the same rows, its report, and a spec that it has derived.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { COUNTS, errorOf, json, newPlace, type Place, SCHEMA } from "./seeding/step.ts";

const EXAMPLE = fileURLToPath(new URL("../examples/agent-memory/", import.meta.url));
const FILES = ["rows.json", "rows.ndjson", "rows.sql", "rows.db"];

let toolCache: string;
const places: Place[] = [];
beforeAll(async () => {
  toolCache = await filledToolCache(["addon"]);
});
afterAll(() => rm(toolCache, { recursive: true }));
afterEach(() => {
  for (const place of places.splice(0)) place.remove();
});

/** @param databases each gets the schema */
async function place(files: Record<string, string> = {}, databases = ["file:a.db"], schema = SCHEMA): Promise<Place> {
  const made = newPlace(toolCache, files);
  places.push(made);
  for (const url of databases) await made.execute(schema, url);
  return made;
}

describe("files", () => {
  test("are the same bytes with and without a database, and lead back to the same rows", async () => {
    const one = await place({ "schema.sql": SCHEMA }, ["file:a.db", "file:json.db", "file:ndjson.db", "file:sql.db"]);
    const first = await one.seed({ output: FILES.join("\n") });
    expect(first.outputs["output-file"]?.split("\n")).toEqual(FILES.map(one.path));
    const none = await one.seed({
      "database-url": "none",
      schema: "schema.sql",
      output: FILES.map((file) => `none/${file}`).join("\n"),
    });
    expect([none.outcome, none.outputs["rows"], none.outputs["digest"]]).toEqual(["success", "20", first.outputs["digest"]]);
    for (const file of FILES) expect([file, one.hash(`none/${file}`)]).toEqual([file, one.hash(file)]);
    for (const kind of ["json", "ndjson", "sql"]) {
      const back = await one.seed({ "database-url": `file:${kind}.db`, data: `rows.${kind}`, "compare-with": "file:rows.db" });
      expect(back.outcome, errorOf(back)).toBe("success");
      expect(back.outputs).toMatchObject({
        rows: "20",
        tables: '{"users":10,"posts":10}',
        "table-digests": first.outputs["table-digests"],
      });
      if (kind !== "sql") expect(back.outputs["digest"]).toBe(first.outputs["digest"]);
    }
    // A ready database: nothing of the action is in it, and it is not seeded again.
    expect(await one.rows("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%libsql%'", "file:rows.db")).toEqual([[0]]);
    expect((await one.seed({ "database-url": "file:rows.db" })).outputs["skipped"]).toBe("true");
  });

  test("keep every value: integers of 64 bits, the ends of reals, blobs, texts with line breaks", async () => {
    const schema = "CREATE TABLE v (i INTEGER PRIMARY KEY, r REAL, t TEXT, b BLOB) STRICT;";
    const row = { i: 1, r: 0.1, t: "é😀\u0001\n::error::forged", b: { $hex: "00ff" } };
    const text = `[${JSON.stringify(row)}, {"i": 9223372036854775807, "r": 1e308, "t": "", "b": {"$hex": ""}}, {"i": -9223372036854775808, "r": 5e-324, "t": null, "b": null}]`;
    const one = await place({ "v.json": text }, ["file:a.db", "file:b.db"], schema);
    const first = await one.seed({ data: "v.json", output: "o/v.json\no/v.ndjson" });
    expect(first.outcome, errorOf(first)).toBe("success");
    expect(await one.rows("SELECT CAST(i AS TEXT), CAST(r AS TEXT), hex(t), hex(b) FROM v ORDER BY i")).toEqual([
      ["-9223372036854775808", "4.94065645841247e-324", "", ""],
      ["1", "0.1", Buffer.from(row.t).toString("hex").toUpperCase(), "00FF"],
      ["9223372036854775807", "1.0e+308", "", ""],
    ]);
    for (const data of ["o/v.json", "o/v.ndjson"]) {
      const back = await one.seed({ "database-url": "file:b.db", mode: "reset", data });
      expect([data, back.outputs["digest"]]).toEqual([data, first.outputs["digest"]]);
    }
  });

  test("may be named as nobody names them", async () => {
    const one = await place({}, ["file:ü a.db"]);
    const name = "ü b/ö %0A::error::forged.json";
    const step = await one.seed({ "database-url": "file:ü a.db", output: name, "report-file": "ü b/r %0A.json" });
    expect(step.outputs).toMatchObject({ "output-file": one.path(name), "report-file": one.path("ü b/r %0A.json") });
    expect(JSON.parse(one.read(name))["users"]).toHaveLength(10);
  });
});

test("the report is the result, and JSON outputs are one line each", async () => {
  const one = await place();
  const step = await one.seed({ "report-file": "out/report.json" });
  const report = JSON.parse(one.read("out/report.json"));
  expect(report).toMatchObject({ rows: 20, tables: { users: 10, posts: 10 }, digest: step.outputs["digest"], skipped: false });
  for (const name of ["tables", "digests", "table-digests"]) {
    expect(step.outputs[name]).not.toContain("\n");
    expect(json(step, name)).toEqual(report[name]);
    expect(Object.keys(json(step, name) as object)).toEqual(["users", "posts"]);
  }
  expect((await one.seed({ mode: "reset", verify: false, summary: false })).outputs).toMatchObject({
    "table-digests": "",
    "report-file": "",
  });
});

describe("several databases", () => {
  test("get the same rows, and each has its own counts", async () => {
    const urls = ["file:a.db", "file:b c.db"];
    const one = await place({}, urls);
    const [a, b] = urls.map((url) => url.replace("file:", `file:${one.workspace}/`)) as [string, string];
    for (const url of urls) await one.seed({ "database-url": url, seed: 7 });
    const first = await one.seed({ "database-url": urls.join("\n"), mode: "reset" });
    expect([first.outcome, json(first, "rows")]).toEqual(["success", { [a]: 20, [b]: 20 }]);
    const again = await one.seed({ "database-url": urls.join("\n"), "compare-with": "file:b c.db", mode: "reset" });
    expect(again.outcome, errorOf(again)).toBe("success");
    expect(json(again, "tables")).toEqual({ [a]: { users: 10, posts: 10 }, [b]: { users: 10, posts: 10 } });
    expect(json(again, "table-digests")).toEqual({ [a]: json(again, "digests"), [b]: json(again, "digests") });
  });

  test("one that cannot be filled fails the step, and the others are told of", async () => {
    const one = await place({}, ["file:a.db", "file:c.db"]);
    const urls = ["file:a.db", "file:empty.db", "file:c.db"];
    const step = await one.seed({ "database-url": urls.join("\n"), include: "users\nposts" });
    expect(step.outcome).toBe("failure");
    expect(Object.values(json(step, "rows") as object)).toEqual([20, 0, 20]);
    expect(step.outputs["digest"]).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("compare-with", () => {
  test("names the rows and columns that differ", async () => {
    const one = await place({}, ["file:a.db", "file:b.db"]);
    for (const url of ["file:a.db", "file:b.db"]) await one.seed({ "database-url": url });
    const before = one.hash("b.db");
    const same = await one.seed({ "compare-with": "file:b.db" });
    expect([same.outcome, same.summary]).toEqual(["success", expect.stringContaining("holds the same rows in 2 tables")]);
    expect(one.hash("b.db")).toBe(before);
    await one.execute(
      "UPDATE users SET name = '::error::forged' WHERE id = 3; DELETE FROM posts WHERE id = 2; INSERT INTO posts VALUES (99, 1, 't', NULL, NULL)",
      "file:b.db",
    );
    const different = await one.seed({ "compare-with": "file:b.db" });
    expect(different.outcome).toBe("failure");
    expect(errorOf(different)).toMatch(
      /users differ: id = 3: name is ".+" in \S+a\.db, .+ in \S+b\.db\. The rows of posts differ: id = 2: only in \S+a\.db; id = 99: only in \S+b\.db/,
    );
  });

  test("does not count what the action keeps for itself", async () => {
    const one = await place({}, ["file:a.db", "file:b.db"]);
    await one.seed({ mode: "if-changed" });
    await one.seed({ "database-url": "file:b.db", mode: "append" });
    await one.execute("DROP TABLE IF EXISTS _libsql_actions_seed", "file:b.db");
    const step = await one.seed({ mode: "if-changed", "compare-with": "file:b.db" });
    expect(step.outcome, errorOf(step)).toBe("success");
  });
});

describe("derive-spec", () => {
  test.each(["yaml", "json"])("writes a spec in .%s that gives the same rows as none", async (ending) => {
    const one = await place({}, ["file:a.db", "file:b.db"]);
    const before = one.hash("a.db");
    const derived = await one.seed({ "derive-spec": `specs/seed.${ending}` });
    expect([derived.outcome, derived.outputs["rows"]]).toEqual(["success", "0"]);
    expect(one.hash("a.db")).toBe(before);
    const without = await one.seed({ rows: 25, seed: "any text" });
    const withIt = await one.seed({
      "database-url": "file:b.db",
      rows: 25,
      seed: "any text",
      spec: `specs/seed.${ending}`,
      "compare-with": "file:a.db",
    });
    expect(withIt.outcome, errorOf(withIt)).toBe("success");
    expect(withIt.outputs["digests"]).toBe(without.outputs["digests"]);
  });

  test("also of the example, from its migrations, and with only some tables", async () => {
    const one = newPlace(toolCache);
    places.push(one);
    const given = { "database-url": "none", schema: `${EXAMPLE}migrations` };
    expect((await one.seed({ ...given, "derive-spec": "all.yaml" })).outcome).toBe("success");
    const digests = [
      await one.seed({ ...given, output: "a.json" }),
      await one.seed({ ...given, output: "b.json", spec: "all.yaml" }),
    ].map(({ outputs }) => outputs["digest"]);
    expect(digests).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), digests[0]]);
    await one.seed({ ...given, "derive-spec": "some.yaml", include: "agent_*", rows: "agent_metrics=77" });
    expect(one.read("some.yaml")).toMatch(/^tables:\n {2}agent_metrics:\n {4}rows: 77\n/m);
  });
});

test("each profile of the example has its counts", async () => {
  const one = newPlace(toolCache);
  places.push(one);
  const counts = async (profile: string) => {
    const step = await one.seed({
      "database-url": "none",
      schema: `${EXAMPLE}migrations`,
      spec: `${EXAMPLE}seed.yaml`,
      profile,
      output: `${profile}.ndjson`,
    });
    expect(step.outcome, errorOf(step)).toBe("success");
    return json(step, "tables");
  };
  expect(await counts("minimal")).toEqual({
    episodes: 10,
    steps: 61,
    patterns: 5,
    pattern_episodes: 9,
    heuristics: 5,
    embeddings: 13,
    spatiotemporal_index: 10,
    execution_records: 57,
    agent_metrics: 20,
  });
  expect(await counts("standard")).toMatchObject({
    episodes: 100,
    patterns: 25,
    heuristics: 40,
    spatiotemporal_index: 100,
    agent_metrics: 200,
  });
  expect(await counts("performance")).toMatchObject({
    episodes: 1000,
    patterns: 100,
    heuristics: 300,
    spatiotemporal_index: 1000,
    agent_metrics: 5000,
  });
});

test("data and spec fill one database together", async () => {
  const users = 'id,name,email\r\n1,"a,""b",e1\r\n7,"","two\r\nlines"\r\n';
  const one = await place({
    "d/users.csv": `\uFEFF${users}`,
    "more.sql": "UPDATE posts SET title = 'x' WHERE id = 1;",
    "seed.yaml": "version: 1\ntables: {posts: {rows: 4}}",
  });
  const step = await one.seed({ data: "d/*.csv\nmore.sql", spec: "seed.yaml" });
  expect(step.outcome, errorOf(step)).toBe("success");
  expect(await one.rows("SELECT id, name, email, joined_at FROM users")).toEqual([
    [1, 'a,"b', "e1", null],
    [7, "", "two\r\nlines", null],
  ]);
  expect(await one.rows(COUNTS)).toEqual([[2, 4]]);
  expect((await one.rows("SELECT DISTINCT user_id FROM posts")).flat().every((id) => id === 1 || id === 7)).toBe(true);
  expect(await one.rows("SELECT title FROM posts WHERE id = 1")).toEqual([["x"]]);
});

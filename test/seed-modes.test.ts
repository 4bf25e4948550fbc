// What each mode leaves in the database and says of it, again and again.
import { rm } from "node:fs/promises";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { COUNTS, errorOf, json, newPlace, type Place, SCHEMA } from "./seeding/step.ts";

const RECORD = "_libsql_actions_seed";

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

describe("if-empty", () => {
  test("fills once, then finds nothing to do", async () => {
    const { seed, rows } = await place();
    const first = await seed();
    expect(first.outcome, errorOf(first)).toBe("success");
    expect(first.outputs).toMatchObject({ rows: "20", tables: '{"users":10,"posts":10}', skipped: "false" });
    expect(json(first, "table-digests")).toEqual(json(first, "digests"));
    const again = await seed({ seed: 7 });
    expect(again.outputs).toMatchObject({ rows: "0", tables: '{"users":0,"posts":0}', skipped: "true" });
    // What the tables hold is still told.
    expect(again.outputs["table-digests"]).toBe(first.outputs["table-digests"]);
    expect(await rows(COUNTS)).toEqual([[10, 10]]);
  });

  test("new rows refer to those that were there", async () => {
    const { seed, rows, execute } = await place();
    await execute("INSERT INTO users VALUES (77, 'a', 'b', NULL)");
    expect((await seed()).outputs).toMatchObject({ tables: '{"users":0,"posts":10}', skipped: "false" });
    expect(await rows("SELECT DISTINCT user_id FROM posts")).toEqual([[77]]);
  });
});

test("append goes on behind the highest row, every time", async () => {
  const { seed, rows, execute } = await place();
  const whole = await place();
  for (const run of [1, 2, 3]) {
    const step = await seed({ mode: "append" });
    expect([run, step.outcome, step.outputs["rows"]]).toEqual([run, "success", "20"]);
    expect(await rows("SELECT count(*), min(id), max(id) FROM posts")).toEqual([[10 * run, 1, 10 * run]]);
  }
  // Rows of the same infinite table: what does not refer to others is the same as when all are made at once.
  await whole.seed({ rows: 30 });
  expect(await rows("SELECT * FROM users")).toEqual(await whole.rows("SELECT * FROM users"));
  await execute("INSERT INTO users VALUES (500, 'by hand', 'by hand', NULL)");
  await seed({ mode: "append", rows: "posts=0\nusers=2" });
  expect(await rows("SELECT max(id) FROM users")).toEqual([[502]]);
});

test("reset puts the same rows in place of whatever is there, and begins AUTOINCREMENT anew", async () => {
  const { seed, rows, execute } = await place();
  const first = await seed({ mode: "reset" });
  await execute(
    "UPDATE users SET name = 'changed'; INSERT INTO posts VALUES (900, 1, 'x', NULL, NULL); DELETE FROM posts WHERE id = 3",
  );
  const again = await seed({ mode: "reset" });
  for (const name of ["rows", "tables", "digest", "digests", "table-digests"])
    expect([name, again.outputs[name]]).toEqual([name, first.outputs[name]]);
  expect(await rows("SELECT seq FROM sqlite_sequence WHERE name = 'posts'")).toEqual([[10]]);
});

test("reset does not let rows of other tables go", async () => {
  const { seed, rows, execute } = await place(
    {},
    `${SCHEMA} CREATE TABLE likes (post_id INTEGER NOT NULL REFERENCES posts ON DELETE CASCADE);`,
  );
  await seed();
  const step = await seed({ mode: "reset", exclude: "likes" });
  expect(errorOf(step)).toMatch(
    /^Nothing was written: .*likes\.post_id .*ON DELETE CASCADE.*Seed likes too, empty it first, or leave posts out/,
  );
  expect(step.outputs).toMatchObject({ rows: "0", skipped: "false" });
  expect(await rows(`${COUNTS}, (SELECT count(*) FROM likes)`)).toEqual([[10, 10, 10]]);
  await execute("DELETE FROM likes");
  expect((await seed({ mode: "reset", exclude: "likes" })).outcome).toBe("success");
});

test("upsert writes over what was changed by hand, and nothing else", async () => {
  const { seed, rows, execute } = await place();
  expect((await seed({ mode: "upsert" })).outputs).toMatchObject({ rows: "20", skipped: "false" });
  await execute(
    "UPDATE users SET name = 'x' WHERE id = 3; DELETE FROM posts WHERE id = 2; INSERT INTO posts VALUES (99, 1, 'mine', 1, NULL)",
  );
  const step = await seed({ mode: "upsert" });
  expect(step.outputs).toMatchObject({ rows: "2", tables: '{"users":1,"posts":1}' });
  expect(await rows("SELECT name = 'x' FROM users WHERE id = 3")).toEqual([[0]]);
  expect(await rows(`${COUNTS}, (SELECT title FROM posts WHERE id = 99)`)).toEqual([[10, 11, "mine"]]);
  expect((await seed({ mode: "upsert" })).outputs).toMatchObject({ rows: "0" });
});

describe("if-changed", () => {
  const SPEC = "version: 1\ntables:\n  users: {rows: 5, columns: {name: name}}\n  posts: {rows: 6}\n";

  test("does nothing until spec, seed, rows or schema are others, or a table is empty", async () => {
    const one = await place({ "seed.yaml": SPEC });
    const step = async (inputs = {}) => {
      const { outcome, outputs } = await one.seed({ mode: "if-changed", spec: "seed.yaml", ...inputs });
      return outcome === "success" ? (outputs["skipped"] === "true" ? "skipped" : outputs["rows"]) : outcome;
    };
    expect([await step(), await step()]).toEqual(["11", "skipped"]);
    expect([await step({ seed: 7 }), await step({ seed: 7 })]).toEqual(["11", "skipped"]);
    expect([await step({ rows: "posts=9" }), await step({ rows: "posts=9" })]).toEqual(["14", "skipped"]);
    one.write("seed.yaml", SPEC.replace("name: name", "name: title"));
    expect([await step(), await step()]).toEqual(["11", "skipped"]);
    one.write("seed.yaml", `# The same.\n${SPEC.replace("name: name", "name: title")}`);
    expect(await step()).toBe("skipped");
    await one.execute("ALTER TABLE posts ADD COLUMN extra TEXT");
    expect([await step(), await step()]).toEqual(["11", "skipped"]);
    await one.execute("DELETE FROM posts");
    expect([await step(), await step()]).toEqual(["11", "skipped"]);
    await one.execute(`DROP TABLE ${RECORD}`);
    expect([await step(), await step()]).toEqual(["11", "skipped"]);
  });

  test("another step on the same tables in between is a change, one that did nothing is not", async () => {
    const { seed } = await place();
    const changed = async () => (await seed({ mode: "if-changed" })).outputs["skipped"] === "false";
    expect([await changed(), await changed()]).toEqual([true, false]);
    await seed();
    expect(await changed()).toBe(false);
    for (const inputs of [{ mode: "append" }, { mode: "reset", seed: 9 }, { mode: "reset", seed: 9, include: "posts" }]) {
      expect((await seed(inputs)).outcome).toBe("success");
      expect([inputs, await changed(), await changed()]).toEqual([inputs, true, false]);
    }
  });

  test("data files count too", async () => {
    const one = await place({
      "users.json": '[{"id": 1, "name": "a", "email": "e"}]',
      "more.sql": "INSERT INTO posts VALUES (5, 1, 't', NULL, NULL);",
    });
    const step = async () => (await one.seed({ mode: "if-changed", data: "users.json\nmore.sql" })).outputs["skipped"];
    expect([await step(), await step()]).toEqual(["false", "true"]);
    one.write("users.json", '[{"id": 1, "name": "b", "email": "e"}]');
    expect([await step(), await step()]).toEqual(["false", "true"]);
    expect(await one.rows("SELECT name FROM users")).toEqual([["b"]]);
    one.write("more.sql", "INSERT INTO posts VALUES (6, 1, 't', NULL, NULL);");
    expect([await step(), await step()]).toEqual(["false", "true"]);
    expect(await one.rows("SELECT id FROM posts")).toEqual([[6]]);
  });
});

test("a dry run leaves every byte as it is, in every mode", async () => {
  const one = await place({ "more.sql": "INSERT INTO users VALUES (77, 'a', 'b', NULL);" });
  for (const filled of [false, true]) {
    if (filled) await one.seed();
    const before = one.hash("a.db");
    for (const mode of ["if-empty", "append", "reset", "upsert", "if-changed"]) {
      const step = await one.seed({ mode, "dry-run": true, output: "rows.json", seed: 5 });
      expect([mode, step.outcome, step.outputs["rows"], step.outputs["output-file"]]).toEqual([mode, "success", "0", ""]);
      expect(one.hash("a.db"), mode).toBe(before);
      if (mode === "reset")
        expect(step.summary).toMatch(/dry run[\s\S]*Rows planned[\s\S]*<code>users<\/code> \| 10 \|[\s\S]*<details>/);
    }
    expect((await one.seed({ data: "more.sql", "dry-run": true })).outcome).toBe("success");
    expect(one.hash("a.db")).toBe(before);
  }
});

test("triggers and circles of references are in force", async () => {
  const circle = `CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER NOT NULL REFERENCES b); CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES a);
    CREATE TABLE c (id INTEGER PRIMARY KEY, mark TEXT);
    CREATE TRIGGER mark_c AFTER INSERT ON c BEGIN UPDATE c SET mark = 'triggered' WHERE id = new.id; END;`;
  const { seed, rows } = await place({}, circle);
  for (const [mode, count] of [
    ["if-empty", 10],
    ["reset", 10],
    ["append", 20],
    ["if-changed", 10],
  ] as const) {
    const step = await seed({ mode });
    expect(step.outcome, errorOf(step)).toBe("success");
    expect(
      await rows("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b), (SELECT count(*) FROM pragma_foreign_key_check)"),
    ).toEqual([[count, count, 0]]);
    expect(await rows("SELECT DISTINCT mark FROM c")).toEqual([["triggered"]]);
    if (mode === "reset") expect(step.summary).toMatch(/triggers change it \(mark&#95;c\)/);
  }
});

test("steps at the same time never make rows twice", async () => {
  const { seed, rows } = await place();
  const steps = await Promise.all([1, 2, 3].map(() => seed({ mode: "append", rows: 300 })));
  const succeeded = steps.filter(({ outcome }) => outcome === "success").length;
  expect(succeeded).toBeGreaterThan(0);
  for (const step of steps)
    if (step.outcome !== "success")
      expect([errorOf(step), step.outputs["rows"]]).toEqual([expect.stringMatching(/^Nothing was written: another step/), "0"]);
  expect(await rows(COUNTS)).toEqual([[300 * succeeded, 300 * succeeded]]);
});

import { expect, test } from "vitest";
import { laterEnvironment } from "./environment.ts";
import { NOTHING } from "./provision.ts";

const database = (name: string, url: string) => ({ name, url, version: "", startMs: 0 });

test("the first instance is the database, and each has a variable of its own", () => {
  const databases = [database("primary", "http://127.0.0.1:1"), database("read-model", "http://127.0.0.1:2")];
  expect(laterEnvironment({ ...NOTHING, databases }, {})).toEqual({
    DATABASE_URL: "http://127.0.0.1:1",
    TURSO_DATABASE_URL: "http://127.0.0.1:1",
    DATABASE_URL_PRIMARY: "http://127.0.0.1:1",
    DATABASE_URL_READ_MODEL: "http://127.0.0.1:2",
  });
});

test("token and script are told where there are any", () => {
  const told = laterEnvironment(
    { ...NOTHING, databases: [database("a", ":memory:")], authToken: "t", initSql: "/i.sql" },
    { TURSO_AUTH_TOKEN: "old" },
  );
  expect(told).toMatchObject({ TURSO_AUTH_TOKEN: "t", DATABASE_INIT_SQL: "/i.sql" });
});

test("what belongs to an earlier database is emptied", () => {
  const told = laterEnvironment(
    { ...NOTHING, databases: [database("a", "file:/a.db")] },
    { TURSO_AUTH_TOKEN: "old", DATABASE_INIT_SQL: "/old.sql" },
  );
  expect(told).toMatchObject({ TURSO_AUTH_TOKEN: "", DATABASE_INIT_SQL: "" });
});

test("nothing is told when nothing was started", () => {
  expect(laterEnvironment(NOTHING, { TURSO_AUTH_TOKEN: "old" })).toEqual({});
});

// What a step writes never takes the place of what it works on.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runHere, workspace } from "./testing.ts";

let path: string;
beforeEach(() => {
  path = workspace({ "migrations/1_a.sql": "CREATE TABLE a(x)" });
});
afterEach(() => rmSync(path, { recursive: true }));

const up = (inputs: Record<string, string>) => runHere(path, { "database-url": `file:${path}/x.db`, ...inputs });

it.each(["report-file", "sarif-file", "schema-file"])(
  "refuses a %s that is something else, before anything is done",
  async (name) => {
    mkdirSync(join(path, "folder"));
    symlinkSync("migrations", join(path, "link"));
    execFileSync("mkfifo", [join(path, "pipe")]);
    for (const [file, holder] of [
      ["x.db", "which is the database"],
      ["./folder/../x.db-wal", "which is the database"],
      ["migrations/1_a.sql", "which is a file of the migrations"],
      ["link/2_b.sql", "which is a file of the migrations"],
      ["folder", "which is no regular file"],
      ["pipe", "which is no regular file"],
    ] as const) {
      const { error } = await up({ [name]: file });
      expect(error).toContain(`The input \`${name}\` is "${file}", ${holder}`);
    }
    expect(readFileSync(join(path, "migrations/1_a.sql"), "utf8")).toBe("CREATE TABLE a(x)");
    expect(existsSync(join(path, "x.db"))).toBe(false);
  },
);

it("refuses one file for two", async () => {
  const { error } = await up({ "report-file": "same.json", "sarif-file": "./same.json" });
  expect(error).toContain('The input `sarif-file` is "./same.json", which is the input `report-file` too');
});

it("writes files of their own", async () => {
  const { error } = await up({
    "report-file": "out/report.json",
    "sarif-file": "out/findings.sarif",
    "schema-file": "schema.sql",
  });
  expect(error).toBe(undefined);
  expect(JSON.parse(readFileSync(join(path, "out/report.json"), "utf8"))).toMatchObject({ "applied-count": 1 });
  expect(readFileSync(join(path, "schema.sql"), "utf8")).toContain("CREATE TABLE a");
  // And again: a file of an earlier run is replaced.
  expect((await up({ "report-file": "out/report.json", "schema-file": "schema.sql" })).error).toBe(undefined);
});

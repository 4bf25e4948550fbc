import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { schemaOf } from "./plan/testing.ts";
import { readSource } from "./source.ts";
import { inputsWith } from "./testing.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "source-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string, readSchema: Parameters<typeof readSource>[2]) => {
  writeFileSync(join(folder, "seed.yaml"), text);
  return readSource(inputsWith({ spec: "seed.yaml" }), folder, readSchema);
};
const schema = await schemaOf(["CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT)"]);
const TEXT = "tables:\n  usrs: {rows: 1}\n  users: {rows: -1, columns: {nam: word}}\n";
const FORM = "seed.yaml:3:17: tables.users.rows: -1 cannot stand here. Allowed: a whole number from 0 to 100000000.";

describe("a spec of a wrong form", () => {
  it("is told with the names in it that the schema does not have", async () => {
    const error: unknown = await read(TEXT, async () => schema).catch((problem: unknown) => problem);
    expect((error as Error).message.split("\n")).toEqual([
      "The spec has 3 problems:",
      'seed.yaml:2:3: tables: "usrs" is no table of the database. It has "users".',
      FORM,
      'seed.yaml:3:36: tables.users.columns: "nam" is no column of users. It has "id", "name".',
    ]);
  });

  it.each([
    ["there is no schema yet", async () => undefined],
    ["the database does not answer", () => Promise.reject(new Error("it is down"))],
  ])("is told alone when %s", async (_, readSchema) => {
    await expect(read(TEXT, readSchema)).rejects.toThrow(FORM);
  });

  it("that is no YAML does not wait for a database that never answers", async () => {
    await expect(read("tables: {", () => new Promise(() => undefined))).rejects.toThrow("seed.yaml:1:");
  });

  it("alone has the schema asked for", async () => {
    const readSchema = () => expect.unreachable();
    expect((await read("tables: {anything: {rows: 1}}", readSchema)).spec?.spec.tables.size).toBe(1);
  });
});

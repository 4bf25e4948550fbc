// What would be seeded without a spec can be written down and read again.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { describe, expect, it } from "vitest";
import { schemaOf } from "../plan/testing.ts";
import { readSpec } from "../spec/read-spec.ts";
import { specJson, writeSpec } from "../spec/write-spec.ts";
import { deriveSpec } from "./derive-spec.ts";

const FOLDER = fileURLToPath(new URL("../schemas/", import.meta.url));
const noList = () => Promise.reject(new Error("there are no lists"));

describe("a derived spec", () => {
  it("has the wanted tables alone, without columns that the database computes", async () => {
    const schema = await schemaOf(["CREATE TABLE a (id INTEGER PRIMARY KEY, b INT, c INT AS (b * 2))", "CREATE TABLE d (x)"]);
    const { tables } = deriveSpec(schema, new Map([["a", 7]]));
    expect([...tables.keys()]).toEqual(["a"]);
    expect(tables.get("a")?.rows).toBe(7);
    expect([...(tables.get("a")?.columns.keys() ?? [])]).toEqual(["id", "b"]);
  });

  it.each(readdirSync(FOLDER))("of %s is the same when it is read again", async (file) => {
    const schema = await schemaOf(splitScript(readFileSync(FOLDER + file, "utf8")).statements.map(({ sql }) => sql));
    const spec = deriveSpec(schema, new Map(schema.tables.map(({ name }) => [name, 10])));
    expect(spec.tables.size).toBe(schema.tables.length);
    expect((await readSpec(writeSpec(spec), "seed.yaml", noList)).spec).toEqual(spec);
    expect(specJson((await readSpec(specJson(spec), "seed.json", noList)).spec)).toBe(specJson(spec));
  });
});

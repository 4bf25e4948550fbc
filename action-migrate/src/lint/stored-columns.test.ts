import { expect, it } from "vitest";
import { storedColumns, storedDefinition } from "./stored-columns.ts";

it("reads what stands behind the names of columns, up to what ends them", () => {
  const sql = `CREATE TABLE IF NOT EXISTS "a(b" ( -- (1, 2)
  id INTEGER PRIMARY KEY, -- the key, of all
  "B,c" DECIMAL(10, 2) -- net, of tax
  , 'd' /* none */, [e] TEXT DEFAULT '),' CHECK (e IN ('x', 'y')),
  unique_name, CONSTRAINT "k" UNIQUE (id, d), CHECK (id > 0)) STRICT`;
  expect([...storedColumns(sql)]).toEqual([
    ["id", " INTEGER PRIMARY KEY"],
    ["b,c", " DECIMAL(10, 2) -- net, of tax\n  "],
    ["d", " /* none */"],
    ["e", " TEXT DEFAULT '),' CHECK (e IN ('x', 'y'))"],
    ["unique_name", ""],
  ]);
  expect(storedDefinition('"B,c" TEXT /* , */')).toBe(" TEXT /* , */");
});

// What `lint-ignore` does to the findings of a folder: an old disorder may stay, nothing else.
import { expect, it } from "vitest";
import { dbmate } from "./formats/dbmate.ts";
import { drizzle } from "./formats/drizzle.ts";
import type { Format } from "./formats/format.ts";
import { folderOf } from "./formats/testing.ts";
import { readAs } from "./read-migrations.ts";

const JOURNAL = "meta/_journal.json";
const codesOf = (format: Format, folder: ReturnType<typeof folderOf>, ignore: readonly string[]) =>
  readAs(format, folder, ignore).findings.map(({ code }) => code);
const disordered = folderOf({
  [JOURNAL]: JSON.stringify({
    dialect: "sqlite",
    entries: [
      { tag: "0000_a", when: 20 },
      { tag: "0001_b", when: 10 },
      { tag: "0002_c", when: 30 },
    ],
  }),
  "0000_a.sql": "SELECT 1;",
  "0001_b.sql": "SELECT 2;",
});

it("leaves out what is said about the order of a folder, and keeps the migrations", () => {
  expect(codesOf(drizzle, disordered, [])).toEqual(["missing-script", "journal-order"]);
  const read = readAs(drizzle, disordered, ["journal-order"]);
  expect(read.findings.map(({ code }) => code)).toEqual(["missing-script"]);
  expect(read.migrations.map(({ version }) => version)).toEqual(["0000_a", "0001_b"]);
  const text = "-- migrate:up\nSELECT 1;\n-- migrate:down\n";
  const names = folderOf({ "10_a.sql": text, "2_b.sql": text });
  expect(codesOf(dbmate, names, ["journal-order"])).toEqual(["version-order"]);
  expect(codesOf(dbmate, names, ["version-order"])).toEqual([]);
});

it("keeps what cannot be ignored", () => {
  expect(codesOf(drizzle, disordered, ["missing-script", "drop-table"])).toEqual(["missing-script", "journal-order"]);
});

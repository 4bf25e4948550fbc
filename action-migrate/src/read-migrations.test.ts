// What `lint-ignore` does to the findings of a folder: an old disorder may stay, nothing else.
import type { Format } from "@libsql-actions/shared/migrations/format";
import { dbmate } from "@libsql-actions/shared/migrations/formats/dbmate";
import { drizzle } from "@libsql-actions/shared/migrations/formats/drizzle";
import { goose } from "@libsql-actions/shared/migrations/formats/goose";
import { plain } from "@libsql-actions/shared/migrations/formats/plain";
import { folderOf } from "@libsql-actions/shared/migrations/testing";
import { expect, it } from "vitest";
import { readAs, type SourceChoice } from "./read-migrations.ts";

const JOURNAL = "meta/_journal.json";
const chosen = (format: Format, source: ReturnType<typeof folderOf>): SourceChoice => ({
  source,
  choice: { format, others: [] },
  read: format.read(source),
});
const codesOf = (format: Format, folder: ReturnType<typeof folderOf>, ignore: readonly string[]) =>
  readAs(format, chosen(format, folder), ignore).findings.map(({ code }) => code);
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
  const read = readAs(drizzle, chosen(drizzle, disordered), ["journal-order"]);
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

it("reads the folder anew for a format that the database has decided for", () => {
  const folder = folderOf({ "1_a.sql": "-- +goose Up\nSELECT 1;\n" });
  const [asPlain, asGoose] = [plain, goose].map((format) => readAs(format, chosen(plain, folder), []));
  expect(asPlain?.migrations[0]?.up.text).toContain("+goose Up");
  expect(asGoose).toMatchObject({ format: { name: "goose" }, migrations: goose.read(folder).migrations });
});

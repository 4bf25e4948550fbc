import { FORMATS } from "@libsql-actions/shared/migrations/formats";
import { folderOf } from "@libsql-actions/shared/migrations/testing";
import { describe, expect, it } from "vitest";
import { chooseFormat, decideFormat, tablesOf } from "./choose-format.ts";

const GOOSE = "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n";
const DBMATE = "-- migrate:up\nSELECT 1;\n-- migrate:down\n";

describe("by the folder", () => {
  it.each<[string, Record<string, string>]>([
    ["plain", { "1_a.sql": "SELECT 1" }],
    ["plain", {}],
    ["pair", { "1_a.up.sql": "", "1_a.down.sql": "" }],
    ["goose", { "1_a.sql": GOOSE }],
    ["goose", { "1_a.sql": GOOSE, "atlas.sum": "h1:x\n1_a.sql h1:y\n" }],
    ["dbmate", { "20240101000000_a.sql": DBMATE }],
    ["prisma", { "20240101000000_init/migration.sql": "", "migration_lock.toml": 'provider = "sqlite"' }],
    ["drizzle", { "0000_a.sql": "", "meta/_journal.json": '{"version":"7","dialect":"sqlite","entries":[]}' }],
    ["flyway", { "V1__a.sql": "" }],
    ["atlas", { "20240101000000_a.sql": "", "atlas.sum": "h1:x\n" }],
  ])("is %s: %j", (name, files) => expect(chooseFormat(folderOf(files), "auto").format.name).toBe(name));

  it("is what was given, whatever it looks like", () => {
    for (const { name } of FORMATS)
      expect(chooseFormat(folderOf({ "1_a.sql": GOOSE }), name)).toMatchObject({ format: { name }, others: [] });
  });

  it("is nothing that is known", () =>
    expect(() => chooseFormat(folderOf({ "init.sql": "" }), "auto")).toThrow(
      'The files of m, such as "init.sql", are of no format that is known.',
    ));
});

describe("by the database", () => {
  const ownColumns = ["version", "name", "checksum", "applied_at", "duration_ms"];
  const SQLX = ["version", "description", "installed_on", "success", "checksum", "execution_time"];
  const pairChoice = chooseFormat(folderOf({ "1_a.up.sql": "", "1_a.down.sql": "" }), "auto");
  const plainChoice = chooseFormat(folderOf({ "1_a.sql": "SELECT 1" }), "auto");

  it("is that of the tool whose table it has, where the folder may be its", () => {
    for (const [choice, table, columns, name] of [
      [plainChoice, "_sqlx_migrations", SQLX, "sqlx"],
      [pairChoice, "schema_migrations", ["version", "dirty"], "golang-migrate"],
      [pairChoice, "schema_migrations", ["id"], "geni"],
    ] as const)
      expect(decideFormat(choice, new Map([[table, columns]]), undefined).name).toBe(name);
    expect(decideFormat(plainChoice, new Map(), undefined).name).toBe("plain");
  });

  it("stays what it is where its own table is there, or the other one has another shape", () => {
    const both = new Map([
      ["_libsql_actions_migrations", ownColumns],
      ["_sqlx_migrations", SQLX],
    ]);
    expect(decideFormat(plainChoice, both, undefined).name).toBe("plain");
    expect(decideFormat(plainChoice, new Map([["_sqlx_migrations", ["x"]]]), undefined).name).toBe("plain");
  });

  it("is asked about the tables of all that it may be, or about the one that was given", () => {
    expect(tablesOf(plainChoice, undefined)).toEqual(expect.arrayContaining(["_libsql_actions_migrations", "_sqlx_migrations"]));
    expect(tablesOf(plainChoice, "mine")).toEqual(["mine"]);
    expect(decideFormat(plainChoice, new Map([["mine", ownColumns]]), "mine").name).toBe("plain");
  });
});

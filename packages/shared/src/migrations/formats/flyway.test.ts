// What Flyway (flyway-core 11.8.2) reads out of the names and texts of files.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folderOf, found } from "../testing.ts";
import { flyway } from "./flyway.ts";
import { compareFlywayVersions, sameVersion } from "./flyway-names.ts";
import { checksumOfScript } from "./flyway-script.ts";

const files = (...paths: string[]) => folderOf(Object.fromEntries(paths.map((path) => [path, "SELECT 1;"])));

describe("a folder", () => {
  it("is read by names, in Flyway's order", () => {
    const read = flyway.read(
      files(
        "V1.9__c.sql",
        "V1_10__add__b_.sql",
        "V2__n.sql",
        "R__the_view.sql",
        "R__.sql",
        "V007__seven.sql",
        "V3.sql",
        "sub/V4__.sql",
        "V06_1.0__Big name.SQL",
        "B1.10__base.sql",
        "U2__n.sql",
        "README.sql",
      ),
    );
    expect(read.migrations.map(({ kind, version, name, key, down }) => [kind, version, name, key, down?.file])).toEqual([
      ["versioned", "1.9", "c", "1.9", undefined],
      ["versioned", "1.10", "add  b ", "1.10", undefined],
      ["checkpoint", "1.10", "base", "B1.10", undefined],
      ["versioned", "2", "n", "2", "m/U2__n.sql"],
      ["versioned", "3", "", "3", undefined],
      ["versioned", "4", "", "4", undefined],
      ["versioned", "06.1.0", "Big name", "06.1.0", undefined],
      ["versioned", "007", "seven", "007", undefined],
      ["repeatable", "R__", "", "R__", undefined],
      ["repeatable", "R__the view", "the view", "R__the view", undefined],
    ]);
    expect(read.ignored).toEqual(["README.sql"]);
    expect(found(read)).toEqual([]);
  });

  it.each<[paths: string[], findings: string[]]>([
    [["V1__a.sql", "V1.0__b.sql"], ["error duplicate-version m/V1__a.sql"]],
    [["V1__a.sql", "sub/V001__b.sql"], ["error duplicate-version m/sub/V001__b.sql"]],
    [["V1__a.sql", "B1__a.sql"], []],
    [["R__a_b.sql", "R__a b.sql"], ["error file-name m/R__a_b.sql"]],
    [["U2__a.sql"], ["warning file-name m/U2__a.sql"]],
    [["U1.0__a.sql", "V1__a.sql"], []],
    [["V1__a.sql", "U1__a.sql", "U01__b.sql"], ["error duplicate-version m/U1__a.sql"]],
    [["V1_a.sql"], ["warning file-name m/V1_a.sql"]],
    [["v1__a.sql"], ["warning file-name m/v1__a.sql"]],
    [["V__a.sql"], ["warning file-name m/V__a.sql"]],
    [
      ["beforeMigrate.sql", "afterEachMigrate__x.sql"],
      ["warning callback m/afterEachMigrate__x.sql", "warning callback m/beforeMigrate.sql"],
    ],
    [["notes.sql"], []],
  ])("with %j gives %j", (paths, findings) => {
    expect(found(flyway.read(files(...paths)))).toEqual(findings);
  });

  it.each([
    [["V1__a.sql"], true],
    [["sub/R__a.sql"], true],
    [["B2__a.sql"], true],
    [["V1.sql"], false],
    [["U1__a.sql"], false],
    [["0001_a.sql", "V1_a.sql"], false],
  ])("is known by %j: %s", (paths, is) => {
    expect(flyway.detect(files(...paths))).toBe(is);
  });
});

it("compares versions part by part, and takes them for the same as MigrationVersion does", () => {
  const version = fc
    .array(
      fc.nat(12).map((part) => String(part).padStart(1 + (part % 3), "0")),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.join("."));
  fc.assert(
    fc.property(version, version, (a, b) => {
      const order = compareFlywayVersions(a, b);
      expect(order + compareFlywayVersions(b, a)).toBe(0);
      expect(order === 0).toBe(sameVersion(a) === sameVersion(b));
    }),
  );
  expect(["1.10", "2", "1.9", "1.0.1", "001", "20260101.1", "20260101"].sort(compareFlywayVersions)).toEqual([
    "001",
    "1.0.1",
    "1.9",
    "1.10",
    "2",
    "20260101",
    "20260101.1",
  ]);
});

/** As Flyway recorded them. */
it.each([
  ["CREATE TABLE a(x);\nINSERT INTO a VALUES (1);\n", "2125430528"],
  ["\ufeffALTER TABLE a ADD b;\r\n-- é\r\n\r\n", "665169567"],
  ["CREATE TABLE c(x);", "977640486"],
  ["DROP VIEW IF EXISTS v; CREATE VIEW v AS SELECT * FROM a;\n", "-1974489621"],
  ["PRAGMA foreign_keys=ON;\nCREATE TABLE n(x);\n", "-1318772070"],
  ["CREATE TABLE x(y);", "750211202"],
  ["", "0"],
])("takes the checksum of %j", (text, checksum) => {
  expect(checksumOfScript(text)).toBe(checksum);
  expect(checksumOfScript(text.replaceAll("\r\n", "\n").replaceAll("\n", "\r"))).toBe(checksum);
});

describe("a script", () => {
  const read = (text: string, conf?: string) => {
    const { migrations, ...rest } = flyway.read(
      folderOf({ "V1__a.sql": text, ...(conf === undefined ? {} : { "V1__a.sql.conf": conf }) }),
    );
    return {
      transaction: migrations[0]?.up.transaction,
      text: migrations[0]?.up.text,
      found: found({ migrations, ...rest }),
      findings: rest.findings,
    };
  };

  it.each([
    [undefined, true, []],
    ["executeInTransaction=false", false, []],
    ["# x\r\n! y\r\n\r\n executeInTransaction : FALSE\r\nencoding=UTF-8\r\noutputQueryResults=true", false, []],
    ["executeInTransaction=true", true, []],
    ["executeInTransaction=no", true, ["error script-config m/V1__a.sql.conf:1"]],
    ["\nshouldExecute=${x}", true, ["error script-config m/V1__a.sql.conf:2"]],
    ["encoding=ISO-8859-1", true, ["error script-config m/V1__a.sql.conf:1"]],
  ])("with the settings %j", (conf, transaction, findings) => {
    expect(read("SELECT 1;", conf)).toMatchObject({ transaction, found: findings });
  });

  it.each([
    ["SELECT '${a}';", "error placeholder m/V1__a.sql:1"],
    ["-- é\r\n/* 𝒳 */ ${flyway:timestamp} ${b}", "error placeholder m/V1__a.sql:2"],
  ])("with placeholders is refused: %j", (text, finding) => {
    expect(read(text).found).toEqual([finding]);
    expect(read(text, "placeholderReplacement=false").found).toEqual([]);
  });

  it("has the column of a placeholder in code points", () => {
    expect(read("x\n/* 𝒳 */ ${b}").findings[0]).toMatchObject({ line: 2, column: 9, message: expect.stringContaining('"${b}"') });
    expect(read("SELECT '$ {a} #{b} $c'").found).toEqual([]);
  });
});

it.each([
  [[], "V20260102030405__add_users.sql"],
  [["V1__a.sql", "V2__b.sql", "R__x.sql"], "V3__add_users.sql"],
  [["V001__a.sql"], "V002__add_users.sql"],
  [["V1.9__a.sql", "V1_10__b.sql"], "V1.11__add_users.sql"],
  [["B5__a.sql", "V2__b.sql"], "V6__add_users.sql"],
  [["V20250101000000__a.sql"], "V20260102030405__add_users.sql"],
])("names a migration beside %j", (paths, path) => {
  expect(flyway.create(files(...paths), "add_users", new Date("2026-01-02T03:04:05Z")).map((file) => file.path)).toEqual([path]);
});

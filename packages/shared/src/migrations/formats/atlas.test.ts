// Folders as Atlas reads them (ariga.io/atlas v0.32.1), and atlas.sum as it writes it.
import { describe, expect, it } from "vitest";
import { folderOf, found } from "../testing.ts";
import { atlas } from "./atlas.ts";
import { formatSum, hashFiles } from "./atlas-sum.ts";

/** These files, and what `atlas migrate hash` wrote for them. */
const FILES = {
  "1.sql": "SELECT 1;\n",
  "3_bom.sql": "\ufeffSELECT 'é';\r\n",
  "Z.sql": "x",
};
const IGNORED = { "2_ignored.sql": "-- atlas:sum ignore\n\nSELECT 1;" };
const SUM_OF_ALL = `h1:5XxLHiSLrNp+YvTeCSaPNFGRYoPNA0GIM1nPGcs9mvo=
1.sql h1:/LIYEXNc34X4BgMCjkBOvNY/5Pgu0dgi84pBUYSOYN0=
3_bom.sql h1:iSdklWRYenV3TzmsmzpOxrO1ne4eW9lqqPmSlhWJGg0=
Z.sql h1:LTX18LPb8stjzvsOIUa74hU0PXuBUrUcBTNDBtRO8ZQ=
`;
type Files = Readonly<Record<string, string>>;
const sumOf = (files: Files) =>
  formatSum(
    hashFiles(
      Object.entries(files)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, text]) => ({ path, text })),
    ),
  );
const withSum = (files: Files, sum = sumOf(files)) => folderOf({ ...files, "atlas.sum": sum });

describe("atlas.sum", () => {
  it("is what Atlas writes", () => {
    expect(sumOf({ ...FILES, ...IGNORED })).toBe(SUM_OF_ALL);
  });

  it("holds the hash that Atlas records of a file", () => {
    const read = atlas.read(withSum({ ...FILES, ...IGNORED }, SUM_OF_ALL));
    expect(read.migrations.map(({ version, checksums }) => [version, checksums])).toEqual([
      ["1", ["/LIYEXNc34X4BgMCjkBOvNY/5Pgu0dgi84pBUYSOYN0="]],
      ["2", []],
      ["3", ["iSdklWRYenV3TzmsmzpOxrO1ne4eW9lqqPmSlhWJGg0="]],
      ["Z", ["LTX18LPb8stjzvsOIUa74hU0PXuBUrUcBTNDBtRO8ZQ="]],
    ]);
    expect(found(read)).toEqual(["error directive m/2_ignored.sql:1"]);
  });

  const sum = sumOf(FILES);
  it.each<[name: string, files: Files, sum: string, finding: string[], message?: string]>([
    ["holds", FILES, sum, []],
    ["holds with CRLF", FILES, sum.replaceAll("\n", "\r\n"), []],
    [
      "has an edited file",
      { ...FILES, "3_bom.sql": "SELECT 'é';\r\n" },
      sum,
      ["error atlas-sum m/3_bom.sql"],
      '"3_bom.sql" was edited',
    ],
    [
      "has a file with other line endings",
      { ...FILES, "1.sql": "SELECT 1;\r\n" },
      sum,
      ["error atlas-sum m/1.sql"],
      '"1.sql" was edited',
    ],
    ["has a file more between", { ...FILES, "2_x.sql": "" }, sum, ["error atlas-sum m/2_x.sql"], '"2_x.sql" was added'],
    ["has a file more at the end", { ...FILES, "ZZ.sql": "" }, sum, ["error atlas-sum m/ZZ.sql"], '"ZZ.sql" was added'],
    [
      "has a file less",
      { "1.sql": FILES["1.sql"], "Z.sql": "x" },
      sum,
      ["error atlas-sum m/atlas.sum"],
      '"3_bom.sql" was removed',
    ],
    ["was merged", FILES, sum.replace(/^h1:./, "h1:/"), ["error atlas-sum m/atlas.sum:1"], "first line"],
    ["has a line of something else", FILES, `${sum}<<<<<<< HEAD\n`, ["error atlas-sum m/atlas.sum:5"], "line 5"],
    ["is empty", FILES, "", ["error atlas-sum m/atlas.sum:1"], "first line"],
    ["is of an empty folder", {}, sumOf({}), []],
  ])("%s", (_, files, text, findings, message = "") => {
    const read = atlas.read(withSum(files, text));
    expect(found(read)).toEqual(findings);
    expect(read.findings.map((finding) => finding.message).join()).toContain(message);
  });

  it("is asked for", () => {
    expect(found(atlas.read(folderOf(FILES)))).toEqual(["error atlas-sum m/1.sql"]);
    expect(found(atlas.read(folderOf({})))).toEqual([]);
  });
});

describe("a folder", () => {
  it("has every SQL file of its own, by name as bytes", () => {
    const files = { "20260102_b_c.sql": "A;", "2_x.sql": "", "10_y.sql": "", "a.sql": "", "B.sql": "-- atlas:checkpoint\n\nA;" };
    const read = atlas.read(folderOf({ ...files, "atlas.sum": sumOf(files), "sub/1.sql": "", "x.SQL": "" }));
    expect(read.migrations.map(({ version, name, key, kind }) => [version, name, key, kind])).toEqual([
      ["10", "y", "10", "versioned"],
      ["20260102", "b_c", "20260102", "versioned"],
      ["2", "x", "2", "versioned"],
      ["B", "", "B", "checkpoint"],
      ["a", "", "a", "versioned"],
    ]);
    expect(read.ignored).toEqual(["sub/1.sql", "x.SQL"]);
    expect(found(read)).toEqual([]);
  });

  it("may have a version once, and none without", () => {
    expect(found(atlas.read(withSum({ "1_a.sql": "", "1_b.sql": "", "_c.sql": "" })))).toEqual([
      "error duplicate-version m/1_b.sql",
      "error file-name m/_c.sql",
    ]);
  });

  it.each([
    [["atlas.sum", "1.sql"], true],
    [["1.sql"], false],
    [["sub/atlas.sum"], false],
    // Of golang-migrate: read as Atlas's own, it would be applied and taken back.
    [["atlas.sum", "1_a.up.sql", "1_a.down.sql"], false],
  ])("is known by %j: %s", (paths, is) => {
    expect(atlas.detect(folderOf(Object.fromEntries(paths.map((path) => [path, ""]))))).toBe(is);
  });
});

it.each([
  [{}, "20260102030405_add.sql"],
  [FILES, "20260102030405_add.sql"],
  [{ "20270101000000_a.sql": "A;" }, "20270101000001_add.sql"],
])("makes a migration beside %j, and the sum of all", (files, path) => {
  const made = atlas.create(withSum(files), "add", new Date("2026-01-02T03:04:05Z"));
  expect(made.map((file) => file.path)).toEqual([path, "atlas.sum"]);
  const after = folderOf({ ...files, ...Object.fromEntries(made.map((file) => [file.path, file.text])) });
  expect(found(atlas.read(after))).toEqual([]);
});

import { expect, it } from "vitest";
import { checksumOf } from "../migration.ts";
import { folderOf, found } from "../testing.ts";
import { plain } from "./plain.ts";

const versions = (files: Record<string, string>, others: string[] = []) => {
  const read = plain.read(folderOf(files, others));
  return {
    versions: read.migrations.map(({ version, name, key }) => `${version} ${name} ${key}`),
    ignored: read.ignored,
    found: found(read),
  };
};

it("reads a file a version, in the order of numbers", () => {
  expect(versions({ "10_c.sql": "", "2-b_x.SQL": "", "001_a.b.sql": "", "20260102030405_t.sql": "", "0_zero.sql": "" })).toEqual({
    versions: ["0 zero ", "001 a.b 1", "2 b_x 2", "10 c 10", "20260102030405 t 20260102030405"],
    ignored: [],
    found: [],
  });
});

it("passes over what is no migration by its name, and tells of what looks like one", () => {
  expect(versions({ "1_a.sql": "", "seed.sql": "", "old/1_x.sql": "", "４_wide.sql": "", "Ⅷ_x.sql": "" }, ["README.md"])).toEqual(
    {
      versions: ["1 a 1"],
      ignored: ["old/1_x.sql", "seed.sql", "Ⅷ_x.sql", "４_wide.sql"],
      found: [],
    },
  );
  expect(
    versions({
      "1.sql": "",
      "2_.sql": "",
      "3a.sql": "",
      "4_new\nline.sql": "",
      "1234567890123456789_x.sql": "",
      "5_x.up.sql": "",
      "6_x.down.sql": "",
    }),
  ).toEqual({
    versions: [],
    ignored: [],
    found: [
      "error file-name m/1.sql",
      "error file-name m/1234567890123456789_x.sql",
      "error file-name m/2_.sql",
      "error file-name m/3a.sql",
      "error file-name m/4_new\nline.sql",
      "error file-name m/5_x.up.sql",
      "error file-name m/6_x.down.sql",
    ],
  });
});

it("tells of versions that are there twice, however they are written", () => {
  expect(versions({ "1_a.sql": "", "01_b.sql": "", "2_c.sql": "" }).found).toEqual(["error duplicate-version m/1_a.sql"]);
});

it("records the checksum of the text, whatever the line endings", () => {
  const [migration] = plain.read(folderOf({ "1_a.sql": "\ufeffSELECT 1;\r\n" })).migrations;
  expect(migration).toMatchObject({ kind: "versioned", checksums: [checksumOf("SELECT 1;\n")], down: undefined });
  expect(migration?.up).toEqual({ file: "m/1_a.sql", text: "\ufeffSELECT 1;\r\n", transaction: true });
});

import { expect, it } from "vitest";
import { checksumOf } from "../migration.ts";
import { folderOf, found } from "../testing.ts";
import { pair } from "./pair.ts";

it("is the format of a folder in which a name has a direction", () => {
  expect(pair.detect(folderOf({ "1_a.up.sql": "" }))).toBe(true);
  expect(pair.detect(folderOf({ "1_a.sql": "", "x.up.sql": "", "old/1_a.up.sql": "" }))).toBe(false);
});

it("puts the scripts of a version together, however its number is written", () => {
  const read = pair.read(folderOf({ "10_b.up.sql": "b", "2_a.up.sql": "a", "02_other.down.sql": "undo", "10_b.down.SQL": "" }));
  expect(found(read)).toEqual([]);
  expect(read.migrations).toEqual([
    {
      version: "2",
      name: "a",
      key: "2",
      kind: "versioned",
      up: { file: "m/2_a.up.sql", text: "a", transaction: true },
      down: { file: "m/02_other.down.sql", text: "undo", transaction: true },
      checksums: [checksumOf("a")],
    },
    expect.objectContaining({ version: "10", down: { file: "m/10_b.down.SQL", text: "", transaction: true } }),
  ]);
});

it("tells of scripts without their counterpart, doubles, and single files", () => {
  const files = {
    "1_a.up.sql": "",
    "2_b.down.sql": "",
    "3_c.sql": "",
    "4_d.up.sql": "",
    "04_e.up.sql": "",
    "1_x.down.sql": "",
    "01_y.down.sql": "",
  };
  const read = pair.read(folderOf(files));
  expect(found(read)).toEqual([
    "error file-name m/3_c.sql",
    "error duplicate-version m/4_d.up.sql",
    "error duplicate-version m/1_x.down.sql",
    "error file-name m/2_b.down.sql",
  ]);
  // A down script may be left out.
  expect(read.migrations[0]).toMatchObject({ version: "1", down: { file: "m/1_x.down.sql" } });
  expect(pair.read(folderOf({ "1_a.up.sql": "" })).migrations).toMatchObject([{ version: "1", down: undefined }]);
});

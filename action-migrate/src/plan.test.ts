import { expect, it } from "vitest";
import { checksumOf, type Migration } from "./folder/migration.ts";
import { makePlan } from "./plan.ts";

const migration = (version: string, text = `-- ${BigInt(version)}`): Migration => ({
  version,
  name: "a",
  file: `m/${version}_a.sql`,
  text,
  checksum: checksumOf(text),
});
const plan = (folder: string[], history: string[]) =>
  makePlan(
    folder.map((version) => migration(version)),
    history.map((version) => migration(version)),
  );

it("has pending what the history does not have", () => {
  expect(plan(["1", "2", "10"], ["1"]).pending.map(({ version }) => version)).toEqual(["2", "10"]);
  expect(plan(["001", "2"], ["1", "2"])).toEqual({ pending: [], problems: [] });
});

it("names an edited, a missing and an overtaken migration by file and version", () => {
  const { problems } = makePlan([migration("2", "new"), migration("3"), migration("5")], [migration("2", "old"), migration("4")]);
  expect(problems).toEqual([
    { file: "m/2_a.sql", message: expect.stringContaining("m/2_a.sql (version 2) was edited") },
    { message: expect.stringContaining("Version 4 (a) is applied, but has no file") },
    { file: "m/3_a.sql", message: expect.stringContaining("m/3_a.sql (version 3) is not applied, but the newer version 4 is") },
  ]);
});

it("does not take line endings or a byte order mark for an edit", () => {
  expect(checksumOf("\ufeffa\r\nb\r\n")).toBe(checksumOf("a\nb\n"));
  expect(checksumOf("a\nb\n")).not.toBe(checksumOf("a\n\nb\n"));
  expect(checksumOf("a")).toBe("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
});

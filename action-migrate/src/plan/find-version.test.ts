import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { expect, it } from "vitest";
import { migrations } from "../apply/testing.ts";
import { findVersion } from "./find-version.ts";

const [one] = migrations("SELECT 1") as [Migration];
const LIST: Migration[] = [
  { ...one, version: "0001", key: "1", name: "create_users" },
  { ...one, version: "1.2", key: "1.2", name: "dots" },
  { ...one, version: "20260102030405_init", key: "20260102030405_init", name: "init" },
];

it.each([
  ["0001", "0001"],
  ["1", "0001"],
  ["01", "0001"],
  ["0001_create_users", "0001"],
  ["1.2", "1.2"],
  ["20260102030405_init", "20260102030405_init"],
])("takes %s for the version %s", (given, version) => expect(findVersion(LIST, given, "target").version).toBe(version));

it.each(["2", "0001_create", "1.20", "x", "20260102030405"])("knows no version %s", (given) =>
  expect(() => findVersion(LIST, given, "target")).toThrow(
    `The input \`target\` is "${given}", which is no version of the folder. Give one of it, such as "20260102030405_init".`,
  ),
);

it("says so of a folder without migrations", () =>
  expect(() => findVersion([], "1", "versions")).toThrow(
    'The input `versions` is "1", which is no version of the folder. Give one of it, there is none.',
  ));

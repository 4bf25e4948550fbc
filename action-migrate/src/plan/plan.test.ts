import { checksumOf, type Migration } from "@libsql-actions/shared/migrations/migration";
import type { HistoryRecord } from "@libsql-actions/shared/migrations/tracking";
import { expect, it } from "vitest";
import { compareKeys } from "./compare-keys.ts";
import { makePlan, type PlanOptions } from "./plan.ts";

const migration = (version: string, more: Partial<Migration> = {}): Migration => ({
  version,
  name: "a",
  key: version.replace(/^0+/, ""),
  kind: "versioned",
  up: { file: `m/${version}_a.sql`, text: "", transaction: true },
  down: undefined,
  checksums: [`sum of ${version}`],
  ...more,
});
const record = (key: string, more: Partial<HistoryRecord> = {}): HistoryRecord => ({
  key,
  name: "a",
  checksum: `sum of ${key}`,
  state: "applied",
  ...more,
});
const plan = (migrations: readonly Migration[], records: readonly HistoryRecord[], options: Partial<PlanOptions> = {}) => {
  const history = { columns: ["version"], records, count: records.length, mark: null };
  const made = makePlan(migrations, history, { outOfOrder: "error", target: undefined, ...options });
  const versions = (list: readonly Migration[]) => list.map(({ version }) => version);
  return { ...made, todo: versions(made.todo), pending: versions(made.pending), applied: versions(made.applied) };
};
const of = (...versions: string[]) => versions.map((version) => migration(version));

it("has pending what the history does not have", () => {
  expect(plan(of("1", "2", "10"), [record("1")])).toMatchObject({ todo: ["2", "10"], pending: ["2", "10"], currentVersion: "1" });
  expect(plan([migration("001", { checksums: ["sum of 1"] }), migration("2")], [record("1"), record("2")])).toEqual({
    todo: [],
    pending: [],
    applied: ["001", "2"],
    currentVersion: "2",
    findings: [],
  });
});

it("names an edited, a missing and an overtaken migration by file and version", () => {
  const { findings } = plan(of("2", "3", "5"), [record("2", { checksum: "other" }), record("4"), record("5")]);
  expect(findings).toEqual([
    expect.objectContaining({ code: "edited", severity: "error", file: "m/2_a.sql" }),
    expect.objectContaining({
      code: "missing-file",
      message: expect.stringContaining('Version "4" ("a") is applied, but has no file'),
    }),
    expect.objectContaining({
      code: "out-of-order",
      file: "m/3_a.sql",
      message: expect.stringContaining("version 3 is not applied, but the newer version 5 is"),
    }),
  ]);
});

it.each<[PlanOptions["outOfOrder"], string[], string]>([
  ["error", ["1", "3"], "error"],
  ["apply", ["1", "3"], "warning"],
  ["skip", ["3"], "warning"],
])("with out-of-order %s has to do %j", (outOfOrder, todo, severity) => {
  const made = plan(of("1", "2", "3"), [record("2")], { outOfOrder });
  expect(made).toMatchObject({ todo, pending: ["1", "3"], findings: [{ code: "out-of-order", severity }] });
});

it("stops at the target", () => {
  const list = of("1", "2", "3");
  expect(plan(list, [], { target: list[1] as Migration })).toMatchObject({ todo: ["1", "2"], pending: ["1", "2", "3"] });
});

it("takes one row for everything up to it", () => {
  const made = plan(of("1", "2", "10", "11"), [record("10", { state: "applied-up-to", checksum: undefined })]);
  expect(made).toMatchObject({ applied: ["1", "2", "10"], todo: ["11"], currentVersion: "10", findings: [] });
});

it("says which migration was left half done, and where", () => {
  const { findings, todo } = plan(of("1", "2"), [record("1", { state: "failed", failedAt: 3 })]);
  expect(findings).toMatchObject([{ code: "half-applied", message: expect.stringContaining("failed at its statement 3") }]);
  expect(todo).toEqual(["2"]);
});

it("takes a rolled back attempt for none, and the last record of a key for what holds", () => {
  expect(plan(of("1"), [record("1", { state: "void" })])).toMatchObject({ todo: ["1"], findings: [] });
  expect(plan(of("1"), [record("1", { state: "failed" }), record("1")])).toMatchObject({ applied: ["1"], findings: [] });
});

it("applies a repeatable migration again when its text is another", () => {
  const list = [migration("1"), migration("view", { kind: "repeatable", checksums: ["new"] })];
  expect(plan(list, [record("1"), record("view", { checksum: "new" })])).toMatchObject({ todo: [], currentVersion: "1" });
  expect(plan(list, [record("1"), record("view", { checksum: "old" })])).toMatchObject({ todo: ["view"], findings: [] });
});

it("begins an empty database at the newest checkpoint, and passes it over on every other", () => {
  const list = [migration("1"), migration("2", { kind: "checkpoint" }), migration("3")];
  expect(plan(list, [])).toMatchObject({ todo: ["2", "3"], pending: ["2", "3"] });
  expect(plan(list, [record("1")])).toMatchObject({ todo: ["3"], findings: [] });
  expect(plan(list, [record("2")])).toMatchObject({ todo: ["3"], findings: [] });
});

it("does not take line endings or a byte order mark for an edit", () => {
  expect(checksumOf("\ufeffa\r\nb\r\n")).toBe(checksumOf("a\nb\n"));
  expect(checksumOf("a\nb\n")).not.toBe(checksumOf("a\n\nb\n"));
  expect(checksumOf("a")).toBe("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
});

it.each([
  ["2", "10", -1],
  ["1.9", "1.10", -1],
  ["001", "1", 0],
  ["20260102030405_b", "20260102030405_a", 1],
  ["", "1", -1],
  ["9".repeat(40), "1", 1],
])("compares %s with %s", (a, b, sign) => {
  expect([Math.sign(compareKeys(a, b)), Math.sign(compareKeys(b, a))]).toEqual([sign, sign === 0 ? 0 : -sign]);
});

import { expect, it } from "vitest";
import { layOut } from "./batches.ts";
import { changesUp } from "./change.ts";
import { migrations, OPTIONS } from "./testing.ts";

/** Which files travel together: `1 2|3` are two transactions in a request; `!` is guarded, `~` without a transaction. */
function shape(texts: readonly string[], transaction: "file" | "all" = "file"): string[] {
  const { changes } = changesUp(migrations(...texts), OPTIONS);
  const names = (list: readonly { migration: { version: string } }[]) => list.map(({ migration }) => migration.version).join(" ");
  return layOut(changes, transaction).map((batch) => {
    if (batch.kind === "loose") return `~${batch.change.migration.version}`;
    if (batch.kind === "guarded") return `!${names(batch.changes)}`;
    return batch.groups.map(names).join("|");
  });
}
const OFF = "PRAGMA foreign_keys=OFF; SELECT 1";
const LOOSE = "-- libsql-actions: no-transaction\nSELECT 1";

it("puts 50 files into a transaction, and as many transactions into a request as a server takes well", () => {
  expect(shape([])).toEqual([]);
  const [first, second] = shape(Array.from({ length: 1_003 }, () => "SELECT 1"));
  expect(first?.split("|").map((group) => group.split(" ").length)).toEqual(Array.from({ length: 20 }, () => 50));
  expect(second).toBe("1001 1002 1003");
});

it("has files alone that do not go with others, in their order", () => {
  expect(shape(["SELECT 1", "SELECT 1", OFF, "SELECT 1", LOOSE, "SELECT 1"])).toEqual(["1 2", "!3", "4", "~5", "6"]);
  expect(
    shape(["SELECT 1", "CREATE VIRTUAL TABLE f USING fts5(a)", "PRAGMA defer_foreign_keys=ON", "SELECT 1", "SELECT 1"]),
  ).toEqual(["1|2|3|4 5"]);
  expect(shape(["SELECT 1", "ALTER TABLE a ALTER COLUMN b TO b REFERENCES c(id)", "SELECT 1"])).toEqual(["1", "!2", "3"]);
});

it("bounds a transaction and a request by their text", () => {
  const large = `SELECT '${"x".repeat(600_000)}'`;
  expect(shape(["SELECT 1", large, large, "SELECT 1"])).toEqual(["1 2|3 4"]);
  expect(shape(Array.from({ length: 20 }, () => large)).map((request) => request.split("|").length)).toEqual([13, 7]);
});

it("makes one of all, unless one cannot be part of it", () => {
  expect(shape(["SELECT 1", "CREATE VIRTUAL TABLE f USING fts5(a)", "SELECT 1"], "all")).toEqual(["1 2 3"]);
  expect(shape(["SELECT 1", OFF, "SELECT 1"], "all")).toEqual(["!1 2 3"]);
  expect(() => shape(["SELECT 1", LOOSE], "all")).toThrow(
    "m/2_x.sql opts out of its transaction, which `transaction: all` cannot keep.",
  );
});

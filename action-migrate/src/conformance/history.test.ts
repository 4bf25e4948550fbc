// What a folder and a history come to together is the same on every kind of database, whatever the command.
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Case, holdsEverywhere } from "./conformance.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const table = (name: string) => `CREATE TABLE ${name}(x);`;
const TWO_FOUR = { "2_b.sql": table("b"), "4_d.sql": table("d") };
const PAIRS = {
  "1_a.up.sql": table("a"),
  "1_a.down.sql": "DROP TABLE a;",
  "2_b.up.sql": table("b"),
  "2_b.down.sql": "DROP TABLE b;",
  "3_c.up.sql": table("c"),
  "3_c.down.sql": "DROP TABLE c;",
};
const LATE = { "1_a.sql": table("a"), "3_c.sql": table("c"), "5_e.sql": table("e") };
const step = { files: TWO_FOUR, expect: { applied: ["2", "4"] } };

const CASES: Case[] = [
  {
    name: "out of order: an error",
    steps: [
      step,
      {
        files: LATE,
        expect: {
          applied: [],
          pending: ["1", "3", "5"],
          version: "4",
          errors: ["out-of-order 1_a.sql", "out-of-order 3_c.sql"],
          error: expect.stringContaining("migrations/1_a.sql: version 1 is not applied, but the newer version 4 is."),
        },
      },
    ],
    ends: { tables: { b: [], d: [] } },
  },
  {
    name: "out of order: applied",
    steps: [
      step,
      {
        files: LATE,
        inputs: { "out-of-order": "apply" },
        expect: {
          applied: ["1", "3", "5"],
          pending: [],
          version: "5",
          errors: [],
          others: ["out-of-order 1_a.sql", "out-of-order 3_c.sql"],
        },
      },
      { expect: { applied: [], others: [] } },
    ],
    ends: { history: ["2 b done", "4 d done", "1 a done", "3 c done", "5 e done"] },
  },
  {
    name: "out of order: skipped",
    steps: [
      step,
      {
        files: LATE,
        inputs: { "out-of-order": "skip" },
        expect: {
          applied: ["5"],
          pending: ["1", "3"],
          version: "5",
          errors: [],
          others: ["out-of-order 1_a.sql", "out-of-order 3_c.sql"],
        },
      },
    ],
    ends: { history: ["2 b done", "4 d done", "5 e done"] },
  },
  {
    name: "out of order: the version stays that of the newest that is applied",
    steps: [
      step,
      {
        files: { "1_a.sql": table("a") },
        inputs: { "out-of-order": "apply" },
        expect: { applied: ["1"], pending: [], version: "4" },
      },
    ],
    ends: { history: ["2 b done", "4 d done", "1 a done"] },
  },
  {
    name: "a target, and a number of steps",
    steps: [
      {
        files: { ...TWO_FOUR, ...LATE },
        inputs: { target: "0002" },
        expect: { applied: ["1", "2"], pending: ["3", "4", "5"], version: "2" },
      },
      { inputs: { steps: "1" }, expect: { applied: ["3"], pending: ["4", "5"], version: "3" } },
      { inputs: { target: "4_d" }, expect: { applied: ["4"], pending: ["5"] } },
      {
        inputs: { target: "9" },
        expect: { applied: [], error: expect.stringMatching(/^The input `target` is "9", which is no version of the folder/) },
      },
      { inputs: { target: "1" }, expect: { applied: [], pending: ["5"], version: "4" } },
      { inputs: { steps: "9" }, expect: { applied: ["5"], pending: [] } },
    ],
    ends: { history: ["1 a done", "2 b done", "3 c done", "4 d done", "5 e done"] },
  },
  {
    name: "an edited migration, and its repair",
    steps: [
      step,
      {
        files: { "2_b.sql": `${table("b")} -- edited`, "5_e.sql": table("e") },
        expect: {
          applied: [],
          pending: ["5"],
          version: "4",
          errors: ["edited 2_b.sql"],
          error: expect.stringContaining("version 2 was edited after it was applied"),
        },
      },
      { inputs: { command: "status" }, expect: { pending: ["5"], version: "4", errors: [], others: ["edited 2_b.sql"] } },
      {
        inputs: { command: "repair", versions: "5" },
        expect: { error: expect.stringContaining("Version 5 is not recorded in _libsql_actions_migrations") },
      },
      { inputs: { command: "repair", versions: "7" }, expect: { error: expect.stringContaining('The input `versions` is "7"') } },
      { inputs: { command: "repair", versions: "2" }, expect: { pending: ["5"], version: "4", errors: [] } },
      { expect: { applied: ["5"], errors: [] } },
    ],
    ends: { history: ["2 b done", "4 d done", "5 e done"] },
  },
  {
    name: "a migration whose file is missing",
    steps: [
      step,
      {
        files: { "2_b.sql": undefined, "5_e.sql": table("e") },
        expect: {
          applied: [],
          pending: ["5"],
          version: "4",
          errors: ["missing-file"],
          error:
            'Version "2" ("b") is applied, but has no file in the folder. Bring the file back; or, if it is gone on purpose, take its record away with `command: repair`.',
        },
      },
    ],
    ends: { tables: { b: [], d: [] } },
  },
  {
    name: "a version that is there twice",
    steps: [
      {
        files: { ...TWO_FOUR, "02_x.sql": "" },
        expect: { applied: [], errors: ["duplicate-version 2_b.sql"], error: expect.stringContaining("have the same version") },
      },
    ],
    ends: { history: [] },
  },
  {
    name: "baseline",
    steps: [
      {
        files: { ...TWO_FOUR, ...LATE, "1_a.sql": "-- nothing", "2_b.sql": "-- nothing" },
        inputs: { command: "baseline", target: "2" },
        expect: { applied: ["1", "2"], pending: ["3", "4", "5"], version: "2" },
      },
      {
        inputs: { command: "baseline", target: "3" },
        expect: { applied: [], error: expect.stringContaining("already records 2 migrations") },
      },
      { expect: { applied: ["3", "4", "5"], pending: [] } },
    ],
    ends: { tables: { c: [], d: [], e: [] }, history: ["1 a done", "2 b done", "3 c done", "4 d done", "5 e done"] },
  },
  {
    name: "down: one, several, to a target, to none, and up again",
    steps: [
      { files: PAIRS, expect: { applied: ["1", "2", "3"], version: "3" } },
      { inputs: { command: "down" }, expect: { applied: ["3"], pending: ["3"], version: "2" } },
      { expect: { applied: ["3"], pending: [], version: "3" } },
      { inputs: { command: "down", steps: "2" }, expect: { applied: ["3", "2"], pending: ["2", "3"], version: "1" } },
      { expect: { applied: ["2", "3"] } },
      { inputs: { command: "down", target: "1" }, expect: { applied: ["3", "2"], pending: ["2", "3"], version: "1" } },
      {
        inputs: { command: "down", target: "3" },
        expect: { applied: [], error: expect.stringContaining("The input `target` is 3, which is not applied") },
      },
      { expect: { applied: ["2", "3"] } },
      { inputs: { command: "down", target: "0" }, expect: { applied: ["3", "2", "1"], pending: ["1", "2", "3"], version: "" } },
      { inputs: { command: "down" }, expect: { applied: [], pending: ["1", "2", "3"], version: "" } },
    ],
    ends: { tables: {}, history: [] },
  },
  {
    name: "down: nothing where one of them has no down script",
    steps: [
      { files: { ...PAIRS, "2_b.down.sql": undefined }, expect: { applied: ["1", "2", "3"] } },
      {
        inputs: { command: "down", steps: "3" },
        expect: {
          applied: [],
          pending: [],
          version: "3",
          error:
            "migrations/2_b.up.sql has no down script, so nothing is taken back. Write one, or bring the database back from a backup.",
        },
      },
      { inputs: { command: "down", steps: "1" }, expect: { applied: ["3"], pending: ["3"], version: "2" } },
    ],
    ends: { tables: { a: [], b: [] }, history: ["1 a done", "2 b done"] },
  },
  {
    name: "down: a script that fails, of which nothing stays",
    steps: [
      { files: { ...PAIRS, "2_b.down.sql": "DROP TABLE b;\nDROP TABLE nowhere;" }, expect: { applied: ["1", "2", "3"] } },
      {
        inputs: { command: "down", target: "0" },
        expect: {
          applied: ["3"],
          pending: ["3"],
          version: "2",
          errors: ["failed 2_b.down.sql:2:1"],
          error: "migrations/2_b.down.sql:2:1: no such table: nowhere (SQLITE_ERROR)",
        },
      },
    ],
    ends: { tables: { a: [], b: [] }, history: ["1 a done", "2 b done"] },
  },
  {
    name: "a table of another name",
    steps: [
      { files: TWO_FOUR, inputs: { table: "my_history" }, expect: { applied: ["2", "4"] } },
      {
        files: { "5_e.sql": "DELETE FROM my_history;" },
        inputs: { table: "my_history" },
        expect: {
          applied: [],
          errors: ["failed 5_e.sql:1:1"],
          error: expect.stringContaining("must not touch my_history, the table of the history"),
        },
      },
      {
        inputs: { table: "b" },
        expect: {
          error: expect.stringMatching(/^The table b is not one in which this format records migrations: it has the columns x\./),
        },
      },
    ],
    ends: { history: ["2 b done", "4 d done"] },
  },
];

it.each(CASES)("$name", (one) => holdsEverywhere(one, sqld.url));

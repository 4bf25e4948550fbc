import { ScriptError } from "@libsql-actions/shared/sql/script";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { annotateError, annotateProblems } from "./annotate.ts";
import { PlanError } from "./plan.ts";

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

const missing = Array.from({ length: 9 }, (_, index) => ({ message: `version ${index + 1} has no file` }));
const edited = { message: "edited", file: "m/10_x.sql" };

it("gives the places of a step to problems that have a file", () => {
  annotateError(new PlanError([...missing, edited]));
  expect(written.join("")).toBe("::error file=m/10_x.sql::edited\n");
});

it("warns of problems without a file too, nine in all", () => {
  annotateProblems([edited, ...missing], "warning");
  expect(written.join("").split("::warning")).toHaveLength(1 + 9);
  expect(written.join("")).toContain("::warning::version 8 has no file");
});

it("looks into several errors", () => {
  const script = new ScriptError("m/1.sql", { line: 2, column: 3 }, "no such table");
  annotateError(new AggregateError([script, new Error("something else")]));
  expect(written.join("")).toBe("::error file=m/1.sql,line=2,col=3::m/1.sql:2:3: no such table\n");
});

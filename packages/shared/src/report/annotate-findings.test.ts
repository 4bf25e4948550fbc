import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { annotateFindings, annotationsOf } from "./annotate-findings.ts";
import type { Finding } from "./finding.ts";
import { maskSecret } from "./secrets.ts";

let written = "";
beforeEach(() => {
  written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

const finding = (given: Partial<Finding>): Finding => ({
  code: "drop-table",
  severity: "error",
  message: "It is gone.",
  ...given,
});

it("annotates a file at line and column, with the code as the title", () => {
  annotateFindings([
    finding({ severity: "note", message: "Look." }),
    finding({ severity: "warning", file: "migrations/1_a.sql", database: "libsql://db" }),
    finding({ file: "migrations/1_a.sql", line: 3, column: 5 }),
  ]);
  expect(written.split("\n")).toEqual([
    "::error title=drop-table,file=migrations/1_a.sql,line=3,col=5::migrations/1_a.sql:3:5: It is gone.",
    "::warning title=drop-table (libsql%3A//db),file=migrations/1_a.sql::migrations/1_a.sql: It is gone.",
    "::notice title=drop-table::Look.",
    "",
  ]);
});

it("says nothing where there is nothing", () => {
  annotateFindings([]);
  expect(written).toBe("");
});

it("leaves one of the ten errors to the step's own, and counts the rest", () => {
  const many = (["note", "warning", "error"] as const).flatMap((severity) =>
    Array.from({ length: 12 }, (_, index) => finding({ severity, file: "a.sql", line: 12 - index })),
  );
  annotateFindings(many);
  const lines = written.trimEnd().split("\n");
  const count = (command: string) => lines.filter((text) => text.startsWith(`::${command} `)).length;
  expect([count("error"), count("warning"), count("notice")]).toEqual([9, 10, 10]);
  expect(lines[0]).toContain("file=a.sql,line=1::");
  expect(lines.at(-1)).toBe(
    "The runner shows ten annotations of a level in a step; 3 errors, 2 warnings, 2 notes more are in the summary of this step.",
  );
  expect(annotationsOf(many.toReversed())).toEqual(annotationsOf(many));
});

it("lets nothing in a finding act as a command, nor show a secret", () => {
  maskSecret("hidden-in-a-finding");
  written = "";
  annotateFindings([
    finding({
      code: "x,file=/etc/passwd::y\n::add-path::z",
      file: "a\n::set-env name=A::b,line=9.sql",
      message: "hidden-in-a-finding\n::stop-commands::x\u001b[31m##[error]",
      database: "hidden-in-a-finding",
    }),
  ]);
  expect(written.split("\n")).toEqual([
    "::error title=x%2Cfile=/etc/passwd%3A%3Ay %3A%3Aadd-path%3A%3Az (***),file=a %3A%3Aset-env name=A%3A%3Ab%2Cline=9.sql::a%0A: :set-env name=A::b,line=9.sql: ***%0A: :stop-commands::x## [error]",
    "",
  ]);
});

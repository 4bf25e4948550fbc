// Hostile folders of migrations, through the built bundle: a clear error or the right result, and nothing is injected anywhere.
import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

let toolCache: string;
let workspace: string;
const made: string[] = [];
beforeAll(async () => {
  toolCache = await filledToolCache(["addon"]);
});
afterAll(async () => {
  await rm(toolCache, { recursive: true });
  for (const path of made) rmSync(path, { recursive: true });
});
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "hostile-"));
  made.push(workspace);
  mkdirSync(join(workspace, "migrations"));
});
const place = (name: string, text: string | Uint8Array = "") => writeFileSync(join(workspace, "migrations", name), text);

/** Runs a step on the folder, and looks whether anything of it has acted on the runner. */
async function migrate(inputs: Record<string, string> = {}) {
  await using job = await startJob({ toolCache, workspace });
  const step = await job.uses("action-migrate", { with: { "database-url": "file:a.db", ...inputs }, continueOnError: true });
  const where = step.log.join("\n").slice(0, 3_000);
  expect(
    step.annotations.filter(({ message, title }) => message === "forged" || title === "forged"),
    where,
  ).toEqual([]);
  expect(step.env, where).toEqual({});
  // The token of the job, which is the only secret here.
  expect(
    step.masks.every((mask) => mask.startsWith("ghs_")),
    where,
  ).toBe(true);
  expect(Object.keys(step.outputs).sort(), where).not.toContain("injected");
  expect(
    step.rawStdout.split("\n").filter((line) => /^\s*(::(set-env|set-output|stop-commands|save-state)|##\[)/.test(line)),
    where,
  ).toEqual([]);
  expect(step.stderr, where).toBe("");
  const errors = step.annotations.filter(({ level }) => level === "error").map(({ message }) => message);
  return { step, errors, where };
}

const NAMES: [string, string][] = [
  ["a workflow command", "1_::error title=forged::forged.sql"],
  ["a command behind a line break", "1_x\n::error::forged\n::set-output name=injected::yes.sql"],
  ["an escaped line break", "1_x%0A::error::forged%0D%0A##[error]forged.sql"],
  ["the end of a property", "1_x,title=forged,line=7::forged.sql"],
  ["characters that cannot be seen, or turn the text around", "1_\u202e\u200b::error::forged\u2028::error::forged\u0085.sql"],
  ["Markdown and HTML", "1_<img src=x onerror=y>|[x](http:y)`|.sql"],
];

test.each(NAMES)("a failing file whose name is %s", async (_, name) => {
  place(name, "SELECT 1;\nSELECT '::error::forged\n::set-env name=A::b', \"##[error]forged\n::error::forged\" FROM nowhere;");
  const { step, errors, where } = await migrate();
  expect(step.outcome, where).toBe("failure");
  expect(errors.length, where).toBe(2);
  for (const message of errors) expect(message, where).toMatch(/no such table: nowhere|is not named/);
  expect(step.summary).not.toMatch(/<img|\]\(http:/);
  // Nothing was recorded of it.
  expect(step.outputs["applied"]).toBe("[]");
});

test.each(NAMES)("a file that can be applied, whose name is %s", async (_, name) => {
  place(name, "CREATE TABLE a(x);");
  const { step, where } = await migrate();
  if (/[\n\u2028]/.test(name)) expect(step.outcome, where).toBe("failure");
  else expect(step, where).toMatchObject({ outcome: "success", outputs: { applied: '["1"]' } });
  expect(step.summary).not.toMatch(/<img|\]\(http:/);
});

test("digits of another script are no version, and a letter that looks like another is another name", async () => {
  place("１_wide.sql", "CREATE TABLE wide(x);");
  place("1_a.sql", "CREATE TABLE a(x);");
  place("2_\u0430.sql", "CREATE TABLE \u0430(x);");
  const { step, where } = await migrate();
  expect(step, where).toMatchObject({ outcome: "success", outputs: { applied: '["1","2"]' } });
  expect(step.annotations.map(({ message }) => message).join("\n")).toContain("１_wide.sql in migrations is ignored");
});

const REFUSED: [string, () => unknown, string][] = [
  [
    "a file of 100 MB",
    () => {
      place("1_a.sql");
      truncateSync(join(workspace, "migrations/1_a.sql"), 100 * 1024 * 1024);
    },
    "migrations/1_a.sql has 100 MB, at most 64 MB are read.",
  ],
  [
    "a link out of the workspace",
    () => symlinkSync("/etc/passwd", join(workspace, "migrations/1_a.sql")),
    "migrations/1_a.sql is a link that leads out of the workspace.",
  ],
  ["a named pipe", () => spawnSync("mkfifo", [join(workspace, "migrations/1_a.sql")]), "migrations/1_a.sql is no regular file."],
  [
    "a folder in place of a file",
    () => mkdirSync(join(workspace, "migrations/1_a.sql")),
    "migrations/1_a.sql is no regular file.",
  ],
  [
    "a file that is not UTF-8",
    () => place("1_a.sql", Uint8Array.of(0x27, 0xfc, 0x27)),
    "migrations/1_a.sql is not a text file in UTF-8.",
  ],
  ["a NUL in a file", () => place("1_a.sql", "SELECT 1;\nSELECT '\0';"), "migrations/1_a.sql:2:9: there is a NUL character"],
];

test.each(REFUSED)("%s", async (_, make, message) => {
  make();
  place("0_before.sql", "SELECT 1;");
  const { step, errors, where } = await migrate();
  expect(step.outcome, where).toBe("failure");
  expect(errors.at(-1), where).toContain(message);
});

test("ten thousand files", async () => {
  place("00001_a.sql", "CREATE TABLE IF NOT EXISTS a(x);");
  // Links: to write so many files takes seconds.
  for (let n = 2; n <= 10_000; n++)
    linkSync(join(workspace, "migrations/00001_a.sql"), join(workspace, `migrations/${String(n).padStart(5, "0")}_a.sql`));
  // In memory, where no disk has to be waited for.
  const { step, where } = await migrate({ "database-url": ":memory:", steps: "1000" });
  expect(step.outcome, where).toBe("success");
  expect(step.outputs).toMatchObject({ "applied-count": "1000", "pending-count": "9000", "current-version": "01000" });
  const pending = JSON.parse(step.outputs["pending"] ?? "");
  expect(pending.at(-1)).toMatchObject({ omitted: 9_000 - (pending.length - 1) });
  expect(Buffer.byteLength(step.outputs["pending"] ?? "")).toBeLessThanOrEqual(65_536);
  expect(JSON.parse(step.outputs["results"] ?? "")).toMatchObject([{ "applied-count": 1_000, "pending-count": 9_000 }]);
});

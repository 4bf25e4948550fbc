// Hostile text in every input of every action: the step ends with a clear error or the right result, and nothing is injected anywhere.
import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ACTIONS = [
  "action-setup-libsql",
  "action-migrate",
  "action-seed",
  "action-validate-secrets",
  "action-validate-secrets/rotate",
];
/** `CHAOS=full` tries every text in every input, otherwise every sixth: each input, and each text, is among them. */
const ALL = process.env["CHAOS"] === "full";
/** Inputs that the runner fills by itself. */
const NOT_TRIED = new Set(["job-status"]);

const HOSTILE: [string, string][] = [
  [
    "a newline and workflow commands",
    "x\n::set-env name=INJECTED::yes\n::set-output name=injected::yes\n::add-mask::a\n##[error]forged\n::error::forged",
  ],
  ["a heredoc of the command files", "x\nEOF\nINJECTED=yes\nghadelimiter_\ninjected<<E\nyes\nE"],
  ["quotes and shell syntax", `'"\`$(touch injected)\`"'; touch injected #`],
  ["percent escapes", "%0A::set-env name=INJECTED::yes%0D%25"],
  ["unicode and invisible characters", "\u202Eüñí\u200B漢字\u2028::error::forged\u0085"],
  ["64 KiB", "a".repeat(65_536)],
];

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));

function inputsOf(action: string): string[] {
  return Object.keys(parse(readFileSync(join(ROOT, action, "action.yml"), "utf8")).inputs).filter((name) => !NOT_TRIED.has(name));
}

describe.each(ACTIONS)("%s", (action) => {
  test.each(HOSTILE)("with %s in every input", async (_, text) => {
    const job = await startJob({ toolCache });
    const way = HOSTILE.findIndex(([, one]) => one === text);
    for (const input of inputsOf(action).filter((_input, index) => ALL || (index + way) % HOSTILE.length === 0)) {
      const step = await job.uses(action, { with: { [input]: text }, continueOnError: true });
      const where = `${action}, ${input}:\n${step.log.join("\n").slice(0, 2_000)}`;
      expect(
        step.annotations.filter(({ message }) => message === "forged"),
        where,
      ).toEqual([]);
      expect(step.env, where).not.toHaveProperty("INJECTED");
      expect(step.outputs, where).not.toHaveProperty("injected");
      expect(
        step.rawStdout.split("\n").filter((line) => /^\s*(::(set-env|set-output)|##\[)/.test(line)),
        where,
      ).toEqual([]);
      expect(step.stderr, where).not.toMatch(/\n\s+at .+:\d+:\d+/);
      const errors = step.annotations.filter(({ level }) => level === "error");
      expect(errors.length, where).toBe(step.outcome === "failure" ? 1 : 0);
      expect((errors[0]?.message ?? "").length, where).toBeLessThan(5_000);
    }
    expect((await job.run('test ! -e injected && test -z "$INJECTED"', { if: "always()" })).outcome).toBe("success");
    expect((await job.finish()).orphans).toEqual([]);
  });
});

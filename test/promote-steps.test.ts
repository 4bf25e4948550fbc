// The scripts that stand in promote.yml itself, each with what it is told and what it then says. The whole of it runs in `.ci/run`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { HOUSE } from "../scripts/run-tool.ts";
import { runStep, scriptStep } from "./workflow-step.ts";

const read = (path: string) => readFileSync(join(HOUSE, path), "utf8");
const WORKFLOW = parse(read(".github/workflows/promote.yml"));
const { staging, production } = WORKFLOW.jobs;
const folder = mkdtempSync(join(tmpdir(), "promote-steps-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [dump, same, other] = ["dump", "same", "other"].map((name) => join(folder, name)) as [string, string, string];
writeFileSync(dump, "CREATE TABLE users(id);");
writeFileSync(same, "CREATE TABLE users(id);");
writeFileSync(other, "CREATE TABLE other(id);");

/** Runs a step of the job `staging`, which has to take all that it is given. */
function run(name: string, given: Readonly<Record<string, string>>) {
  const step = scriptStep("promote.yml", "staging", name);
  for (const variable of Object.keys(given)) expect(step.env, `${name} takes ${variable}`).toHaveProperty(variable);
  return runStep(step, { GITHUB_JOB: "staging", ...given });
}

it("does the same with production as with staging", () => {
  expect(production.steps).toEqual(staging.steps);
  const { if: _, ...first } = staging;
  const { needs: _needs, ...second } = production;
  expect(JSON.parse(JSON.stringify(second).replaceAll("production", "staging").replaceAll("PRODUCTION", "STAGING"))).toEqual(
    first,
  );
});

it("is told in docs/promotion.md with every input, its default, every secret and every output", () => {
  const { inputs, secrets, outputs } = WORKFLOW.on.workflow_call;
  const page = read("docs/promotion.md");
  for (const [name, { default: fallback = "" }] of Object.entries<{ default?: unknown }>(inputs))
    expect(page).toContain(`| \`${name}\` | ${fallback === "" ? "" : `\`${fallback}\` `}|`);
  for (const name of [...Object.keys(secrets), ...Object.keys(outputs)]) expect(page).toContain(`\`${name}\``);
});

describe.skipIf(process.platform === "win32")("what is asked for", () => {
  const ask = (given: Record<string, string>) =>
    run("Check what is asked for", { ON_FAILURE: "down", KEEP_BACKUP: "0", ...given });

  it.each(["down", "restore", "leave"])("can be on-failure %s", async (policy) => {
    expect(await ask({ ON_FAILURE: policy })).toMatchObject({ code: 0, stdout: "" });
  });

  it.each(["", "Down", "none", "down restore"])("cannot be on-failure %j", async (policy) => {
    expect(await ask({ ON_FAILURE: policy })).toMatchObject({ code: 1, stdout: expect.stringMatching(/^::error::.*on-failure/) });
  });

  it("needs a passphrase to keep a backup", async () => {
    expect(await ask({ KEEP_BACKUP: "7", BACKUP_PASSPHRASE: "x" })).toMatchObject({ code: 0 });
    expect(await ask({ KEEP_BACKUP: "7" })).toMatchObject({ code: 1, stdout: expect.stringContaining("BACKUP_PASSPHRASE") });
  });
});

describe.skipIf(process.platform === "win32")("the comparison with the backup", () => {
  it.each([
    ["the same dump", same, "false"],
    ["another dump", other, "true"],
    // Nobody knows: so something has to be done.
    ["no dump", "", "true"],
  ])("takes %s for changed: %s is %s", async (_, now, changed) => {
    expect(await run("Compare with the backup", { BEFORE: dump, NOW: now })).toMatchObject({
      code: 0,
      written: `changed=${changed}\n`,
    });
  });
});

describe.skipIf(process.platform === "win32")("the state that is told", () => {
  const failed = { STATUS: "failure", VERIFIED: "skipped", BACKED_UP: "success", BEFORE: dump };
  const atOne = { VERSION_BEFORE: "1", VERSION_NOW: "1", SCHEMA_BEFORE: "s", SCHEMA_NOW: "s" };
  it.each<[string, string, Record<string, string>]>([
    ["promoted", "all went well", { STATUS: "success", VERIFIED: "success", BACKED_UP: "success" }],
    ["promoted", "nothing was pending", { STATUS: "success", VERIFIED: "success", BACKED_UP: "skipped" }],
    ["promoted", "the database is slow afterwards", { STATUS: "failure", VERIFIED: "success", BACKED_UP: "success" }],
    ["as-before", "it ended before the backup", { STATUS: "failure", VERIFIED: "skipped", BACKED_UP: "skipped" }],
    ["as-before", "it was cancelled in the backup", { STATUS: "cancelled", VERIFIED: "skipped", BACKED_UP: "cancelled" }],
    ["as-before", "the first file failed", { ...failed, CHANGED: "false", ON_FAILURE: "restore" }],
    ["as-before", "the backup is restored", { ...failed, CHANGED: "true", ON_FAILURE: "restore", NOW: same }],
    ["as-before", "the down scripts bring all back", { ...failed, CHANGED: "true", ON_FAILURE: "down", NOW: same }],
    [
      "as-before",
      "the down scripts bring the schema back",
      { ...failed, ...atOne, CHANGED: "true", ON_FAILURE: "down", NOW: other },
    ],
    ["changed", "the restored database is another", { ...failed, ...atOne, CHANGED: "true", ON_FAILURE: "restore", NOW: other }],
    [
      "changed",
      "the down scripts leave another schema",
      { ...failed, ...atOne, SCHEMA_NOW: "t", CHANGED: "true", ON_FAILURE: "down", NOW: other },
    ],
    [
      "changed",
      "a migration could not be taken back",
      { ...failed, ...atOne, VERSION_NOW: "2", CHANGED: "true", ON_FAILURE: "down", NOW: other },
    ],
    [
      "changed",
      "the schema could not be read",
      { ...failed, ...atOne, SCHEMA_BEFORE: "", SCHEMA_NOW: "", CHANGED: "true", ON_FAILURE: "down", NOW: other },
    ],
    ["changed", "the database did not answer any more", { ...failed, CHANGED: "true", ON_FAILURE: "restore", NOW: "" }],
    ["changed", "all is left", { ...failed, CHANGED: "true", ON_FAILURE: "leave", NOW: "" }],
    ["changed", "the comparison was cancelled", { ...failed, STATUS: "cancelled", CHANGED: "", ON_FAILURE: "restore" }],
  ])("is %s where %s", async (state, _, given) => {
    const { code, stdout, written } = await run("Say what is true now", given);
    expect(code).toBe(0);
    expect(written).toContain(`state=${state}\n`);
    expect(stdout).toContain(`staging: ${state}: `);
  });
});

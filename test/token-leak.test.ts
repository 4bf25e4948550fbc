// A minted token stands in the output and the environment that must hold it, and nowhere else: no log, no summary, no file, no argument.
import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Job, startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, expect, test } from "vitest";

let toolCache: string;
beforeAll(async () => {
  toolCache = await filledToolCache();
});
afterAll(() => rm(toolCache, { recursive: true }));

/** Files under a folder that hold a text. */
function filesWith(text: string, folder: string): string[] {
  try {
    return execFileSync("grep", ["-rlF", "--", text, folder], { encoding: "utf8" }).split("\n").filter(Boolean);
  } catch (problem) {
    // grep ends with 1 when nothing matches, and with more when it could not look.
    if ((problem as { status?: number }).status === 1) return [];
    throw problem;
  }
}

/** Every place where a text stands that anybody may see or keep. */
async function placesOf(text: string, job: Job): Promise<string[]> {
  const logs = job.steps.flatMap((step) => (step.log.some((line) => line.includes(text)) ? [`log of ${step.name}`] : []));
  const summaries = job.steps.flatMap((step) => (step.summary.includes(text) ? [`summary of ${step.name}`] : []));
  const errors = job.steps.flatMap((step) =>
    step.stderr.includes(text) || step.annotations.some(({ message }) => message.includes(text))
      ? [`errors of ${step.name}`]
      : [],
  );
  const commands = job.files().flatMap(({ step, file, content }) => (content.includes(text) ? [`${file} of ${step}`] : []));
  const processes = (await job.processes()).flatMap((one) =>
    JSON.stringify(one).includes(text) ? [`arguments of ${one.pid}`] : [],
  );
  return [...logs, ...summaries, ...errors, ...processes, ...commands];
}

test("tokens of `auth: jwt`", async () => {
  const job = await startJob({ toolCache });
  await mkdir(join(job.workspace, "migrations"));
  await writeFile(join(job.workspace, "migrations", "1_a.sql"), "CREATE TABLE a (x INTEGER);");
  const setup = await job.uses("action-setup-libsql", { with: { auth: "jwt", ports: "auto", logs: "always" } });
  const steps = [
    await job.uses("action-migrate", { with: { directory: "migrations" } }),
    await job.uses("action-seed", { with: { rows: 5 } }),
    await job.uses("action-validate-secrets", { with: {} }),
  ];
  for (const step of steps) expect(step.outcome, step.log.join("\n")).toBe("success");

  const tokens = [setup.outputs["auth-token"] ?? "", setup.outputs["read-only-auth-token"] ?? ""];
  expect(tokens.every((token) => /^ey[\w-]+\.[\w-]+\.[\w-]+$/.test(token))).toBe(true);
  expect(setup.outputs["data-directory"]).not.toBe("");
  const written = { databases: setup.outputs["data-directory"] ?? "", temporary: job.temporary, workspace: job.workspace };
  for (const token of tokens) {
    for (const secret of [token, token.split(".")[1] ?? "", token.split(".")[2] ?? ""]) {
      expect(
        Object.values(written)
          .flatMap((folder) => filesWith(secret, folder))
          .filter((file) => !file.includes("_runner_file_commands")),
      ).toEqual([]);
      const places = await placesOf(secret, job);
      expect(places.filter((place) => !/^(output|env) of Run \.\/action-setup-libsql$/i.test(place))).toEqual([]);
      expect(places).not.toEqual([]);
    }
  }
  expect(job.outputs({ token: tokens[0] ?? "" }).dropped).toEqual(["token"]);
  expect(JSON.stringify(setup.state)).not.toContain(tokens[0]?.split(".")[2]);
  await job.finish();
});

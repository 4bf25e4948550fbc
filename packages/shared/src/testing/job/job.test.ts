// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions of GitHub Actions
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Job, startJob } from "./job.ts";
import type { JobOptions } from "./job-options.ts";

let repository: string;
beforeAll(async () => {
  repository = await realpath(await mkdtemp(join(tmpdir(), "job-test-")));
});
afterAll(() => rm(repository, { recursive: true }));

/** Writes an action with the given files into the repository and answers with its path. */
let count = 0;
async function action(files: Readonly<Record<string, string>>): Promise<string> {
  count += 1;
  const path = `action-${count}`;
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path, name)), { recursive: true });
    await writeFile(join(repository, path, name), text);
  }
  return path;
}

/** A JavaScript action; main and post are CommonJS with a few helpers in reach. */
async function nodeAction(main: string, { post, yaml = "" }: { post?: string; yaml?: string } = {}): Promise<string> {
  const helpers = `const { appendFileSync, readFileSync } = require("node:fs"); const { spawn } = require("node:child_process");
    const put = (file, text) => appendFileSync(process.env["GITHUB_" + file], text);\n`;
  const runs = `runs: { using: node24, main: main.cjs${post === undefined ? "" : ", post: post.cjs"} }`;
  const files = { "action.yml": `${yaml}\n${yaml.includes("runs:") ? "" : runs}`, "main.cjs": helpers + main };
  return action(post === undefined ? files : { ...files, "post.cjs": helpers + post });
}

/** Starts a job; one that a failed test has not finished leaves nothing behind. */
const jobs: Job[] = [];
async function start(options: JobOptions = {}): Promise<Job> {
  const job = await startJob({ repository, ...options });
  jobs.push(job);
  return job;
}
afterEach(async () => {
  for (const job of jobs.splice(0)) await job[Symbol.asyncDispose]();
});

describe("the environment of a step", () => {
  it("has Node 24 and the system on PATH, no sqld, nothing of the caller, and the workspace as its folder", async () => {
    process.env["CALLER_SECRET"] = "x";
    const job = await start({ env: { GREETING: "hi" } });
    const path = await nodeAction(
      `console.log(JSON.stringify({ env: process.env, cwd: process.cwd(), version: process.version }))`,
    );
    const step = await job.uses(path, { env: { OWN: "1" }, with: {} });
    delete process.env["CALLER_SECRET"];
    const seen = JSON.parse(step.rawStdout);
    expect(seen.version).toMatch(/^v24\./);
    expect(seen.cwd).toBe(job.workspace);
    expect(seen.env).toMatchObject({ GREETING: "hi", OWN: "1", HOME: job.home, RUNNER_TEMP: job.temporary, CI: "true" });
    expect(seen.env.RUNNER_TRACKING_ID).toBe(job.trackingId);
    expect(JSON.stringify(seen.env)).not.toContain("node_modules");
    for (const name of ["CALLER_SECRET", "GITHUB_ACTION_PATH", "GITHUB_TOKEN", "VITEST"])
      expect(seen.env).not.toHaveProperty(name);
    const which = await job.run("command -v node; command -v sqld || echo no sqld");
    expect(which.rawStdout).toMatch(/^\/.*\/bin\/node\nno sqld\n$/);
    await job.finish();
  });

  it("has the event and an empty home, and takes a workspace and a tool cache that are kept", async () => {
    const own = await mkdtemp(join(tmpdir(), "own-"));
    const job = await start({
      workspace: own,
      toolCache: join(own, "tools"),
      github: { event: { number: 7 }, event_name: "pull_request" },
    });
    const step = await job.run('cat "$GITHUB_EVENT_PATH"; echo "$GITHUB_EVENT_NAME $RUNNER_TOOL_CACHE"; ls -A ~; touch kept');
    expect(step.rawStdout).toBe(`{\n  "number": 7\n}pull_request ${join(own, "tools")}\n`);
    await job.finish();
    expect(existsSync(join(own, "kept"))).toBe(true);
    expect(existsSync(job.temporary)).toBe(false);
    await rm(own, { recursive: true });
  });
});

describe("inputs", () => {
  it("come from the step, else from evaluated defaults, and are logged", async () => {
    const path = await nodeAction(
      `console.log(process.env["INPUT_DATABASE-URL"], process.env.INPUT_TOKEN === "", process.env.INPUT_OS)`,
      {
        yaml: "inputs: { database-url: {}, token: { default: '${{ matrix.missing }}' }, os: { default: '${{ runner.os }}' } }",
      },
    );
    const job = await start({ runner: { os: "Windows" } });
    const step = await job.uses(path, { with: { "database-url": "http://127.0.0.1:1", Typo: true } });
    expect(step.rawStdout).toBe("http://127.0.0.1:1 true Windows\n");
    expect(step.log.slice(0, 5)).toEqual([
      "##[warning]Unexpected input(s) 'Typo', valid inputs are ['database-url', 'token', 'os']",
      `##[group]Run ./${path}`,
      "with:",
      "  database-url: http://127.0.0.1:1",
      "  Typo: true",
    ]);
    await job.finish();
  });

  it("are evaluated anew for the post, with the status of then", async () => {
    const path = await nodeAction("console.log(process.env['INPUT_JOB-STATUS'])", {
      post: "console.log(process.env['INPUT_JOB-STATUS'])",
      yaml: "inputs: { job-status: { default: '${{ job.status }}' } }",
    });
    const job = await start();
    const main = await job.uses(path);
    await job.run("exit 1");
    const { posts, status } = await job.finish();
    expect([main.rawStdout, posts[0]?.rawStdout, status]).toEqual(["success\n", "failure\n", "failure"]);
  });
});

describe("what a step hands on", () => {
  it("outputs, variables and PATH to later steps, state to its own post", async () => {
    const path = await nodeAction(
      `put("OUTPUT", "url=http://x\\nlist<<D\\n1\\n2\\nD\\n"); put("ENV", "DATABASE_URL=http://x\\n"); put("PATH", "/first\\n/second\\n");
       put("STATE", "pid=42\\n"); put("STEP_SUMMARY", "# Done\\n")`,
      { post: "console.log(process.env.STATE_pid, process.env.DATABASE_URL)" },
    );
    const job = await start();
    const step = await job.uses(path, { id: "setup" });
    expect(step).toMatchObject({
      outcome: "success",
      outputs: { url: "http://x", list: "1\n2" },
      env: { DATABASE_URL: "http://x" },
      path: ["/first", "/second"],
      state: { pid: "42" },
      summary: "# Done\n",
    });
    const next = await job.run('echo "$DATABASE_URL $PATH"');
    expect(next.rawStdout).toMatch(/^http:\/\/x \/second:\/first:\//);
    const conditional = await job.run("true", { if: "steps.setup.outputs.url == 'http://y'" });
    expect(conditional.outcome).toBe("skipped");
    expect((await job.finish()).posts[0]?.rawStdout).toBe("42 http://x\n");
  });

  it("fresh, empty command files for every step, and everything written in files()", async () => {
    const job = await start();
    await job.run('echo a=1 >> "$GITHUB_OUTPUT"; echo secret >> "$GITHUB_STEP_SUMMARY"');
    const second = await job.run('cat "$GITHUB_OUTPUT" "$GITHUB_STEP_SUMMARY"');
    expect(second.rawStdout).toBe("");
    await job.finish();
    expect(job.files().map(({ file, content }) => [file, content])).toEqual([
      ["step_summary", "secret\n"],
      ["output", "a=1\n"],
    ]);
  });

  it("a malformed file or a disabled command fails a step that exits with 0", async () => {
    const job = await start();
    const malformed = await job.run('echo "no pair" >> "$GITHUB_ENV"');
    expect(malformed).toMatchObject({ outcome: "failure", exitCode: 0 });
    const disabled = await job.run('echo "::set-env name=A::1"', { if: "always()" });
    expect(disabled).toMatchObject({ outcome: "failure", exitCode: 0, env: {} });
    await job.finish();
  });
});

describe("log, masks and annotations", () => {
  it("masks on both streams and in later steps, and keeps the raw output apart", async () => {
    const job = await start({ secrets: { TOKEN: "from-secrets" } });
    const step = await job.run('echo "from-secrets"; echo "::add-mask::minted-1"; echo "say minted-1"; echo "err minted-1" >&2');
    const body = step.log.slice(step.log.indexOf("##[endgroup]") + 1);
    expect(body.toSorted()).toEqual(["***", "err ***", "say ***"]);
    expect(step.masks).toEqual(["minted-1"]);
    expect([step.rawStdout, step.stderr]).toEqual([expect.stringContaining("say minted-1"), "err minted-1\n"]);
    const later = await job.run("echo minted-1", { env: { TOKEN: "minted-1" } });
    expect(later.log.join("\n")).not.toContain("minted-1");
    expect(job.outputs({ url: "http://x", token: "a minted-1 b", empty: "" })).toEqual({
      kept: { url: "http://x" },
      dropped: ["token"],
    });
    await job.finish();
  });

  it("masks the job's own token", async () => {
    const job = await start({ github: { token: "ghs_mine" } });
    const path = await nodeAction("console.log(process.env.INPUT_T)", {
      yaml: "inputs: { t: { default: '${{ github.token }}' } }",
    });
    const step = await job.uses(path);
    expect(step.rawStdout).toBe("ghs_mine\n");
    expect(step.log).toContain("  t: ***");
    await job.finish();
  });

  it("keeps annotations of both streams and groups, and says with what a script ended", async () => {
    const job = await start();
    const step = await job.run('echo "::group::Server"; echo "::error file=a.sql,line=2::bad" >&2; echo "::endgroup::"; exit 7');
    expect(step).toMatchObject({ outcome: "failure", exitCode: 7, groups: ["Server"] });
    expect(step.annotations).toEqual([
      { level: "error", message: "bad", file: "a.sql", line: 2 },
      { level: "error", message: "Process completed with exit code 7." },
    ]);
    expect(step.log[0]).toBe(
      '##[group]Run echo "::group::Server"; echo "::error file=a.sql,line=2::bad" >&2; echo "::endgroup::"; exit 7',
    );
    expect(step.log).toContain("shell: /usr/bin/bash -e {0}");
    await job.finish();
  });

  it("does not let a carriage return hide a command", async () => {
    const job = await start();
    const step = await job.run("printf 'name\\r::notice::injected\\n'");
    expect(step.annotations).toEqual([{ level: "notice", message: "injected" }]);
    await job.finish();
  });
});

describe("conditions and posts", () => {
  it("skips steps after a failure, except those that ask; continue-on-error lets a failure pass", async () => {
    const job = await start();
    expect(await job.run("exit 1", { continueOnError: true })).toMatchObject({ outcome: "failure", conclusion: "success" });
    expect(job.status).toBe("success");
    expect((await job.run("exit 1")).conclusion).toBe("failure");
    expect((await job.run("true")).outcome).toBe("skipped");
    expect((await job.run("true", { if: "failure()" })).outcome).toBe("success");
    expect((await job.finish()).status).toBe("failure");
  });

  it("runs posts last in first out, only of mains that ran, under their post-if", async () => {
    const post = (condition: string) => `runs: { using: node24, main: main.cjs, post: post.cjs, post-if: ${condition} }`;
    const make = (condition: string) => nodeAction("", { post: "", yaml: post(condition) });
    const [always, success, failure, linux, unrun] = await Promise.all(
      ["always()", "success()", "failure()", "runner.os == 'Linux'", "always()"].map(make),
    );
    const broken = await nodeAction("process.exit(1)", { post: "process.exit(3)" });
    const job = await start({ runner: { os: "Linux" } });
    for (const path of [always, success, failure, linux, broken, unrun]) await job.uses(path ?? "");
    const { posts, status } = await job.finish();
    expect(posts.map((one) => [one.action, one.outcome])).toEqual([
      [`./${broken}`, "failure"],
      [`./${linux}`, "success"],
      [`./${failure}`, "success"],
      [`./${success}`, "skipped"],
      [`./${always}`, "success"],
    ]);
    expect(status).toBe("failure");
    expect(posts[0]).toMatchObject({ name: `Post Run ./${broken}`, exitCode: 3, log: ["Post job cleanup."] });
    expect(posts[0]?.durationMs).toBeGreaterThan(0);
  });

  it("gives each use of an action its own state, and a failing post fails the job", async () => {
    const path = await nodeAction('put("STATE", "n=" + process.env.INPUT_N + "\\n")', {
      post: "console.log(process.env.STATE_n); if (process.env.STATE_n === '1') process.exit(1)",
      yaml: "inputs: { n: {} }",
    });
    const job = await start();
    await job.uses(path, { with: { n: 1 } });
    await job.uses(path, { with: { n: 2 } });
    expect(job.status).toBe("success");
    const { posts, status } = await job.finish();
    expect(posts.map((one) => one.rawStdout)).toEqual(["2\n", "1\n"]);
    expect(status).toBe("failure");
  });

  it("fails a step whose main file is missing, and a step that cannot evaluate its default", async () => {
    const job = await start();
    const missing = await action({ "action.yml": "runs: { using: node24, main: dist/gone.js }" });
    expect((await job.uses(missing)).annotations[0]?.message).toContain("File not found: ");
    const wrong = await nodeAction("", { yaml: "inputs: { a: { default: '${{ env.HOME }}' } }" });
    const step = await job.uses(wrong, { if: "always()" });
    expect(step.annotations[0]?.message).toContain("Unrecognized named-value: 'env'");
    await job.finish();
  });
});

describe("composite actions", () => {
  it("run their steps with inputs, env, outputs and their own status, and run the posts of the actions they use", async () => {
    const inner = await nodeAction(
      'put("OUTPUT", "got=" + process.env.INPUT_A + "\\n"); put("STATE", "a=" + process.env.INPUT_A + "\\n"); put("ENV", "SET=inner\\n")',
      {
        post: "console.log('post of', process.env.STATE_a, process.env.INPUT_A)",
        yaml: "inputs: { a: {} }",
      },
    );
    const suite = await action({
      "action.yml": `
inputs: { name: { default: "\${{ job.status }}" } }
outputs: { both: { value: "\${{ steps.one.outputs.got }}+\${{ steps.two.outputs.got }}" } }
runs:
  using: composite
  steps:
    - { id: one, uses: $/${inner}, with: { a: "\${{ inputs.name }}-1" } }
    - { id: two, uses: ./${inner}, with: { a: "\${{ inputs.name }}-2" } }
    - run: echo "$SET $OWN $GITHUB_ACTION_PATH [\${{ matrix.backend }}] $INPUT_NAME"
      shell: bash
      env: { OWN: "\${{ steps.two.outcome }}" }
    - { if: failure(), run: echo not reached, shell: bash }
`,
    });
    const job = await start({ matrix: { backend: "file" } });
    const step = await job.uses(suite, { id: "suite" });
    expect(step).toMatchObject({ outcome: "success", outputs: { both: "success-1+success-2" }, env: { SET: "inner" } });
    expect(step.steps.map((one) => one.outcome)).toEqual(["success", "success", "success", "skipped"]);
    expect(step.rawStdout).toBe(`inner success ${join(repository, suite)} [file] \n`);
    expect(step.log.filter((line) => line.startsWith("##[group]Run ./"))).toEqual([
      `##[group]Run ./${suite}`,
      `##[group]Run ./${inner}`,
      `##[group]Run ./${inner}`,
    ]);
    const { posts } = await job.finish();
    expect(posts.map((one) => one.name)).toEqual([`Post Run ./${suite}`]);
    expect(posts[0]?.steps.map((one) => one.rawStdout)).toEqual([
      "post of success-2 success-2\n",
      "post of success-1 success-1\n",
    ]);
  });

  it("ask for the status of the job in the posts of the actions they use", async () => {
    const post = (condition: string) => `runs: { using: node24, main: main.cjs, post: post.cjs, post-if: ${condition} }`;
    const [success, failure] = await Promise.all(
      ["success()", "failure()"].map((one) => nodeAction("", { post: "", yaml: post(one) })),
    );
    const suite = await action({
      "action.yml": `runs: { using: composite, steps: [{ uses: ./${success} }, { uses: ./${failure} }] }`,
    });
    const job = await start();
    await job.uses(suite);
    await job.run("exit 1");
    const { posts } = await job.finish();
    expect(posts[0]?.steps.map((one) => [one.action, one.outcome])).toEqual([
      [`./${failure}`, "success"],
      [`./${success}`, "skipped"],
    ]);
  });

  it("fail with the step that fails; the annotations of all steps share one limit", async () => {
    const suite = await action({
      "action.yml": `
runs:
  using: composite
  steps:
    - { run: "for i in 1 2 3 4 5 6; do echo ::warning::$i; done", shell: bash }
    - { run: "for i in 7 8 9 10 11 12; do echo ::warning::$i; done; exit 1", shell: bash }
    - { run: echo skipped, shell: bash }
    - { if: failure(), run: "echo status \${{ job.status }}", shell: bash }
`,
    });
    const job = await start();
    const step = await job.uses(suite);
    expect(step.outcome).toBe("failure");
    expect(step.steps.map((one) => one.outcome)).toEqual(["success", "failure", "skipped", "success"]);
    expect(step.steps[3]?.rawStdout).toBe("status success\n");
    expect(step.annotations.filter((one) => one.level === "warning")).toHaveLength(10);
    expect(step.droppedAnnotations).toBe(2);
    expect((await job.finish()).status).toBe("failure");
  });
});

describe("processes that stay", () => {
  const daemon = (stdio: string) =>
    `const child = spawn("sleep", ["60"], { detached: true, stdio: ${stdio} }); child.unref(); console.log(child.pid)`;

  it("live between steps, are found at the end, and are reported", async () => {
    const path = await nodeAction(daemon('"ignore"'));
    const job = await start();
    const step = await job.uses(path);
    expect(step.leakedPipes).toBe(false);
    const pid = Number(step.rawStdout);
    expect((await job.run(`kill -0 ${pid}`)).outcome).toBe("success");
    expect(await job.processes()).toEqual([{ pid, name: "sleep", args: ["sleep", "60"] }]);
    const { orphans, log } = await job.finish();
    expect(orphans).toEqual([{ pid, name: "sleep", args: ["sleep", "60"] }]);
    expect(log).toEqual(["Cleaning up orphan processes", `Terminate orphan process: pid (${pid}) (sleep)`]);
    expect(await job.processes()).toEqual([]);
  });

  it("are reported as a pipe leak when they hold the step's output", async () => {
    const path = await nodeAction(daemon('["ignore", "inherit", "inherit"]'));
    const job = await start();
    const step = await job.uses(path);
    expect(step).toMatchObject({ outcome: "success", leakedPipes: true });
    expect(step.durationMs).toBeLessThan(2_500);
    expect((await job.finish()).orphans).toHaveLength(1);
  });

  it("are none when the post stops what main has started", async () => {
    const path = await nodeAction(`${daemon('"ignore"')}; put("STATE", "pid=" + child.pid + "\\n")`, {
      post: "process.kill(Number(process.env.STATE_pid))",
    });
    const job = await start();
    await job.uses(path);
    expect(await job.finish()).toMatchObject({ status: "success", orphans: [], orphansLookedFor: true });
  });
});

describe("cancelling", () => {
  const waiting =
    'process.on("SIGINT", () => { console.log("stopping"); process.exit(0) }); setInterval(() => {}, 1e6); put("STATE", "half=way\\n"); console.log("up")';

  it("interrupts the step at a line, runs what always runs, then the posts with what main had saved", async () => {
    const path = await nodeAction(waiting, {
      post: "console.log(process.env.STATE_half, process.env.INPUT_S)",
      yaml: "inputs: { s: { default: '${{ job.status }}' } }",
    });
    const job = await start();
    const step = await job.uses(path, { cancelAfter: (line) => line === "up" });
    expect(step).toMatchObject({ outcome: "cancelled", rawStdout: "up\nstopping\n", state: { half: "way" } });
    expect(step.log.at(-1)).toBe("##[error]The operation was canceled.");
    expect((await job.run("true")).outcome).toBe("skipped");
    expect((await job.run("true", { if: "cancelled()" })).outcome).toBe("success");
    const { posts, status } = await job.finish();
    expect([posts[0]?.rawStdout, status]).toEqual(["way cancelled\n", "cancelled"]);
  });

  it("takes a promise too, and goes through to SIGKILL", async () => {
    const path = await nodeAction(`for (const s of ["SIGINT", "SIGTERM"]) process.on(s, () => console.log(s));
      setInterval(() => {}, 1e6); put("OUTPUT", "a=1\\n"); appendFileSync("up", "")`);
    const job = await start({ cancelGrace: { interruptMs: 50, terminateMs: 50 } });
    const up = expect.poll(() => existsSync(join(job.workspace, "up"))).toBe(true);
    const step = await job.uses(path, { cancelAfter: up });
    expect(step).toMatchObject({ outcome: "cancelled", exitCode: 137, rawStdout: "SIGINT\nSIGTERM\n", outputs: { a: "1" } });
    await job.finish();
  });

  it("leaves a step alone whose condition still holds, and cancels inside a composite action", async () => {
    const job = await start();
    const always = await job.run("echo up; echo end", { if: "always()", cancelAfter: (line) => line === "up" });
    expect(always).toMatchObject({ outcome: "success", rawStdout: "up\nend\n" });
    expect((await job.finish()).status).toBe("cancelled");

    const inner = await nodeAction(waiting, { post: "console.log('cleaned')" });
    const steps = `[{ uses: ./${inner} }, { run: echo no, shell: bash }, { if: always(), run: echo yes, shell: bash }]`;
    const suite = await action({ "action.yml": `runs: { using: composite, steps: ${steps} }` });
    const second = await start();
    const step = await second.uses(suite, { cancelAfter: (line) => line === "up" });
    expect(step.outcome).toBe("cancelled");
    expect(step.steps.map((one) => one.outcome)).toEqual(["cancelled", "skipped", "success"]);
    expect((await second.finish()).posts[0]?.rawStdout).toBe("cleaned\n");
  });
});

describe("jobs", () => {
  it("run side by side without sharing anything", async () => {
    const path = await nodeAction(
      'console.log("::add-mask::secret-" + process.env.N); put("ENV", "MINE=" + process.env.N + "\\n")',
    );
    const jobs = await Promise.all(Array.from({ length: 4 }, (_, n) => start({ env: { N: String(n) } })));
    const seen = await Promise.all(
      jobs.map(async (job) => {
        await job.uses(path);
        return (await job.run("echo $MINE secret-0 secret-1 secret-2 secret-3")).log.at(-1);
      }),
    );
    const words = ["secret-0", "secret-1", "secret-2", "secret-3"];
    expect(seen).toEqual(words.map((own, n) => [n, ...words.map((word) => (word === own ? "***" : word))].join(" ")));
    expect(new Set(jobs.map((job) => job.trackingId)).size).toBe(4);
    await Promise.all(jobs.map((job) => job.finish()));
  });

  it("run one step at a time, and none after the end", async () => {
    const job = await start();
    const first = job.run("true");
    await expect(job.run("true")).rejects.toThrow("still running");
    await expect(job.finish()).rejects.toThrow("still running");
    await first;
    await job.finish();
    await expect(job.run("true")).rejects.toThrow("The job has ended");
  });

  it("leave nothing behind when a test gives up on them", async () => {
    const job = await start();
    const step = job.run("sleep 60");
    await expect.poll(() => job.processes()).not.toEqual([]);
    await job[Symbol.asyncDispose]();
    expect((await step).outcome).not.toBe("success");
    expect(await job.processes()).toEqual([]);
    expect(existsSync(dirname(job.home))).toBe(false);
    await job[Symbol.asyncDispose]();
  });

  it("refuse a path without an action", async () => {
    const job = await start();
    await expect(job.uses("nowhere")).rejects.toThrow("There is no action.yml");
    await job.finish();
  });
});

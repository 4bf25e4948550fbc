// The same spec and seed give the same digest: on every backend, read back from every kind of file, whatever the machine is set to, and under every Node
// that is named in NODE_BINARIES (paths with `:` between them).
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parsePairs } from "@libsql-actions/shared/testing/job/file-commands";
import { startJob } from "@libsql-actions/shared/testing/job/job";
import { filledToolCache } from "@libsql-actions/shared/testing/tool-cache";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const EXAMPLE = fileURLToPath(new URL("../examples/agent-memory/", import.meta.url));
const BUNDLE = fileURLToPath(new URL("../action-seed/dist/main/index.js", import.meta.url));
const SPEC = { spec: "seed.yaml", profile: "minimal" };
const FILES = ["rows.json", "rows.ndjson", "rows.sql", "rows.db"];

let [toolCache, workspace]: [string, string] = ["", ""];
/** The outputs of the step that seeded a server, and wrote the files. */
let first: Record<string, string> = {};
beforeAll(async () => {
  toolCache = await filledToolCache();
  workspace = await mkdtemp(join(tmpdir(), "seed-digest-"));
  await cp(EXAMPLE, workspace, { recursive: true, filter: (path) => !path.includes("node_modules") });
  first = await seedOn("turso-local", { ...SPEC, output: FILES.join("\n") });
});
afterAll(async () => {
  await rm(toolCache, { recursive: true });
  await rm(workspace, { recursive: true });
});

/** Seeds a database that setup and migrate have made. @returns the outputs */
async function seedOn(backend: string, given: Record<string, string>): Promise<Record<string, string>> {
  await using job = await startJob({ toolCache, workspace });
  const steps = [
    await job.uses("action-setup-libsql", { with: { backend, ports: "auto" } }),
    await job.uses("action-migrate"),
    await job.uses("action-seed", { with: given }),
  ];
  for (const { outcome, log } of steps) expect(outcome, log.join("\n")).toBe("success");
  const outputs = { ...steps[2]?.outputs };
  expect((await job.finish()).orphans).toEqual([]);
  return outputs;
}

/** Generates without a database, with the bundle as any Node runs it. */
async function generate(node: string, environment: Record<string, string>): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "seed-alone-"));
  try {
    const output = join(folder, "output");
    await writeFile(output, "");
    const inputs = {
      ...SPEC,
      "database-url": "none",
      schema: "schema.sql",
      output: join(folder, "rows.ndjson"),
      mode: "if-empty",
      seed: "42",
    };
    const given = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]));
    await promisify(execFile)(node, [BUNDLE], {
      env: {
        ...given,
        ...environment,
        GITHUB_OUTPUT: output,
        GITHUB_WORKSPACE: workspace,
        RUNNER_TOOL_CACHE: toolCache,
        RUNNER_TEMP: folder,
        HOME: folder,
      },
    });
    return Object.fromEntries(parsePairs(await readFile(output, "utf8"), process.platform))["digest"];
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe("the digest", () => {
  it("is the same on a server, in a file and in memory, and the database computes it of what it holds", async () => {
    expect(first["digest"]).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(first["table-digests"] ?? "")).toEqual(JSON.parse(first["digests"] ?? ""));
    for (const backend of ["file", "memory"]) {
      const outputs = await seedOn(backend, SPEC);
      expect([backend, outputs["digest"], outputs["digests"], outputs["table-digests"]]).toEqual([
        backend,
        first["digest"],
        first["digests"],
        first["table-digests"],
      ]);
    }
  });

  it.each(["rows.json", "rows.ndjson", "rows.sql"])("is that of the rows that are read back from %s", async (file) => {
    await using job = await startJob({ toolCache, workspace });
    const steps = [
      await job.uses("action-setup-libsql", { with: { backend: "file" } }),
      await job.uses("action-migrate"),
      await job.uses("action-seed", { with: { data: file, "compare-with": "file:rows.db" } }),
    ];
    for (const { outcome, log } of steps) expect(outcome, log.join("\n")).toBe("success");
    // Statements are nobody's generated rows; that they leave the same is what the comparison says.
    if (file !== "rows.sql") expect(steps[2]?.outputs["digest"]).toBe(first["digest"]);
    await job.finish();
  });

  it("is the same whatever the time zone, the language and the version of Node", async () => {
    const names = (await readdir(join(EXAMPLE, "migrations"))).filter((name) => name.endsWith(".up.sql")).sort();
    const schema = (await Promise.all(names.map((name) => readFile(join(EXAMPLE, "migrations", name), "utf8")))).join("\n");
    await writeFile(join(workspace, "schema.sql"), schema);
    const environments = [
      {},
      { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
      { TZ: "America/St_Johns", LANG: "de_DE.UTF-8" },
    ];
    const nodes = (process.env["NODE_BINARIES"] ?? "").split(delimiter).filter((path) => path !== "");
    for (const environment of environments) expect(await generate(process.execPath, environment)).toBe(first["digest"]);
    for (const node of nodes) expect([node, await generate(node, {})]).toEqual([node, first["digest"]]);
  });
});

// Runs the whole action without its bundle in tests, against servers that are stopped with the test, and reads what anybody gets to see.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputReader } from "@libsql-actions/shared/inputs/reader";
import { type DatabaseTimes, readStep } from "@libsql-actions/shared/inputs/step";
import { TEST_TOOL_CACHE } from "@libsql-actions/shared/testing/client-settings";
import { type HttpFixture, type HttpHandler, startHttp } from "@libsql-actions/shared/testing/http";
import { parsePairs } from "@libsql-actions/shared/testing/job/file-commands";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from "vitest";
import { readValidateInputs } from "./inputs.ts";
import { run } from "./run.ts";

/** Its node_modules hold the native addon. */
const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/** The workspace of the steps. */
export const directory = mkdtempSync(join(tmpdir(), "validate-"));
export const issuer = tokenIssuer();
const outputFile = join(directory, "output");
const summaryFile = join(directory, "summary");
const nowMs = Date.now();

/** A time in seconds since 1970, as a token has it. */
export const seconds = (fromNow: number): number => Math.floor(nowMs / 1_000) + fromNow;

/** For servers that answer, also on a busy machine. */
const PATIENT: DatabaseTimes = { tryTimeoutMs: 5_000, deadlineMs: 15_000, lockTimeoutMs: 100 };
/** For those that do not. */
export const HASTY: DatabaseTimes = { tryTimeoutMs: 1_000, deadlineMs: 1_600, lockTimeoutMs: 100 };

let written = "";
const running: { stop(): Promise<void> }[] = [];

/** To be called once in a test file: every step starts with empty files, and what a test started ends with it. */
export function useSteps(): void {
  // It takes a while to load, which is no time of the first server.
  beforeAll(async () => {
    await import("@libsql-actions/shared/network/follow");
  });
  beforeEach(() => {
    vi.stubEnv("GITHUB_OUTPUT", outputFile);
    for (const file of [outputFile, summaryFile]) writeFileSync(file, "");
    written = "";
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });
  afterAll(() => rmSync(directory, { recursive: true }));
}

/** Has a server stopped when the test ends. */
export function stopAfterwards(server: { stop(): Promise<void> }): void {
  running.push(server);
}

/** Starts a server that is stopped when the test ends. */
export async function serve(handler: HttpHandler): Promise<HttpFixture> {
  const server = await startHttp(handler);
  stopAfterwards(server);
  return server;
}

/** The URL of a server that is there no more. */
export async function goneUrl(): Promise<string> {
  const server = await startHttp(() => undefined);
  await server.stop();
  return server.url;
}

export interface Outcome {
  /** `secret check verdict reason`, a line each. */
  readonly findings: string[];
  readonly outputs: Record<string, string>;
  readonly error: string;
  readonly summary: string;
  /** The log with its workflow commands, but for masks. */
  readonly log: string;
  /** Everything that anybody gets to see: log without masks, error, outputs, summary. */
  readonly visible: string;
}

/** Runs a step with these inputs. */
export async function validate(
  given: Record<string, string>,
  environment: Record<string, string> = {},
  times = PATIENT,
): Promise<Outcome> {
  const reader = new InputReader((name) => given[name] ?? "");
  const inputs = readValidateInputs(reader, given["secrets"] ?? "", { environment, workspace: directory });
  reader.finish();
  const step = {
    ...readStep({ GITHUB_WORKSPACE: directory, RUNNER_TEMP: directory, ...environment }, false),
    summaryFile,
    toolCache: TEST_TOOL_CACHE,
    workspace: environment["DATABASE_INIT_SQL"] === undefined ? REPOSITORY : directory,
  };
  const loadHealth = async () => (await import("./health/health-checks.ts")).healthChecks;
  const error = await run({ inputs, step, times, nowMs, loadHealth }).then(
    () => "",
    (problem: Error) => problem.message,
  );
  const [output, summary] = [readFileSync(outputFile, "utf8"), readFileSync(summaryFile, "utf8")];
  const outputs = Object.fromEntries(parsePairs(output, process.platform));
  const results = JSON.parse(outputs["results"] ?? "[]") as Record<string, string>[];
  const log = written.replace(/^::add-mask::.*\n/gm, "");
  return {
    findings: results.map(({ secret, check, verdict, reason }) => [secret, check, verdict, reason].join(" ")),
    outputs,
    error,
    summary,
    log,
    visible: [log, error, output, summary].join("\n"),
  };
}

/** Nothing of a token but its header is visible. */
export function expectNoTrace(visible: string, token: string): void {
  for (const part of [token, ...token.split(".").slice(1)].filter((one) => one.length >= 8)) expect(visible).not.toContain(part);
}

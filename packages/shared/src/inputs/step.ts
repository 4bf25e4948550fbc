// What a step knows of the job it runs in: read once, in an action's index.ts, and handed on as data.
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import type { ClientSettings } from "../database/client.ts";
import { proxySettings } from "../network/proxy.ts";
import { createSend } from "../network/send.ts";
import { line } from "../report/log.ts";
import { maskUrlSecrets } from "../report/secrets.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface Step {
  readonly environment: Environment;
  /** What relative paths are relative to. */
  readonly workspace: string;
  /** Emptied by the runner before and after each job. */
  readonly temporary: string;
  readonly toolCache: string;
  /** The file that takes the step's summary; undefined outside of a runner and with `summary: false`. */
  readonly summaryFile: string | undefined;
}

/** Reads the runner's environment (https://docs.github.com/en/actions/reference/workflows-and-actions/variables); outside of a runner the fallbacks serve. */
export function readStep(environment: Environment, summary: boolean): Step {
  for (const proxy of Object.values(proxySettings(environment))) maskUrlSecrets(proxy.includes("//") ? proxy : `//${proxy}`);
  const temporary = environment["RUNNER_TEMP"] ?? tmpdir();
  return {
    environment,
    workspace: environment["GITHUB_WORKSPACE"] ?? process.cwd(),
    temporary,
    toolCache: environment["RUNNER_TOOL_CACHE"] ?? join(temporary, "tool-cache"),
    summaryFile: summary ? environment["GITHUB_STEP_SUMMARY"] : undefined,
  };
}

export interface DatabaseTimes {
  /** How long one try of a request may take. */
  readonly tryTimeoutMs: number;
  /** How long a request may take with all its tries. */
  readonly deadlineMs: number;
  /** How long a local database waits for another writer. */
  readonly lockTimeoutMs: number;
}

/** What `openConnection` and `openClient` need, from the step. */
export function clientSettings(step: Step, times: DatabaseTimes): ClientSettings {
  const send = createSend({
    proxy: proxySettings(step.environment),
    tryTimeoutMs: times.tryTimeoutMs,
    deadlineMs: times.deadlineMs,
    onRetry: line,
  });
  const { toolCache, workspace, environment } = step;
  return {
    send,
    addon: { toolCache, workspace, home: environment["HOME"] ?? homedir(), environment, send },
    lockTimeoutMs: times.lockTimeoutMs,
  };
}

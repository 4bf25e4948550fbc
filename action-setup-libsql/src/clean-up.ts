// Ends what the main step began: every server stopped within 3 s, logs shown, leftovers removed.
import { rm } from "node:fs/promises";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { foreignLines, line, warn } from "@libsql-actions/shared/report/log";
import type { LaunchedInstance } from "@libsql-actions/shared/server/instances";
import { lastLines } from "@libsql-actions/shared/server/log-file";
import { stopProcesses } from "@libsql-actions/shared/server/stop";
import type { SetupState } from "./state.ts";

const MAX_LOG_LINES = 2_000;

/** Stops servers, prints their logs when `showLogs`, and removes leftovers. A part that fails is a warning and does not keep the others from happening. */
export async function cleanUp(state: SetupState, showLogs: boolean): Promise<void> {
  await attempt("stop the servers", () => stopServers(state.servers));
  if (showLogs) for (const server of state.servers) await attempt(`print the log of ${server.name}`, () => printLog(server));
  await removeAll([...state.leftovers, ...state.provisional]);
}

/** Removes files and folders. One that cannot be removed is a warning. */
export async function removeAll(paths: readonly string[]): Promise<void> {
  await Promise.all(
    paths.map((path) => attempt(`remove ${path}`, () => rm(path, { recursive: true, force: true, maxRetries: 3 }))),
  );
}

async function stopServers(servers: readonly LaunchedInstance[]): Promise<void> {
  const started = performance.now();
  const outcomes = await stopProcesses(servers);
  for (const [index, { name, pid }] of servers.entries()) {
    const outcome = outcomes[index] ?? "still running";
    if (outcome === "stopped") continue;
    if (outcome === "already gone") line(`Instance ${name} (pid ${pid}) had ended already.`);
    else
      warn(
        outcome === "killed"
          ? `Instance ${name} (pid ${pid}) did not stop when asked and was killed.`
          : `Instance ${name} (pid ${pid}) could not be stopped.`,
      );
  }
  if (servers.length > 0)
    line(
      `Servers stopped: ${outcomes.filter((outcome) => outcome !== "already gone").length} of ${servers.length}, in ${Math.round(performance.now() - started)} ms.`,
    );
}

async function printLog(server: LaunchedInstance): Promise<void> {
  foreignLines(`Log of ${server.name}`, await lastLines(server.logFile, MAX_LOG_LINES));
}

async function attempt(what: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (problem) {
    warn(`Could not ${what}: ${errorMessage(problem)}`);
  }
}

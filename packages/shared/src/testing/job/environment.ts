// The environment variables of a step's process, made from nothing: what the machine or the caller has set does not reach it.
import { delimiter, join } from "node:path";
import { contextVariables } from "./contexts.ts";
import type { JsonObject } from "./expressions.ts";
import type { JobFolders } from "./folders.ts";

/** What the runner's own process hands to every step. */
export function baseEnvironment(folders: JobFolders, trackingId: string): ReadonlyMap<string, string> {
  const common: [string, string][] = [["RUNNER_TRACKING_ID", trackingId]];
  if (process.platform !== "win32") {
    const path = [folders.binaries, "/usr/bin", "/bin"].join(delimiter);
    return new Map([
      ...common,
      ["PATH", path],
      ["HOME", folders.home],
      ["USER", "runner"],
      ["SHELL", "/bin/bash"],
      ["LANG", "C.UTF-8"],
    ]);
  }
  const system = process.env["SystemRoot"] ?? "C:\\Windows";
  const temporary = join(folders.home, "AppData", "Local", "Temp");
  return new Map([
    ...common,
    ["PATH", [folders.binaries, join(system, "System32"), system].join(delimiter)],
    ["PATHEXT", ".COM;.EXE;.BAT;.CMD"],
    ["SystemRoot", system],
    ["ComSpec", join(system, "System32", "cmd.exe")],
    ["USERPROFILE", folders.home],
    ["APPDATA", join(folders.home, "AppData", "Roaming")],
    ["LOCALAPPDATA", join(folders.home, "AppData", "Local")],
    ["TEMP", temporary],
    ["TMP", temporary],
  ]);
}

export interface StepEnvironment {
  readonly base: ReadonlyMap<string, string>;
  /** The `env` context of the step: job, GITHUB_ENV, composite, step. */
  readonly env: ReadonlyMap<string, string>;
  /** What the main of the same action saved; nothing for scripts. */
  readonly state: ReadonlyMap<string, string>;
  /** JavaScript actions have them, composite actions and scripts do not. */
  readonly inputs: ReadonlyMap<string, string>;
  /** In the order in which steps added them. */
  readonly prependPath: readonly string[];
  readonly github: JsonObject;
  readonly runner: JsonObject;
}

/** The environment of a step. The runner's own GITHUB_* and RUNNER_* win over what a step has set. */
export function stepEnvironment(step: StepEnvironment): Record<string, string> {
  const all = new Map([...step.base, ...step.env]);
  for (const [name, value] of step.state) all.set(`STATE_${name}`, value);
  for (const [name, value] of step.inputs) all.set(inputVariable(name), value);
  if (step.prependPath.length > 0) all.set("PATH", [...step.prependPath.toReversed(), all.get("PATH") ?? ""].join(delimiter));
  for (const [name, value] of contextVariables(step.github, step.runner)) all.set(name, value);
  all.set("GITHUB_ACTIONS", "true");
  if (!all.has("CI")) all.set("CI", "true");
  return Object.fromEntries(all);
}

/** `INPUT_` and the name in upper case; spaces become `_`, hyphens stay (Handler.cs). */
export function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`;
}

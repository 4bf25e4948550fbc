// How this action opens databases: to fill them from a template, and to ask a cloud database whether it answers.
import type { ClientSettings } from "@libsql-actions/shared/database/client";
import { clientSettings } from "@libsql-actions/shared/inputs/step";
import type { Context } from "./provision.ts";

const TIMES = { tryTimeoutMs: 20_000, deadlineMs: 180_000, lockTimeoutMs: 5_000 };

/** What opening a database needs here: the step's settings with the registry that the inputs name. */
export function databaseSettings({ inputs, step }: Pick<Context, "inputs" | "step">): ClientSettings {
  const settings = clientSettings(step, TIMES);
  return { ...settings, addon: { ...settings.addon, registryUrl: inputs.registryUrl } };
}

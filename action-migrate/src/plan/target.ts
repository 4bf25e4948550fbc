// The migration that the input `target` means.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import type { Session } from "../session.ts";
import { findVersion } from "./find-version.ts";

/** The migration of the folder, undefined where no target was given. @throws an `Error` that names the input */
export function target({ context, folder }: Session): Migration | undefined {
  const version = context.inputs.target;
  return version === undefined ? undefined : findVersion(folder.migrations, version, "target");
}

// Finds the migration that somebody means by a version.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { compareKeys } from "./compare-keys.ts";

/**
 * The migration of this version; `1` finds `0001`, and a tool's own name for a migration, such as `0001_create_users`, is found too.
 * @param input the name of the input that it was given by
 * @throws an `Error` that names the input
 */
export function findVersion(migrations: readonly Migration[], version: string, input: string): Migration {
  const found =
    migrations.find((migration) => migration.version === version || migration.key === version) ??
    migrations.find((migration) => /^\d+$/.test(version) && compareKeys(migration.version, version) === 0) ??
    migrations.find((migration) => `${migration.version}_${migration.name}` === version);
  if (found !== undefined) return found;
  const newest = migrations.at(-1);
  const known = newest === undefined ? "there is none" : `such as ${quote(newest.version)}`;
  throw new Error(`The input \`${input}\` is ${quote(version)}, which is no version of the folder. Give one of it, ${known}.`);
}

// Holds a folder against a history: what is pending, and what must not be.
import { compareVersions, type Migration } from "./folder/migration.ts";
import type { Applied } from "./history.ts";

export interface Problem {
  readonly message: string;
  /** The file it is about, relative to the workspace. */
  readonly file?: string;
}

export interface Plan {
  /** In the order of their versions. */
  readonly pending: readonly Migration[];
  readonly problems: readonly Problem[];
}

/** Makes the plan. With problems nothing may be applied. */
export function makePlan(migrations: readonly Migration[], history: readonly Applied[]): Plan {
  const files = new Map(migrations.map((migration) => [BigInt(migration.version), migration]));
  const done = new Set(history.map(({ version }) => BigInt(version)));
  const newest = history.at(-1);
  const pending = migrations.filter(({ version }) => !done.has(BigInt(version)));
  const problems = history.flatMap((applied) => problemOf(applied, files.get(BigInt(applied.version))));
  for (const { version, file } of pending)
    if (newest !== undefined && compareVersions(version, newest.version) < 0)
      problems.push({
        file,
        message: `${file} (version ${version}) is not applied, but the newer version ${newest.version} is. Give it a version above ${newest.version}.`,
      });
  return { pending, problems };
}

function problemOf({ version, name, checksum }: Applied, migration: Migration | undefined): Problem[] {
  if (migration === undefined)
    return [{ message: `Version ${version} (${name}) is applied, but has no file in the folder. Bring the file back.` }];
  if (migration.checksum === checksum) return [];
  const { file } = migration;
  return [
    {
      file,
      message: `${file} (version ${version}) was edited after it was applied. Bring its text back, and put the change into a new migration.`,
    },
  ];
}

/** The folder and the history do not fit. */
export class PlanError extends Error {
  override name = "PlanError";
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join("\n"));
    this.problems = problems;
  }
}

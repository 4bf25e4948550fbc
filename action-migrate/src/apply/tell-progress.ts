// Keeps the report of a database true, and the log up to date, while changes are made.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import type { Session } from "../session.ts";
import type { Progress } from "./work.ts";

/**
 * @param pending everything that is not applied when the work begins
 * @param verb what the log says of a migration that goes up
 */
export function tellProgress(
  { report, say, folder }: Session,
  pending: readonly Migration[],
  direction: "up" | "down",
  verb = "applied",
): Progress {
  const [done, was] = [new Set<Migration>(), new Set(pending)];
  const position = new Map(folder.migrations.map((migration, index) => [migration.version, index]));
  const at = (version: string) => position.get(version) ?? -1;
  report.before ??= { pending, currentVersion: report.currentVersion };
  return {
    onSent: () => {
      report.pending = undefined;
    },
    onDone: ({ migration, previous, file }, durationMs) => {
      done.add(migration);
      report.applied.push({ migration, direction, durationMs });
      if (direction === "down") report.currentVersion = previous?.version ?? "";
      else if (migration.kind !== "repeatable" && at(migration.version) > at(report.currentVersion ?? ""))
        report.currentVersion = migration.version;
      const took = durationMs === undefined ? "" : ` in ${formatDuration(durationMs)}`;
      say(
        direction === "up"
          ? `${verb} ${file}${took}`
          : `took back ${migration.up.file}${file === migration.up.file ? "" : ` by ${file}`}${took}`,
      );
    },
    onSettled: (begun) => {
      const isPending = (migration: Migration) =>
        direction === "up"
          ? was.has(migration) && !done.has(migration) && migration !== begun?.migration
          : was.has(migration) || done.has(migration);
      report.pending = folder.migrations.filter(isPending);
    },
  };
}

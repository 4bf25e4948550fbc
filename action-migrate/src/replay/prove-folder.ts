// Replays a folder of migrations on a scratch database, and proves what can be proven there: that it applies, loses no rows, can be taken back, and
// makes the schema that the repository says it does.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { line } from "@libsql-actions/shared/report/log";
import { schemaDigest } from "@libsql-actions/shared/schema/canonical";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { addFindings } from "../apply/refuse.ts";
import type { Context } from "../context.ts";
import { readHistory } from "../history/history.ts";
import { makePlan } from "../plan/plan.ts";
import { scriptFinding } from "../report/script-finding.ts";
import type { Report } from "../report.ts";
import type { Scratch } from "../scratch/scratch.ts";
import type { ReadFolder } from "../session.ts";
import { isToolTable } from "../tool-tables.ts";
import { checkSchemaFile } from "./check-schema-file.ts";
import { proveDowns } from "./down-proof.ts";
import { hasTwins, type Replay, replay, replayOf } from "./replay.ts";
import { watchRows } from "./row-tripwire.ts";
import { readSoundness, unsoundFindings } from "./soundness.ts";

export interface Proof {
  /** Gets the findings, and the digest of what all migrations make. */
  readonly report: Report;
  /** Says of a migration whether it is in question; those that are merged already are only replayed. */
  readonly isNew: (migration: Migration) => boolean;
}

/** Adds to the report what the folder does not do, or does besides. @param scratch empty */
export async function proveFolder(
  context: Context,
  scratch: Scratch,
  folder: ReadFolder,
  { report, isNew }: Proof,
): Promise<void> {
  const { inputs, step } = context;
  const { format } = folder;
  if (hasTwins(folder.migrations)) return line("two migrations have one version, so nothing is replayed");
  const how = replayOf(context, { name: inputs.table ?? format.tracking.table, tracking: folder.tracking });
  const leaveOut = isToolTable(context);
  // What `up` would do to a new database.
  const history = await readHistory(scratch.db, how.table);
  const { todo } = makePlan(folder.migrations, history, { outOfOrder: "error", target: undefined });
  const schema = await replayAll(scratch, todo, how, report, leaveOut);
  addFindings(report, await watchRows(scratch, { migrations: todo, isWatched: isNew, leaveOut, how }));
  if (format.reversible) addFindings(report, await proveDowns(scratch, { migrations: todo, isProven: isNew, leaveOut, how }));
  if (schema !== undefined && inputs.schemaFile !== undefined)
    addFindings(report, await checkSchemaFile(scratch, inputs.schemaFile, step.workspace, schema, leaveOut));
}

/** @returns the schema that all of them make; undefined where one cannot be applied */
async function replayAll(
  { db, engine }: Scratch,
  migrations: readonly Migration[],
  how: Replay,
  report: Report,
  leaveOut: (table: string) => boolean,
): Promise<Schema | undefined> {
  const failure = await replay(db, migrations, how);
  addFindings(report, unsoundFindings(await readSoundness(db)));
  if (failure === undefined) {
    const schema = await introspect(db, leaveOut);
    report.schemaDigest = schemaDigest(schema);
    line(`replayed ${migrations.length} migrations (${engine})`);
    return schema;
  }
  const finding = scriptFinding("replay-failed", failure);
  // The lint may have said it already, in better words.
  const isKnown = report.findings.some(
    ({ severity, file, line }) => severity === "error" && file === finding.file && line !== undefined && line === finding.line,
  );
  if (!isKnown) addFindings(report, [finding]);
  return undefined;
}

// Makes changes to a copy of the database first: what fails there, or loses rows, does not reach the database.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { isInternalTable } from "@libsql-actions/shared/schema/introspect";
import type { Change } from "../apply/change.ts";
import { addFindings, describe } from "../apply/refuse.ts";
import type { Script } from "../formats/migration.ts";
import type { Plan } from "../plan/plan.ts";
import { countRows, type RowCounts, rowLossFindings } from "../row-loss.ts";
import { isTrackingTable } from "../schema-of.ts";
import type { Session } from "../session.ts";
import { copyDatabase } from "./copy-database.ts";
import { withScratch } from "./open-scratch.ts";
import { replayChanges, replayOf, scriptFinding } from "./replay.ts";
import { readSoundness, unsoundFindings } from "./soundness.ts";

/**
 * Rehearses where it was asked for.
 * @throws an `Error` that says that it was the rehearsal; what it found stands in the report
 */
export async function rehearse(session: Session, _plan: Plan, changes: readonly Change[]): Promise<void> {
  const { context, db, report, say } = session;
  if (!context.inputs.rehearse) return;
  const findings = await withScratch(context, db.database.kind, async (scratch) => {
    await copyDatabase(session, scratch.db).catch((cause: unknown) => {
      throw new Error(`${STOPPED}: the database cannot be copied`, { cause });
    });
    say(`rehearsing ${changes.length} on a copy (${scratch.engine})`);
    return rehearseOn(scratch.db, session, changes);
  });
  addFindings(report, findings);
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`${STOPPED}: ${errors.map(describe).join("\n")}`);
  say("the rehearsal went well");
}

const STOPPED = "The rehearsal on a copy failed, and the database was not touched";

async function rehearseOn(db: Connection, session: Session, changes: readonly Change[]): Promise<Finding[]> {
  const { context, table } = session;
  const { transaction } = context.inputs;
  const how = replayOf(context, table);
  const isTracking = isTrackingTable(context);
  const count = () => countRows(db, (name) => isInternalTable(name) || isTracking(name));
  const sound = await readSoundness(db);
  const findings: Finding[] = [];
  let before: RowCounts = await count();
  for (const part of transaction === "all" ? [changes] : changes.map((change) => [change])) {
    const failure = await replayChanges(db, part, how, transaction === "all" ? "all" : "file");
    if (failure !== undefined) return [...findings, scriptFinding("rehearsal-failed", failure)];
    const after = await count();
    findings.push(...rowLossFindings(before, after, scriptOf(part)));
    before = after;
  }
  return [...findings, ...unsoundFindings(await readSoundness(db), sound)];
}

/** What was applied together, as one script. */
function scriptOf(changes: readonly Change[]): Script {
  const scripts = changes.flatMap(({ migration, direction }) => migration[direction] ?? []);
  return { file: scripts[0]?.file ?? "", text: scripts.map(({ text }) => text).join("\n;\n"), transaction: true };
}

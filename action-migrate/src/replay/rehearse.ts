// Makes changes to a copy of the database first: what fails there, or loses rows, does not reach the database.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Script } from "@libsql-actions/shared/migrations/migration";
import type { Change } from "../apply/change.ts";
import { addFindings, describe } from "../apply/refuse.ts";
import type { CodedFinding } from "../finding-rules.ts";
import { scriptFinding } from "../report/script-finding.ts";
import type { Session } from "../session.ts";
import { isToolTable } from "../tool-tables.ts";
import { copyDatabase } from "./copy-database.ts";
import { withScratch } from "./open-scratch.ts";
import { replayChanges, replayOf } from "./replay.ts";
import { countRows, type RowCounts, rowLossFindings } from "./row-loss.ts";
import { readSoundness, unsoundFindings } from "./soundness.ts";

/**
 * Rehearses where it was asked for.
 * @throws an `Error` that says that it was the rehearsal; what it found stands in the report
 */
export async function rehearse(session: Session, changes: readonly Change[]): Promise<void> {
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

async function rehearseOn(db: Connection, session: Session, changes: readonly Change[]): Promise<CodedFinding[]> {
  const { context, table } = session;
  const { transaction } = context.inputs;
  const how = replayOf(context, table);
  const count = () => countRows(db, isToolTable(context));
  const sound = await readSoundness(db);
  const findings: CodedFinding[] = [];
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

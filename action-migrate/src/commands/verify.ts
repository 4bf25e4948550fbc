// `verify`: holds a database against the folder: everything applied, nothing edited, the schema what it should be, and the database sound.
import type { Finding } from "@libsql-actions/shared/report/finding";
import { addFindings, refuseFindings } from "../apply/refuse.ts";
import type { Migration } from "../formats/migration.ts";
import { readHistory } from "../history/history.ts";
import { makePlan } from "../plan/plan.ts";
import { compareApplied } from "../replay/compare-applied.ts";
import { hasTwins } from "../replay/replay.ts";
import { readSoundness, unsoundFindings } from "../replay/soundness.ts";
import type { Session } from "../session.ts";

/** Every check is made, whatever those before it find. @throws FindingsError that lists everything that is wrong */
export async function verify(session: Session): Promise<void> {
  const { db, folder, table, columns, report, say } = session;
  const history = await readHistory(db, table, columns);
  const plan = makePlan(folder.migrations, history, { outOfOrder: "error", target: undefined });
  report.pending = plan.pending;
  report.currentVersion = plan.currentVersion;
  const findings: Finding[] = [...folder.findings, ...plan.findings, ...plan.pending.map(pendingFinding)];
  addFindings(report, findings);
  if (!hasTwins(folder.migrations)) findings.push(...(await compareApplied(session, plan, history)));
  findings.push(...unsoundFindings(await readSoundness(db)));
  refuseFindings(report, findings);
  say(`verified: ${plan.applied.length} applied, nothing pending, no drift, and the database is sound`);
}

function pendingFinding({ version, up: { file } }: Migration): Finding {
  return { code: "pending", severity: "error", file, message: `${file} (version ${version}) is not applied. \`up\` applies it.` };
}

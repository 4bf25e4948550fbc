// `verify`: holds a database against the folder: everything applied, nothing edited, the schema what it should be, and the database sound.
import type { Finding } from "@libsql-actions/shared/report/finding";
import { addFindings, refuseFindings } from "../apply/refuse.ts";
import type { CodedFinding } from "../finding-rules.ts";
import type { Migration } from "../formats/migration.ts";
import { planOf } from "../plan/plan-of.ts";
import { compareApplied } from "../replay/compare-applied.ts";
import { hasTwins } from "../replay/replay.ts";
import { readSoundness, unsoundFindings } from "../replay/soundness.ts";
import type { Session } from "../session.ts";

/** Every check is made, whatever those before it find. @throws FindingsError that lists everything that is wrong */
export async function verify(session: Session): Promise<void> {
  const { db, folder, report, say } = session;
  const { history, plan } = await planOf(session, { outOfOrder: "error", target: undefined });
  const findings: Finding[] = [...folder.findings, ...plan.findings, ...plan.pending.map(pendingFinding)];
  addFindings(report, findings);
  if (!hasTwins(folder.migrations)) findings.push(...(await compareApplied(session, plan, history)));
  findings.push(...unsoundFindings(await readSoundness(db)));
  refuseFindings(report, findings);
  say(`verified: ${plan.applied.length} applied, nothing pending, no drift, and the database is sound`);
}

function pendingFinding({ version, up: { file } }: Migration): CodedFinding {
  return { code: "pending", severity: "error", file, message: `version ${version} is not applied. \`up\` applies it.` };
}

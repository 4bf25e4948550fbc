// `verify`: holds a database against the folder: everything applied, nothing edited, the schema what it should be, and the database sound.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { warn } from "@libsql-actions/shared/report/log";
import { addFindings, refuseFindings } from "../apply/refuse.ts";
import type { CodedFinding } from "../finding-rules.ts";
import { planOf } from "../plan/plan-of.ts";
import { compareApplied } from "../replay/compare-applied.ts";
import { hasTwins } from "../replay/replay.ts";
import { readSoundness, unsoundFindings } from "../replay/soundness.ts";
import type { Session } from "../session.ts";

/** Every check is made, whatever those before it find. @throws FindingsError that lists everything that is wrong */
export async function verify(session: Session): Promise<void> {
  const { db, report, say } = session;
  // First: what a damaged database says of its history is nothing to go by.
  const soundness = await readSoundness(db);
  const unsound = unsoundFindings(soundness);
  const findings: Finding[] = [];
  const applied = await compareWithFolder(session, findings).catch((problem: unknown) => {
    addFindings(report, unsound);
    if (soundness.complaints.length === 0) throw problem;
    warn(`${report.database}: not all of it can be compared with the folder: ${errorMessage(problem)}`);
  });
  refuseFindings(report, [...findings, ...unsound]);
  say(`verified: ${applied} applied, nothing pending, no drift, and the database is sound`);
}

/** Adds to `findings` what is not as the folder has it. @returns how many migrations are applied */
async function compareWithFolder(session: Session, findings: Finding[]): Promise<number> {
  const { folder, report } = session;
  const { history, plan } = await planOf(session, { outOfOrder: "error", target: undefined });
  findings.push(...folder.findings, ...plan.findings, ...plan.pending.map(pendingFinding));
  addFindings(report, findings);
  if (!hasTwins(folder.migrations)) findings.push(...(await compareApplied(session, plan, history)));
  return plan.applied.length;
}

function pendingFinding({ version, up: { file } }: Migration): CodedFinding {
  return { code: "pending", severity: "error", file, message: `version ${version} is not applied. \`up\` applies it.` };
}

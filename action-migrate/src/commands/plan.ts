// `plan`: says what `up` would run, and writes it as a script. The database is only read, and its parser asked.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { shown } from "@libsql-actions/shared/migrations/what-is-read";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { foreignLines } from "@libsql-actions/shared/report/log";
import { type Change, changesUp } from "../apply/change.ts";
import { lintChanges } from "../apply/lint-changes.ts";
import { changeOptions } from "../apply/options-of.ts";
import { addFindings, describe, refuseFindings } from "../apply/refuse.ts";
import { planOf } from "../plan/plan-of.ts";
import { target } from "../plan/target.ts";
import type { Session } from "../session.ts";

const MAX_LOG_CHARACTERS = 200_000;

/** Findings of the plan, the lint and the parser go into the report; errors among them fail the step at its end, as `up` would. */
export async function plan(session: Session): Promise<void> {
  const { db, folder, report, say, context } = session;
  const { inputs, step, reports } = context;
  const { plan: made } = await planOf(session, { outOfOrder: inputs.outOfOrder, target: target(session) });
  addFindings(report, [...folder.findings, ...made.findings]);
  const todo = made.todo.slice(0, inputs.steps);
  const ready = changesUp(todo, changeOptions(session));
  const { changes, problem } = ready;
  const findings = await lintChanges(session, made, ready, db);
  addFindings(report, findings);
  say(`${made.pending.length} pending, ${todo.length} to apply`);
  const script = planScript(changes, findings);
  foreignLines(`What \`up\` would run on ${report.database}`, shortened(script));
  const path = join(step.temporary, `plan-${reports.indexOf(report) + 1}.sql`);
  await writeFile(path, script);
  report.planFile = shown(path, step.workspace);
  refuseFindings(report, [...folder.findings, ...made.findings, ...findings]);
  if (problem !== undefined) throw problem;
}

/** The statements of each file, with what is to be known of them in a comment above. */
function planScript(changes: readonly Change[], findings: readonly Finding[]): string {
  return changes
    .map(({ migration, file, script, loose }) => {
      const head = `-- ${oneLine(file)} (version ${oneLine(migration.version)})${loose ? ", without a transaction" : ""}`;
      const body = script.statements.map(({ sql, line }) => {
        const about = findings.filter((finding) => finding.file === file && finding.line === line);
        return [...about.map((finding) => `-- ${finding.code}: ${oneLine(describe(finding))}`), `${sql};`].join("\n");
      });
      return [head, ...(script.foreignKeysOff ? ["-- with foreign keys off, and checked at the end"] : []), ...body, ""].join(
        "\n",
      );
    })
    .join("\n");
}

/** The lines for the log: all is in the file. */
function shortened(script: string): string[] {
  const lines = script.slice(0, MAX_LOG_CHARACTERS).split("\n");
  return script.length <= MAX_LOG_CHARACTERS
    ? lines
    : [...lines, `… and ${script.length - MAX_LOG_CHARACTERS} characters more in \`plan-file\``];
}

const oneLine = (text: string) => text.replace(/[\u0000-\u001f\u007f]+/g, " ");

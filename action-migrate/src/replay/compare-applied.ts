// Holds the schema of a database against the one that migrations make when they are replayed on a scratch database of the same engine.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { foreignLines } from "@libsql-actions/shared/report/log";
import { closeDifferences } from "@libsql-actions/shared/schema/closing";
import { diffSchemas, type SchemaDifference } from "@libsql-actions/shared/schema/diff";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import { printSchemaDiff } from "@libsql-actions/shared/schema/printed-diff";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import { ScriptError } from "@libsql-actions/shared/sql/script";
import { splitScript } from "@libsql-actions/shared/sql/split";
import { addFindings } from "../apply/refuse.ts";
import type { CodedFinding } from "../finding-rules.ts";
import type { History } from "../history/history.ts";
import type { Plan } from "../plan/plan.ts";
import { scriptFinding } from "../report/script-finding.ts";
import type { Session } from "../session.ts";
import { isToolTable } from "../tool-tables.ts";
import { describeDifference } from "./describe-difference.ts";
import { withScratch } from "./open-scratch.ts";
import { replay, replayOf } from "./replay.ts";

const SIDES = { actual: "the database", wanted: "the migrations" };
const MAX_SQL_CHARACTERS = 3_000;

/** The schema that migrations make in this order. @throws ScriptError for one that cannot be replayed */
export async function schemaOfMigrations(session: Session, migrations: readonly Migration[]): Promise<Schema> {
  const { context, db, table } = session;
  return withScratch(context, db.database.kind, async (scratch) => {
    const failure = await replay(scratch.db, migrations, replayOf(context, table));
    if (failure !== undefined) throw failure;
    return introspect(scratch.db, isToolTable(context));
  });
}

/**
 * Compares with what is applied; pending migrations are no drift. Sets `drift` of the report and adds a finding for each difference; the diff, and
 * the statements that would close it, go to the log.
 * @returns the findings
 */
export async function compareApplied(session: Session, plan: Plan, history: History): Promise<readonly CodedFinding[]> {
  const { report, folder } = session;
  const live = await session.schema();
  const applied = inOrderOfRecords(plan.applied, history);
  let wanted: Schema;
  try {
    wanted = await schemaOfMigrations(session, applied);
  } catch (problem) {
    if (!(problem instanceof ScriptError)) throw problem;
    const findings = [
      scriptFinding(
        "replay-failed",
        problem,
        "What is applied cannot be replayed on an empty database, so nobody can tell whether the schema is what it should be: ",
      ),
    ];
    addFindings(report, findings);
    return findings;
  }
  const unknown = edited(folder.migrations, plan, history);
  const [actual, expected] = [without(live, unknown), without(wanted, unknown)];
  const differences = diffSchemas(actual, expected);
  report.drift = differences.length > 0;
  if (differences.length === 0) return [];
  const findings = [...differences.map(driftFinding), closing(session, actual, expected)];
  addFindings(report, findings);
  return findings;
}

function driftFinding(difference: SchemaDifference): CodedFinding {
  const sentence = describeDifference(difference, SIDES);
  return { code: "drift", severity: "error", message: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.` };
}

/** Prints the diff, and gives the statements that would close it. */
function closing({ report }: Session, actual: Schema, wanted: Schema): CodedFinding {
  const labels = { wanted: "migrations", actual: "database" };
  foreignLines(`How the schema of ${report.database} differs from its migrations`, printSchemaDiff(actual, wanted, labels));
  const { statements, foreignKeysOff } = closeDifferences(actual, wanted);
  const lines = [
    ...(foreignKeysOff ? ["PRAGMA foreign_keys=OFF;"] : []),
    ...statements.flatMap(({ sql, sketch }) => [...(sketch === undefined ? [] : [`-- ${oneLine(sketch)}`]), `${sql};`]),
    ...(foreignKeysOff ? ["PRAGMA foreign_keys=ON;"] : []),
  ];
  foreignLines(
    `Statements that would make ${report.database} what its migrations make`,
    lines.flatMap((text) => text.split("\n")),
  );
  const text = lines.join("\n");
  const shown =
    text.length > MAX_SQL_CHARACTERS ? `${text.slice(0, MAX_SQL_CHARACTERS).toWellFormed()}… (the log has all)` : text;
  return {
    code: "drift-sql",
    severity: "note",
    message:
      "These statements would make the database what its migrations make; " +
      `look at them before you run them, or put what was changed by hand into a migration:\n${shown}`,
  };
}

/** As they were applied, which with `out-of-order` is not the order of the folder: columns then stand as they were added. */
function inOrderOfRecords(applied: readonly Migration[], { records }: History): Migration[] {
  const position = new Map(records.map(({ key }, index) => [key, index]));
  const at = ({ key }: Migration) => position.get(key) ?? -1;
  return [...applied].sort((a, b) => at(a) - at(b));
}

/** The names, folded, in repeatable migrations that were edited since: what the database has of them nobody can replay any more. */
function edited(migrations: readonly Migration[], { pending }: Plan, { records }: History): Set<string> {
  const recorded = new Set(records.map(({ key }) => key));
  const texts = migrations
    .filter((one) => one.kind === "repeatable" && pending.includes(one) && recorded.has(one.key))
    .map(({ up }) => up.text);
  const statements = texts.flatMap((text) => splitScript(text).statements);
  return new Set(statements.flatMap(({ sql }) => lexemes(sql).map(({ value }) => foldIdentifier(value))));
}

/** What repeatable migrations make again and again: views and triggers. */
function without(schema: Schema, names: ReadonlySet<string>): Schema {
  const isKept = ({ name }: { readonly name: string }) => !names.has(foldIdentifier(name));
  return { ...schema, views: schema.views.filter(isKept), triggers: schema.triggers.filter(isKept) };
}

const oneLine = (text: string) => text.replace(/\s+/g, " ");

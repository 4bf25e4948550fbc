// Looks at the scripts that are about to run: by the rules of the lint, and by the parser of the server where there is one.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { type LintRequest, lint } from "../lint/lint.ts";
import { type AskedStatement, askParser } from "../lint/refusals.ts";
import { ruleOf } from "../lint/rules.ts";
import type { Plan } from "../plan/plan.ts";
import { countRows } from "../replay/row-loss.ts";
import type { Session } from "../session.ts";
import { isToolTable } from "../tool-tables.ts";
import { asItRuns, type Change, changesUp, type ReadyChanges } from "./change.ts";
import { changeOptions } from "./options-of.ts";

/** So many that no statement on them is quick. */
const MANY_ROWS = 1_000_000_000;

/**
 * What the lint finds in scripts that are about to run, and in those of the plan that cannot be made ready to; not what it finds in the other
 * direction's, where that is a file of its own.
 * @param ready of what the plan has to do, or of what is to be taken back
 * @param parser of a server, where it is to be asked; `up` finds out by itself when it applies them
 */
export async function lintChanges(
  session: Session,
  plan: Pick<Plan, "applied" | "todo">,
  { changes, back }: Pick<ReadyChanges, "changes" | "back">,
  parser?: Connection,
): Promise<Finding[]> {
  const { folder, db, context } = session;
  const { lint: level, lintIgnore: ignore, steps } = context.inputs;
  if (level === "off") return [];
  const options = changeOptions(session);
  const migrations = back?.toReversed() ?? plan.todo.slice(0, steps);
  if (migrations.length === 0) return [];
  const looked = new Set(migrations);
  // The first that cannot run has none; those behind it may.
  const behind =
    back !== undefined ? [] : migrations.slice(changes.length).flatMap((migration) => changesUp([migration], options).changes);
  const request: LintRequest = {
    migrations: migrations.map((migration) => asItRuns(migration, options)),
    earlier: plan.applied.filter((migration) => !looked.has(migration)),
    reversible: folder.format.reversible,
    ignore,
    level,
    native: db.database.kind !== "remote",
    ...(parser === undefined ? {} : { refusals: await askParser(parser, statementsOf([...changes, ...behind])) }),
  };
  const files = new Set(migrations.map(({ up, down }) => (back === undefined ? up : down)?.file));
  const found = await withRows(session, request);
  return found.filter(({ file }) => file === undefined || files.has(file));
}

/** Rows are counted only where their number may make a difference, as it does where there are many: a count reads the whole table. */
async function withRows({ db, schema, context }: Session, request: LintRequest): Promise<Finding[]> {
  const { tables } = await schema();
  const found = lint({ ...request, tableRows: new Map(tables.map(({ name }) => [foldIdentifier(name), MANY_ROWS])) });
  if (tables.length === 0 || !found.some(({ code }) => ruleOf(code)?.asksRows === true)) return found;
  const counts = await countRows(db, isToolTable(context));
  return lint({ ...request, tableRows: new Map([...counts].map(([name, { rows }]) => [name, Number(rows)])) });
}

function statementsOf(changes: readonly Change[]): AskedStatement[] {
  return changes.flatMap(({ migration, direction, script }) =>
    script.statements.map(({ sql }, statementIndex) => ({ migration, direction, statementIndex, sql })),
  );
}

// Looks at the scripts that are about to run: by the rules of the lint, and by the parser of the server where there is one.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { isInternalTable } from "@libsql-actions/shared/schema/introspect";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { type LintRequest, lint, type Refusal } from "../lint/lint.ts";
import type { Plan } from "../plan/plan.ts";
import { countRows } from "../row-loss.ts";
import type { Session } from "../session.ts";
import type { Change } from "./change.ts";

/** A request holds 100 bytes a statement besides its text. */
const STATEMENTS_PER_REQUEST = 5_000;
/** So many that no statement on them is quick. */
const MANY_ROWS = 1_000_000_000;

/**
 * What the lint finds in scripts that are about to run; not what it finds in the other direction's, where that is a file of its own.
 * @param parser of a server, where it is to be asked; `up` finds out by itself when it applies them
 */
export async function lintChanges(
  session: Session,
  { applied }: Pick<Plan, "applied">,
  changes: readonly Change[],
  parser?: Connection,
): Promise<Finding[]> {
  const { folder, db, context } = session;
  const { lint: level, lintIgnore: ignore } = context.inputs;
  if (level === "off" || changes.length === 0) return [];
  const isDown = changes[0]?.direction === "down";
  const migrations = changes.map(({ migration }) => migration);
  const looked = new Set(migrations);
  const request: LintRequest = {
    migrations: isDown ? migrations.toReversed() : migrations,
    earlier: applied.filter((migration) => !looked.has(migration)),
    reversible: folder.format.reversible,
    ignore,
    level,
    native: db.database.kind !== "remote",
    ...(parser === undefined ? {} : { refusals: await refusals(parser, changes) }),
  };
  const files = new Set(changes.map(({ file }) => file));
  const found = await withRows(session, request);
  return found.filter(({ file }) => file === undefined || files.has(file));
}

/** Rows are counted only where their number makes a difference: a count reads the whole table. */
async function withRows({ db, schema, table }: Session, request: LintRequest): Promise<Finding[]> {
  const found = lint(request);
  const { tables } = await schema();
  const many = new Map(tables.map(({ name }) => [foldIdentifier(name), MANY_ROWS]));
  if (lint({ ...request, tableRows: many }).length === found.length) return found;
  const counts = await countRows(db, (name) => name === table.name || isInternalTable(name));
  return lint({ ...request, tableRows: new Map([...counts].map(([name, { rows }]) => [name, Number(rows)])) });
}

/** What the server's parser refuses. Nothing runs. */
async function refusals(parser: Connection, changes: readonly Change[]): Promise<Refusal[]> {
  const all = changes.flatMap(({ migration, direction, script }) =>
    script.statements.map(({ sql }, statementIndex) => ({ migration, direction, statementIndex, sql })),
  );
  const found: Refusal[] = [];
  for (let first = 0; first < all.length; first += STATEMENTS_PER_REQUEST) {
    const some = all.slice(first, first + STATEMENTS_PER_REQUEST);
    const answers = (await parser.parse(some)) ?? [];
    for (const [index, { migration, direction, statementIndex }] of some.entries()) {
      const refused = answers[index];
      if (refused !== undefined)
        found.push({ migration, direction, statementIndex, message: `${refused.message} (${refused.code})` });
    }
  }
  return found;
}

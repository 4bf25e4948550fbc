// Looks through the scripts of a folder by the rules of the lint, and by the parser of a scratch server where there is one.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Migration, Script } from "@libsql-actions/shared/migrations/migration";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { prepareScript, ScriptError } from "@libsql-actions/shared/sql/script";
import type { ScriptStatement } from "@libsql-actions/shared/sql/split";
import { asItRuns } from "../apply/change.ts";
import type { Context } from "../context.ts";
import { lint } from "../lint/lint.ts";
import { type AskedStatement, askParser } from "../lint/refusals.ts";
import type { ReadFolder } from "../session.ts";

/**
 * What is found in migrations of a folder, in both directions.
 * @param isNew says of a migration whether it is looked at; the others only come before it
 * @param parser asks its server; a database without one says nothing
 */
export async function lintFolder(
  { inputs }: Pick<Context, "inputs">,
  { migrations, format }: Pick<ReadFolder, "migrations" | "format">,
  isNew: (migration: Migration) => boolean,
  parser: Connection,
): Promise<Finding[]> {
  const { lint: level, lintIgnore: ignore } = inputs;
  if (level === "off") return [];
  const loose = inputs.transaction === "none";
  const looked = migrations.filter(isNew).map((migration) => asItRuns(migration, { loose }));
  const earlier = migrations.filter((migration) => !isNew(migration));
  const refusals = await askParser(parser, statementsOfAll(looked));
  return lint({ migrations: looked, earlier, reversible: format.reversible, ignore, level, refusals });
}

function statementsOfAll(migrations: readonly Migration[]): AskedStatement[] {
  return migrations.flatMap((migration) =>
    (["up", "down"] as const).flatMap((direction) =>
      statementsOf(migration[direction]).map(({ sql }, statementIndex) => ({ migration, direction, statementIndex, sql })),
    ),
  );
}

/** What would be sent of a script. What keeps one from running at all is told by the rules; the parser is not asked about it. */
function statementsOf(script: Script | undefined): readonly ScriptStatement[] {
  if (script === undefined) return [];
  const { text, file, transaction } = script;
  try {
    return prepareScript(text, file, { transaction }).statements;
  } catch (problem) {
    if (problem instanceof ScriptError) return [];
    throw problem;
  }
}

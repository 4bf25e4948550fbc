// Keeps scripts away from the table of the history: one that changes its own record would be applied again and again.
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { lexemes } from "@libsql-actions/shared/sql/lexemes";
import { type PreparedScript, scriptError } from "@libsql-actions/shared/sql/script";

/** What is said of a script that does, whether it is seen in its text or by what it has done. */
export function mustNotTouch(table: string): string {
  return `a migration must not touch ${table}, the table of the history, and no trigger may: nothing of the file is applied. Take out what changes it`;
}

/** @throws ScriptError for a script that names the table of the history */
export function refuseTouching(
  { file, script }: { readonly file: string; readonly script: PreparedScript },
  table: string,
): void {
  const name = foldIdentifier(table);
  if (!script.identifiers.includes(name)) return;
  const index = script.statements.findIndex(({ sql }) =>
    lexemes(sql).some(({ kind, value }) => (kind === "word" || kind === "name") && foldIdentifier(value) === name),
  );
  throw scriptError(file, script.statements, { index, code: "SQLITE_CONSTRAINT", message: mustNotTouch(table) });
}

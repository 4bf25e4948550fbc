// Rules about what keeps a script from running at all, found before anything is sent.
import { pragmaSupport } from "@libsql-actions/shared/sql/pragmas";
import type { ScriptProblemCode } from "@libsql-actions/shared/sql/script-problems";
import type { Found, LintScript, LintStatement, ScriptRule } from "../rule.ts";
import { onServerOnly } from "./server-only.ts";

/** What no place takes, by the one list that `prepareScript` throws by. */
function problemRule(
  code: ScriptProblemCode,
  description: string,
  more: (script: LintScript) => readonly Found[] = () => [],
): ScriptRule {
  return {
    code,
    severity: "error",
    ignore: "never",
    description,
    looksAt: "script",
    down: true,
    check: (script) => [...script.problems.filter((problem) => problem.code === code), ...more(script)],
  };
}

/** What a script without a transaction may do with the native engine, but not on a server. */
const refusedByServer =
  (is: (statement: LintStatement) => boolean, message: string) =>
  ({ script, statements, target }: LintScript): Found[] =>
    script.transaction
      ? []
      : statements.filter(is).map(({ line, column }) => ({ message, line, column, ...onServerOnly(target) }));

export const nulCharacter = problemRule("nul-character", "A NUL character, at which SQLite would stop reading the file.");
export const placeholder = problemRule("placeholder", "A placeholder such as `${schema}` that another tool would fill in.");
export const bareParameter = problemRule("bare-parameter", "A parameter such as `?` or `:name`, for which a file has no value.");
export const rollbackInFile = problemRule("rollback-in-file", "ROLLBACK in a file, which is one transaction.");

export const attach = problemRule(
  "attach",
  "ATTACH or DETACH.",
  refusedByServer(
    ({ kind }) => kind === "attach",
    "libsql-server refuses ATTACH. Take it out, or migrate each database by itself.",
  ),
);

export const vacuum = problemRule(
  "vacuum",
  "VACUUM.",
  refusedByServer(
    ({ kind }) => kind === "vacuum",
    "libsql-server refuses VACUUM, and looks after its file by itself. Take it out.",
  ),
);

export const temporaryObject = problemRule(
  "temporary-object",
  "A TEMP table, view, trigger or index.",
  refusedByServer(
    ({ kind }) => kind === "temporary",
    "libsql-server refuses what is temporary. Make an ordinary table, and drop it at the end.",
  ),
);

export const refusedPragma = problemRule(
  "refused-pragma",
  "A PRAGMA that libsql-server refuses, or refuses to set.",
  ({ script, statements, target }) =>
    statements.flatMap((statement) => {
      const message = pragmaRefusal(statement, script.transaction);
      const { line, column } = statement;
      return message === undefined ? [] : [{ message, line, column, ...onServerOnly(target) }];
    }),
);

function pragmaRefusal({ kind, shape }: LintStatement, transaction: boolean): string | undefined {
  if (shape.does !== "pragma") return undefined;
  // Lifted out of a transaction, or among its problems already.
  if (transaction && (kind === "setting" || kind === "foreign-keys-off" || kind === "foreign-keys-on")) return undefined;
  const support = pragmaSupport(shape.name);
  if (shape.quoted && support !== "none") return "libsql-server refuses the name of a PRAGMA in quotes. Write it without.";
  if (support === "none") return "libsql-server refuses this PRAGMA. Take it out.";
  if (support === "read" && shape.value !== undefined) return "libsql-server refuses to set this PRAGMA. Take it out.";
  return undefined;
}

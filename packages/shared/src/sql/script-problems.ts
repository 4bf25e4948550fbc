// The one place that knows what keeps a script from running, wherever it runs, and how the script is to be put right.
import { quote } from "../inputs/quote.ts";
import { classify, type StatementKind } from "./classify.ts";
import { type Place, placeAt, placeWithin, type Script, type ScriptStatement, splitScript } from "./split.ts";
import { collectNames, scanStatement } from "./statement-scan.ts";

export type ScriptProblemCode =
  | "nul-character"
  | "placeholder"
  | "bare-parameter"
  | "rollback-in-file"
  | "attach"
  | "vacuum"
  | "temporary-object"
  | "refused-pragma";

export interface ScriptProblem extends Place {
  readonly code: ScriptProblemCode;
  readonly message: string;
}

export interface ReadScript {
  readonly split: Script;
  readonly statements: readonly (ScriptStatement & { readonly kind: StatementKind })[];
  /** In the order in which they stand in the file. */
  readonly problems: readonly ScriptProblem[];
  /** All words and names of the statements, folded, each once: among them every table that they touch by themselves. */
  readonly identifiers: readonly string[];
}

/** What cannot stand in a transaction, by the kind of the statement. */
const NOT_IN_A_TRANSACTION: Partial<Record<StatementKind, readonly [ScriptProblemCode, string]>> = {
  rollback: [
    "rollback-in-file",
    "ROLLBACK would undo the script, which runs as one transaction. Take it out, or use a savepoint.",
  ],
  attach: ["attach", "a script works on one database: ATTACH and DETACH cannot run in its transaction. Take it out."],
  vacuum: ["vacuum", "VACUUM cannot run in a transaction, and every script is one. Take it out."],
  temporary: [
    "temporary-object",
    "libsql-server refuses what is temporary, and elsewhere it would stay for the scripts that follow. Make an ordinary table, and drop it at the end.",
  ],
  setting: [
    "refused-pragma",
    "libsql-server refuses to set this PRAGMA, and elsewhere it would stay set for the scripts that follow, or do nothing in a transaction. Take it out.",
  ],
};

/**
 * Splits a script into its statements and finds what keeps it from running.
 * @param transaction whether the script runs as one transaction
 */
export function readScript(text: string, transaction: boolean): ReadScript {
  const split = splitScript(text);
  const collector = collectNames();
  const problems: ScriptProblem[] = [];
  const statements = split.statements.map((statement) => {
    const kind = classify(statement.sql);
    const { parameter, placeholder } = scanStatement(statement.sql, collector);
    const [code, message] = (transaction && NOT_IN_A_TRANSACTION[kind]) || [];
    if (code !== undefined && message !== undefined)
      problems.push({ code, message, line: statement.line, column: statement.column });
    if (placeholder !== -1) problems.push({ ...PLACEHOLDER, ...placeWithin(statement, placeholder) });
    if (parameter !== -1) problems.push({ ...bareParameter(statement.sql, parameter), ...placeWithin(statement, parameter) });
    return { ...statement, kind };
  });
  const nul = text.indexOf("\0");
  if (nul !== -1) problems.push({ ...NUL, ...placeAt(text, nul) });
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { split, statements, problems, identifiers: collector.names() };
}

const NUL = {
  code: "nul-character",
  message: "there is a NUL character, at which SQLite would stop reading. Is it a text file in UTF-8?",
} as const;

const PLACEHOLDER = {
  code: "placeholder",
  message: "this is a placeholder that another tool fills in; here files run as they are. Write the value itself.",
} as const;

function bareParameter(sql: string, index: number): Pick<ScriptProblem, "code" | "message"> {
  const parameter = /^.[\w$\u0080-\uffff]*/.exec(sql.slice(index, index + 60))?.[0] ?? "?";
  return {
    code: "bare-parameter",
    message: `${quote(parameter)} is a parameter, and a script has no values to put there. Write the value itself, text in single quotes.`,
  };
}

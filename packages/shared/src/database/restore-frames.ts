// Takes out of a script what frames its own transaction, and tells by that frame a script that was cut off from one that is whole.
import { classify, type StatementKind } from "../sql/classify.ts";
import { prepareScript, ScriptError } from "../sql/script.ts";
import type { PlacedStatement } from "./restore-statements.ts";

/**
 * Yields the statements to run. Of one that has no transaction of its own nobody knows whether it is whole, unless it is empty.
 * @throws ScriptError for what cannot stand in a transaction; and at the end for a script that is empty, or in which a BEGIN has no COMMIT
 */
export async function* withoutFrames(statements: AsyncIterable<PlacedStatement>, file: string): AsyncGenerator<PlacedStatement> {
  let isEmpty = true;
  let begun: PlacedStatement | undefined;
  for await (const statement of statements) {
    const kind = classify(statement.sql);
    if (kind === "begin") begun = statement;
    else if (kind === "commit") begun = undefined;
    // A dump begins with PRAGMAs, and one of an empty database still has its BEGIN and COMMIT.
    isEmpty &&= kind !== "begin" && /^pragma\b/i.test(statement.sql);
    if (!isFrame(kind, statement, file)) yield statement;
  }
  if (isEmpty)
    throw new ScriptError(file, undefined, "it is empty, or only its beginning is there. Get the whole file, and restore that");
  if (begun !== undefined)
    throw new ScriptError(
      file,
      begun,
      "the transaction that begins here is never committed: the end of the file is missing. Get the whole file, and restore that",
    );
}

const FRAMES: ReadonlySet<StatementKind> = new Set(["begin", "commit", "foreign-keys-off", "foreign-keys-on"]);
const PLAIN: ReadonlySet<StatementKind> = new Set(["other", "savepoint"]);

/** True for what only frames a transaction. @throws ScriptError for what cannot stand in one */
function isFrame(kind: StatementKind, { sql, ...place }: PlacedStatement, file: string): boolean {
  if (PLAIN.has(kind)) return false;
  if (FRAMES.has(kind)) return true;
  try {
    prepareScript(sql, "");
  } catch (problem) {
    if (!(problem instanceof ScriptError)) throw problem;
    throw new ScriptError(file, place, problem.message.replace(/^:\d+:\d+: /, ""));
  }
  return false;
}

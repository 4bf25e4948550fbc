// Asks the parser of a server what it refuses of the statements that are looked at. Nothing runs.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { Migration } from "@libsql-actions/shared/migrations/migration";

/** What the server's parser says of a statement that it cannot run. */
export interface Refusal {
  readonly migration: Migration;
  /** Not given: `up`. */
  readonly direction?: "up" | "down";
  /** Of `prepareScript(script.text).statements`: without what is left out or lifted out. */
  readonly statementIndex: number;
  /** In the server's words. */
  readonly message: string;
}

/** A statement to ask about. */
export type AskedStatement = Omit<Refusal, "message"> & { readonly sql: string };

/** A request holds 100 bytes a statement besides its text. */
const STATEMENTS_PER_REQUEST = 5_000;

/** What is refused, in the order of the statements. A database without a server has no parser, and refuses nothing. */
export async function askParser(parser: Connection, statements: readonly AskedStatement[]): Promise<Refusal[]> {
  const found: Refusal[] = [];
  for (let first = 0; first < statements.length; first += STATEMENTS_PER_REQUEST) {
    const some = statements.slice(first, first + STATEMENTS_PER_REQUEST);
    const answers = (await parser.parse(some.map(({ sql }) => ({ sql })))) ?? [];
    for (const [index, { sql: _, ...asked }] of some.entries()) {
      const refused = answers[index];
      if (refused !== undefined) found.push({ ...asked, message: `${refused.message} (${refused.code})` });
    }
  }
  return found;
}

// Says which foreign keys are violated, table by table: over the whole schema the check fails when any one foreign key is malformed.
import { quote } from "../inputs/quote.ts";
import type { Read } from "./dump-read.ts";

/** Which tables refer to rows or keys that are not there; empty when none does. */
export async function violatedForeignKeys(read: Read): Promise<string> {
  const { rows: tables } = await read(
    "SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_foreign_key_list(m.name)) ORDER BY m.name",
  );
  const found: string[] = [];
  for (const [name] of tables.map((row) => Array.from(row, String))) {
    const child = String(name);
    const { rows } = await read(`SELECT "parent", count(*) FROM pragma_foreign_key_check(?) GROUP BY 1 ORDER BY 1`, [
      child,
    ]).catch((problem: unknown) => {
      // Of a key that refers to no unique column SQLite says this, and no rows.
      if (!(problem instanceof Error && problem.message.includes("foreign key mismatch"))) throw problem;
      found.push(`a foreign key of ${quote(child)} refers to columns that are no key`);
      return { rows: [] };
    });
    for (const row of rows) found.push(`${quote(child)} refers to missing rows of ${quote(String(row[0]))} (rows: ${row[1]})`);
  }
  return found.join("; ");
}

// Says which foreign keys are violated. Table by table, so that no request takes longer than the check of the largest.
import { quote } from "../inputs/quote.ts";
import { referringTables, violationsOf } from "./foreign-keys.ts";
import type { Read } from "./read.ts";

/** Which tables refer to rows or keys that are not there; empty when none does. */
export async function violatedForeignKeys(read: Read): Promise<string> {
  const found: string[] = [];
  for (const table of await referringTables(read)) {
    const violations = await violationsOf(read, table);
    if (violations === undefined) found.push(`a foreign key of ${quote(table)} refers to columns that are no key`);
    for (const { child, parent, rows } of violations ?? [])
      found.push(`${quote(child)} refers to missing rows of ${quote(parent)} (rows: ${rows})`);
  }
  return found.join("; ");
}

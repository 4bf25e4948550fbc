// Looks at what a database holds before a script is restored into it, and empties it.
import { quote } from "../inputs/quote.ts";
import { quoteIdentifier } from "../sql/identifier.ts";
import { isVectorIndex, readSchema, type SchemaObject } from "./dump-schema.ts";
import type { WriteTransaction } from "./restore-target.ts";

const MAX_NAMED = 5;

/**
 * Makes sure that the database is empty.
 * @returns whether it was so before
 * @throws an `Error` that names some of what is there, unless it may be replaced
 */
export async function emptyTarget({ read, run }: WriteTransaction, replace: boolean): Promise<boolean> {
  const objects = await readSchema(read);
  const tables = objects.filter(({ type }) => type !== "index" && type !== "trigger").map(({ name }) => quote(name));
  if (tables.length > 0 && !replace) {
    const more = tables.length > MAX_NAMED ? ` and ${tables.length - MAX_NAMED} more` : "";
    throw new Error(
      `the database is not empty: it has ${tables.slice(0, MAX_NAMED).join(", ")}${more}. Restore into an empty one, or let it be replaced`,
    );
  }
  const { rows: version } = await read("PRAGMA user_version");
  const failure = await run([...drops(objects), ...(Number(version[0]?.[0]) === 0 ? [] : ["PRAGMA user_version=0"])]);
  if (failure !== undefined) throw new Error(`what is in the database cannot be dropped: ${failure.message} (${failure.code})`);
  return objects.length === 0;
}

/** A vector index goes before its table (SQLite has an "SQL logic error" otherwise), a full text index before the table that it is of. */
function drops(objects: readonly SchemaObject[]): string[] {
  const drop = (kind: string, among: readonly SchemaObject[]) => among.map(({ name }) => `DROP ${kind} ${quoteIdentifier(name)}`);
  const of = (type: SchemaObject["type"]) => objects.filter((object) => object.type === type);
  return [
    ...drop("TRIGGER", of("trigger")),
    ...drop("VIEW", of("view")),
    ...drop("INDEX", objects.filter(isVectorIndex)),
    ...drop(
      "TABLE",
      of("table").filter(({ table }) => table?.module !== undefined),
    ),
    ...drop(
      "TABLE",
      of("table").filter(({ table }) => table?.module === undefined),
    ),
  ];
}

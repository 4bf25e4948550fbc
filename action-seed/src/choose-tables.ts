// Decides which tables a step fills, and with how many rows: the inputs before the profile, the profile before the spec.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { isInternalTable } from "@libsql-actions/shared/schema/introspect";
import { MIGRATION_TABLES } from "@libsql-actions/shared/schema/migration-tables";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { SeedInputs } from "./inputs.ts";
import type { RowsSpec, Spec } from "./spec/spec.ts";

export interface Wanted {
  readonly rows: RowsSpec;
  /** Where the number comes from, for messages. */
  readonly said: "the input `rows`" | "the profile" | "the spec" | "default";
}

type Choice = Pick<SeedInputs, "rows" | "include" | "exclude" | "profile">;

const DEFAULT_ROWS = 10;
const MAX_SHOWN_TABLES = 20;
/** In a profile, all tables that it does not name. */
const ALL_OTHERS = "*";

/** Whether a table is never seeded. */
export function isLeftOut(table: string): boolean {
  return isInternalTable(table) || MIGRATION_TABLES.has(foldIdentifier(table));
}

/**
 * The rows that each table is to get, by its own name, whatever it holds. A table that is to get none is not in it.
 * @param spec undefined where all follows from the schema
 * @throws an `Error` that lists every name that is no table
 */
export function chooseTables(schema: Schema, choice: Choice, spec: Spec | undefined): Map<string, Wanted> {
  const nameOf = new Map(schema.tables.map(({ name }) => [foldIdentifier(name), name]));
  refuseUnknown(schema, nameOf, choice);
  const counts = byFoldedName(choice.rows.named);
  const specified = spec === undefined ? undefined : byFoldedName(spec.tables);
  const profile = spec === undefined || choice.profile === undefined ? undefined : profileOf(spec, choice.profile);
  const wanted = new Map<string, Wanted>();
  for (const { name } of schema.tables) {
    const folded = foldIdentifier(name);
    // A spec says which tables it is about; a table that `rows` names is meant too.
    const isMeant = specified === undefined || specified.has(folded) || counts.has(folded);
    if (!isMeant || !isChosen(name, choice)) continue;
    const one = rowsOf(folded, choice.rows.others, counts, profile, specified?.get(folded)?.rows);
    if (one.rows !== 0) wanted.set(name, one);
  }
  return wanted;
}

/** Whether `include` and `exclude` leave a table in. */
export function isChosen(table: string, { include, exclude }: Pick<Choice, "include" | "exclude">): boolean {
  const isNamed = (patterns: readonly string[]) => patterns.some((pattern) => matcher(pattern)(foldIdentifier(table)));
  return (include.length === 0 || isNamed(include)) && !isNamed(exclude);
}

function rowsOf(
  table: string,
  others: number | undefined,
  counts: ReadonlyMap<string, number>,
  profile: ReadonlyMap<string, RowsSpec> | undefined,
  specified: RowsSpec | undefined,
): Wanted {
  const given = counts.get(table) ?? others;
  if (given !== undefined) return { rows: given, said: "the input `rows`" };
  const ofProfile = profile?.get(table) ?? profile?.get(ALL_OTHERS);
  if (ofProfile !== undefined) return { rows: ofProfile, said: "the profile" };
  return specified === undefined ? { rows: DEFAULT_ROWS, said: "default" } : { rows: specified, said: "the spec" };
}

function byFoldedName<T>(named: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...named].map(([name, one]) => [foldIdentifier(name), one]));
}

/** @throws an `Error` that lists the profiles that there are */
function profileOf(spec: Spec, name: string): ReadonlyMap<string, RowsSpec> {
  const profile = spec.profiles.get(name);
  if (profile !== undefined) return byFoldedName(profile);
  const known = [...spec.profiles.keys()].map(quote).join(", ");
  throw new Error(
    `The input \`profile\` is ${quote(name)}, which the spec does not have. ${known === "" ? "It has no profiles." : `It has ${known}.`}`,
  );
}

/** `*` stands for any characters, `?` for one; names are compared as SQLite does. */
function matcher(pattern: string): (folded: string) => boolean {
  const escaped = foldIdentifier(pattern).replace(/[\\^$.+()|{}[\]]/g, "\\$&");
  const expression = new RegExp(`^${escaped.replace(/\*/g, ".*").replace(/\?/g, ".")}$`, "su");
  return (folded) => expression.test(folded);
}

function refuseUnknown(schema: Schema, nameOf: ReadonlyMap<string, string>, { rows, include, exclude }: Choice): void {
  const isKnown = (pattern: string) => nameOf.has(foldIdentifier(pattern)) || [...nameOf.keys()].some(matcher(pattern));
  const problems = [
    unknownIn(
      "rows",
      [...rows.named.keys()].filter((name) => !nameOf.has(foldIdentifier(name))),
    ),
    unknownIn(
      "include",
      include.filter((name) => !isKnown(name)),
    ),
    unknownIn(
      "exclude",
      exclude.filter((name) => !isKnown(name)),
    ),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(`${problems.join(" ")} ${describeTables(schema)}`);
}

function unknownIn(input: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return `The input \`${input}\` names tables that the database does not have: ${names.map(quote).join(", ")}.`;
}

/** What a message says of the tables that there are. */
export function describeTables({ tables }: Schema): string {
  if (tables.length === 0) return "It has no tables; migrate it first.";
  const shown = tables.slice(0, MAX_SHOWN_TABLES).map(({ name }) => quote(name));
  return `It has ${shown.join(", ")}${tables.length > shown.length ? `, … (${tables.length} in all)` : ""}.`;
}

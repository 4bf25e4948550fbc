// The schema of a whole spec: what a file may hold, and what comes of it. The JSON Schema for editors is made of it.
import { quote } from "@libsql-actions/shared/inputs/quote";
import * as v from "valibot";
import { GENERATOR_VERSION } from "../generate/address.ts";
import type { Value } from "../generate/value.ts";
import { columnSchema } from "./column-schemas.ts";
import type { Names } from "./generator-schemas.ts";
import { literal } from "./literal-value.ts";
import { MAX_ROWS } from "./max-rows.ts";
import { show } from "./raw.ts";
import { ordered, text, whole } from "./scalar-schemas.ts";
import { type Complaint, either, fields, kindOf, listOf, named, optional, ruled, type Schema } from "./schema-kinds.ts";
import type { PerParent, RowsSpec, TableSpec } from "./spec.ts";

/** A spec as it is written. */
export interface WrittenSpec {
  readonly $schema?: string;
  readonly version?: number;
  readonly lists?: ReadonlyMap<string, WrittenList>;
  readonly groups?: ReadonlyMap<string, readonly ReadonlyMap<string, Value>[]>;
  readonly tables?: ReadonlyMap<string, WrittenTable>;
  readonly profiles?: ReadonlyMap<string, ReadonlyMap<string, RowsSpec>>;
}

export type WrittenList = readonly string[] | { readonly file: string };

export type WrittenTable = Partial<TableSpec>;

/** @param names what the file declares; the schema for editors knows of none */
export function specSchema(names: Names): Schema<WrittenSpec> {
  return fields<WrittenSpec>("the spec", {
    $schema: optional<string>(v.string(({ input }) => `${show(input)} is no text. Give the URL of a JSON Schema.`)),
    version: optional(version(), "The generator's version that the spec was written for."),
    lists: optional(named("lists of words", listSchema()), "Word lists of one's own, for the generator `list`."),
    groups: optional(named("groups", groupSchema()), "Values that belong together, for the generator `group`."),
    tables: optional(named("tables", tableSchema(names), { fold: true }), "By name. The others are derived from the schema."),
    profiles: optional(profiles(), "How many rows each table gets under a profile; `*` stands for all others."),
  });
}

function version(): Schema<number> {
  return ruled(whole({ minimum: 1 }), (given) => {
    if (given === GENERATOR_VERSION) return [];
    const advice =
      given > GENERATOR_VERSION
        ? "Use a release of the action that has it"
        : "Use the release of the action that the spec was written for, or change the version here and take the new rows";
    return [[`Version ${given} of the generator is not in this release. ${advice}. Allowed: ${GENERATOR_VERSION}.`]];
  });
}

function listSchema(): Schema<WrittenList> {
  const words = ruled(listOf("words", text("a word")), wordComplaints);
  const file = fields("a list of words", { file: text("a path") });
  return either<WrittenList>("a list of texts, or {file: path}", { list: words, mapping: file });
}

/** What is wrong with a list of words as a whole. */
function wordComplaints(words: readonly string[]): Complaint[] {
  if (words.length === 0) return [["There are no words. Give at least one."]];
  const seen = new Set<string>();
  return words.flatMap((word, index): Complaint[] => {
    const isTwice = seen.has(word);
    seen.add(word);
    return isTwice ? [[`The word ${quote(word)} stands in the list twice. Remove one.`, index]] : [];
  });
}

function groupSchema(): Schema<readonly ReadonlyMap<string, Value>[]> {
  return ruled(listOf("rows, each a mapping of fields to values", named("fields", literal())), (rows) => {
    const [first] = rows;
    if (first === undefined) return [["There are no rows. Give at least one."]];
    const wanted = [...first.keys()];
    return rows.flatMap((row, index): Complaint[] => {
      const missing = wanted.filter((field) => !row.has(field));
      const extra = [...row.keys()].filter((field) => !first.has(field));
      const wrong = [...quoted("has no", missing), ...quoted("has also", extra)].join(" and ");
      const message = `This row ${wrong}. All rows of a group have the same fields: ${wanted.map(quote).join(", ")}.`;
      return wrong === "" ? [] : [[message, index]];
    });
  });
}

function quoted(verb: string, fields: readonly string[]): string[] {
  return fields.length === 0 ? [] : [`${verb} ${fields.map(quote).join(", ")}`];
}

function tableSchema(names: Names): Schema<WrittenTable> {
  const table = fields<WrittenTable>("a table", {
    rows: optional(rowsSchema(), "How many rows: a number, or so many for each row of another table."),
    columns: optional(named("columns", columnSchema(names), { fold: true }), "By name. The others are derived from the schema."),
    literals: optional(
      listOf("rows, each a mapping of columns to values", named("columns", literal(), { fold: true })),
      "Rows given cell by cell.",
    ),
  });
  return ruled(table, ({ rows, literals = [] }) =>
    typeof rows === "number" && rows < literals.length ? [[crowdedText(literals.length), "rows"]] : [],
  );
}

function rowsSchema(): Schema<RowsSpec> {
  const count = whole({ minimum: 0, maximum: MAX_ROWS });
  const perParent = fields<PerParent>("rows per parent", { per: text("the name of a table"), minimum: count, maximum: count });
  const allowed = "a number of rows, or {per: table, minimum: 1, maximum: 5}";
  return either<RowsSpec>(allowed, { number: count, mapping: ruled(perParent, ordered) });
}

/** What is wrong with too few rows. */
export function crowdedText(literals: number): string {
  return `The literal rows of the table (${literals}) count among its rows. Allowed: ${literals} or more.`;
}

const PROFILE_NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

function profiles(): Schema<ReadonlyMap<string, ReadonlyMap<string, RowsSpec>>> {
  const profile = named("tables and their rows", rowsSchema(), { fold: true });
  const all = named("profiles", profile);
  return kindOf("record", { key: v.string(), value: profile }, (input, { read, refuse }) => {
    const found = read(all, input);
    for (const name of found.keys())
      if (!PROFILE_NAME.test(name))
        refuse(
          `${quote(name)} cannot be chosen in a workflow. Allowed: up to 64 letters, digits, \`-\`, \`_\` and \`.\`, the first a letter or digit.`,
          name,
          "key",
        );
    return found;
  });
}

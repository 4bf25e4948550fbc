// How far the values of a column, or of a foreign key as a whole, can be chosen: what makes rows different has to choose some.
import type { ForeignKey, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Domain } from "../generate/value.ts";
import type { ColumnSpec } from "../spec/spec.ts";
import type { Draft } from "./draft.ts";
import type { Referable } from "./layout.ts";
import { parseTemplate, tellsApart } from "./template.ts";

/** What gets its values as a whole: a column, or the columns of a foreign key. */
export type Unit = string | ForeignKey;

export type Freedom =
  /** Differs from row to row by itself. */
  | { readonly kind: "distinct" }
  /** Has this many different values, and each row can be given any of them. `shape`: what it would lose by that. */
  | { readonly kind: "free"; readonly size: number; readonly shape: string | undefined }
  /** Refers to earlier rows of its own table: it can differ from row to row, but is no free part of anything. */
  | { readonly kind: "chain" }
  /** The parent of rows per parent. */
  | { readonly kind: "family"; readonly maximum: number }
  /** Differs among the rows of one parent. */
  | { readonly kind: "ordinal" }
  /** Comes from elsewhere, and may repeat. */
  | { readonly kind: "fixed"; readonly why: string }
  /** Is always NULL, of which a key takes any number. */
  | { readonly kind: "null" };

export interface FreedomContext {
  readonly draft: Draft;
  readonly domains: ReadonlyMap<string, Domain>;
  readonly tableNamed: (name: string) => Table | undefined;
  readonly referableIn: (table: string) => Referable;
}

export function freedomOf(unit: Unit, context: FreedomContext): Freedom {
  return typeof unit === "string" ? ofColumn(unit, context) : ofReference(unit, context);
}

function ofColumn(column: string, { draft, domains }: FreedomContext): Freedom {
  const spec = draft.specs.get(column);
  if (spec === undefined || draft.references.nulled.has(column)) return { kind: "null" };
  switch (spec.generator) {
    case "sequence":
      return spec.step === 0 ? fixed("has the step 0") : { kind: "distinct" };
    case "ordinal":
      return { kind: "ordinal" };
    case "group":
      return fixed(`comes from the group ${spec.group}`);
    case "value":
      return spec.value === null ? { kind: "null" } : fixed("has one value");
    case "template":
      return ofTemplate(spec.template, draft);
    case "reference":
      return fixed("is part of a foreign key");
    default: {
      const size = domains.get(column)?.size ?? 0;
      return size === 0 ? { kind: "null" } : { kind: "free", size, shape: shapeOf(spec) };
    }
  }
}

function fixed(why: string): Freedom {
  return { kind: "fixed", why };
}

function ofTemplate(template: string, draft: Draft): Freedom {
  const parsed = parseTemplate(template);
  const kindOf = (written: string) => {
    const column = draft.columns.find(({ name }) => foldIdentifier(name) === foldIdentifier(written))?.name ?? "";
    const spec = draft.specs.get(column);
    if (spec === undefined || (spec.nullable ?? 0) > 0) return undefined;
    if (spec.generator === "sequence") return (spec.start ?? 1) >= 0 && (spec.step ?? 1) > 0 ? "counted" : "distinct";
    return spec.unique === true || isKey(draft.table, [column]) ? "distinct" : undefined;
  };
  return "parts" in parsed && tellsApart(parsed.parts, kindOf)
    ? { kind: "distinct" }
    : fixed(
        "is a template that can give two rows one text (it needs `${column}` of a column that differs: alone, or a `sequence` before or behind all others with something that is no digit between)",
      );
}

/** What a spec wants of the frequency of values, which is lost when each is given once. */
function shapeOf(spec: ColumnSpec): string | undefined {
  if (spec.generator === "enum")
    return spec.values.some(({ weight }) => weight !== spec.values[0]?.weight) ? "weights" : undefined;
  if (spec.generator === "boolean") return spec.share === undefined || spec.share === 0.5 ? undefined : "a share";
  if (spec.generator !== "integer" && spec.generator !== "real") return undefined;
  return spec.distribution === undefined || spec.distribution === "uniform" ? undefined : `the distribution ${spec.distribution}`;
}

function ofReference(key: ForeignKey, { draft, tableNamed, referableIn }: FreedomContext): Freedom {
  const { table, layout, manners, family } = draft;
  const manner = manners.get(key);
  if (key === family) return { kind: "family", maximum: layout.families?.maximum ?? 0 };
  const target = tableNamed(key.table);
  if (target !== undefined && !table.foreignKeys.includes(key) && !isKey(target, key.references))
    return fixed(`refers to ${key.table} (${key.references.join(", ")}), whose values may repeat`);
  if (manner?.distribution === "one-to-one") return { kind: "distinct" };
  if (key.table === table.name) return { kind: "chain" };
  const { before, added } = referableIn(key.table);
  const size = before + added;
  return size === 0
    ? { kind: "null" }
    : { kind: "free", size, shape: manner?.distribution === "skewed" ? "the distribution skewed" : undefined };
}

/** Whether no two rows of a table agree in these columns, by its schema. */
function isKey(table: Table, columns: readonly string[]): boolean {
  if (table.rowidAlias !== undefined && columns.includes(table.rowidAlias)) return true;
  return table.indexes.some(
    ({ unique, where, terms }) =>
      unique && where === undefined && terms.every(({ column }) => column !== undefined && columns.includes(column)),
  );
}

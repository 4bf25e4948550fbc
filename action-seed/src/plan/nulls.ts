// Finds columns that are NOT NULL and would be NULL in some rows all the same.
import type { Value } from "../generate/value.ts";
import type { Draft } from "./draft.ts";
import { canBeNull } from "./referred-row.ts";
import { columnProblem, type Reject } from "./unsatisfiable.ts";

export interface NullContext {
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly groups: ReadonlyMap<string, readonly ReadonlyMap<string, Value>[]>;
  readonly literals: ReadonlyMap<string, readonly ReadonlyMap<string, Value>[]>;
  readonly reject: Reject;
}

export function refuseNulls(context: NullContext): void {
  for (const draft of context.drafts.values()) {
    const { table, columns, specs, references, family } = draft;
    for (const { name } of columns.filter(({ notNull }) => notNull)) {
      const key = references.followed.find((one) => one.columns.includes(name));
      const isFamily = key !== undefined && key === family;
      if ((specs.get(name)?.nullable ?? 0) > 0 && !isFamily)
        context.reject(columnProblem(table.name, name, "is NOT NULL, and takes no share of NULLs.", "nullable"));
      if (key === undefined) continue;
      const target = key.references[key.columns.indexOf(name)] ?? "";
      if (hasNulls(key.table, target, context))
        context.reject(
          columnProblem(table.name, name, `is NOT NULL, and refers to ${key.table} (${target}), which is NULL in some rows.`),
        );
    }
  }
}

function hasNulls(table: string, column: string, context: NullContext): boolean {
  const { drafts, groups, literals } = context;
  const draft = drafts.get(table);
  const definition = draft?.columns.find(({ name }) => name === column);
  if (draft === undefined || definition === undefined || definition.notNull) return false;
  if (draft.references.nulled.has(column) || literals.get(table)?.some((row) => row.get(column) === null)) return true;
  const spec = draft.specs.get(column);
  const key = draft.references.followed.find((one) => one.columns.includes(column));
  if (key !== undefined) {
    if (key === draft.family) return false;
    if ((draft.manners.get(key)?.nullable ?? 0) > 0 || (key.table === table && canBeNull(draft, key))) return true;
    return hasNulls(key.table, key.references[key.columns.indexOf(column)] ?? "", context);
  }
  if ((spec?.nullable ?? 0) > 0) return true;
  if (spec?.generator === "value") return spec.value === null;
  if (spec?.generator === "enum") return spec.values.some(({ value }) => value === null);
  return spec?.generator === "group" && groups.get(spec.group)?.some((row) => (row.get(spec.field) ?? null) === null) === true;
}

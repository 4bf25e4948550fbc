// Which tables triggers may change when rows are written: what they hold afterwards need not be what was written.
import { namesIn } from "@libsql-actions/shared/schema/object-definition";
import type { Action, Schema, Trigger } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { shapeOf } from "@libsql-actions/shared/sql/statement-shape";

export type Event = Trigger["event"];

/** Something is done to a table or a view, by folded name. */
interface Deed {
  readonly table: string;
  readonly event: Event;
}

const ALL: readonly Event[] = ["INSERT", "UPDATE", "DELETE"];

/**
 * The tables that may be changed, by folded name, with the names of the triggers behind it.
 * @param written what is done to which tables, by their names
 */
export function triggerEffects(
  schema: Schema,
  written: readonly { readonly table: string; readonly event: Event }[],
): Map<string, Set<string>> {
  const effects = new Map<string, Set<string>>();
  const seen = new Set<string>();
  // Each with the trigger that does it; undefined for what the step does itself.
  const open: (Deed & { by?: string })[] = written.map(({ table, event }) => ({ table: foldIdentifier(table), event }));
  for (let deed = open.pop(); deed !== undefined; deed = open.pop()) {
    const { table, event, by } = deed;
    if (by !== undefined) effects.set(table, (effects.get(table) ?? new Set()).add(by));
    const label = JSON.stringify([table, event, by]);
    if (seen.has(label)) continue;
    seen.add(label);
    for (const trigger of schema.triggers) {
      if (foldIdentifier(trigger.table) !== table || trigger.event !== event) continue;
      for (const done of deedsOf(schema, trigger)) open.push({ ...done, by: trigger.name });
      if (namesIn(trigger.sql).has("ignore")) effects.set(table, (effects.get(table) ?? new Set()).add(trigger.name));
    }
    // What the step does itself to a parent it does on purpose; what a trigger does to one may reach further.
    if (by !== undefined) for (const done of cascades(schema, deed)) open.push({ ...done, by });
  }
  return effects;
}

/** What the statements of a trigger do. */
function deedsOf(schema: Schema, { statements }: Trigger): Deed[] {
  return statements.flatMap((sql): Deed[] => {
    const shape = shapeOf(sql);
    const names = namesIn(sql);
    if (shape.does === "insert") {
      // REPLACE deletes, and ON CONFLICT DO UPDATE updates.
      const events = names.has("conflict") || names.has("replace") || shape.replace ? ALL : (["INSERT"] as const);
      return events.map((event) => ({ table: foldIdentifier(shape.table), event }));
    }
    if (shape.does === "update" || shape.does === "delete")
      return [{ table: foldIdentifier(shape.table), event: shape.does === "update" ? "UPDATE" : "DELETE" }];
    if (/^\s*(select|values)\b/i.test(sql)) return [];
    const tables = schema.tables.map(({ name }) => foldIdentifier(name)).filter((name) => names.has(name));
    return tables.flatMap((table) => ALL.map((event) => ({ table, event })));
  });
}

/** What foreign keys do to the rows that refer to a table. */
function cascades(schema: Schema, { table, event }: Deed): Deed[] {
  if (event === "INSERT") return [];
  const eventOf = (action: Action): Event | undefined =>
    action === "CASCADE" ? event : action === "SET NULL" || action === "SET DEFAULT" ? "UPDATE" : undefined;
  return schema.tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys.flatMap((key): Deed[] => {
      const done = eventOf(event === "DELETE" ? key.onDelete : key.onUpdate);
      return foldIdentifier(key.table) === table && done !== undefined ? [{ table: foldIdentifier(name), event: done }] : [];
    }),
  );
}

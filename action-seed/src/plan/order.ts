// Puts tables in an order in which every row can refer to rows that are there already.
import type { ForeignKey, Table } from "@libsql-actions/shared/schema/table";
import { giveUp, ownNullable, type References } from "./references.ts";
import { Unsatisfiable } from "./unsatisfiable.ts";

export interface Ordered {
  readonly table: Table;
  readonly references: References;
}

/**
 * Orders tables: those referred to first, otherwise as they were created. Where tables refer to each other in a circle, foreign keys that can be NULL are
 * given up until there is a first one.
 * @throws an `Unsatisfiable` that names the circle when every foreign key in it is NOT NULL
 */
export function orderTables(tables: readonly Ordered[]): Ordered[] {
  const ordered: Ordered[] = [];
  let waiting = [...tables];
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ table }) => table.name));
    const open = ({ table, references }: Ordered) =>
      references.followed.filter((key) => key.table !== table.name && names.has(key.table));
    let next = waiting.find((candidate) => open(candidate).length === 0);
    if (next === undefined) {
      const circular = waiting.filter((candidate) =>
        open(candidate).every((key) => leadsTo(key.table, candidate.table.name, waiting)),
      );
      next = circular.map((candidate) => withoutKeys(candidate, open(candidate))).find((candidate) => candidate !== undefined);
    }
    if (next === undefined) throw new Unsatisfiable(describeCircle(waiting, open));
    const { table } = next;
    ordered.push(next);
    waiting = waiting.filter((other) => other.table !== table);
  }
  return ordered;
}

/** Gives up foreign keys; undefined when one of them cannot be NULL. */
function withoutKeys(candidate: Ordered, keys: readonly ForeignKey[]): Ordered | undefined {
  const { table, references } = candidate;
  if (keys.some((key) => ownNullable(table, key, references.followed).length === 0)) return undefined;
  return { table, references: keys.reduce((left, key) => giveUp(left, table, key), references) };
}

/** Whether `from` refers to `to`, directly or through others. */
function leadsTo(from: string, to: string, tables: readonly Ordered[], seen: Set<string> = new Set()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const next = tables.find(({ table }) => table.name === from)?.references.followed ?? [];
  return next.some((key) => leadsTo(key.table, to, tables, seen));
}

function describeCircle(waiting: readonly Ordered[], open: (candidate: Ordered) => readonly ForeignKey[]): string {
  const path: Ordered[] = [];
  let current = waiting[0];
  while (current !== undefined && !path.includes(current)) {
    path.push(current);
    const target = open(current)[0]?.table;
    current = waiting.find(({ table }) => table.name === target);
  }
  const circle = path.slice(current === undefined ? 0 : path.indexOf(current));
  const links = circle.map((link) => `${link.table.name} (${open(link)[0]?.columns.join(", ")})`);
  return `Tables refer to each other in a circle in which no column can be NULL, so none can be filled first: ${[...links, circle[0]?.table.name].join(" → ")}. Make one of the columns nullable, or leave these tables out.`;
}

// Puts tables in an order in which rows refer to rows that are written before them, and finds those that refer to each other in a circle.
import type { Draft } from "./draft.ts";

export interface Ordered {
  readonly drafts: readonly Draft[];
  readonly circular: ReadonlySet<string>;
}

/** Orders tables: those referred to first, otherwise as they come. The tables of a circle stand together. */
export function orderTables(drafts: readonly Draft[]): Ordered {
  const names = new Set(drafts.map(({ table }) => table.name));
  const targets = new Map(drafts.map((draft) => [draft.table.name, targetsOf(draft).filter((name) => names.has(name))]));
  const reached = new Map(drafts.map(({ table }) => [table.name, reachedFrom(table.name, targets)]));
  const isCircle = (one: string, other: string) => reached.get(one)?.has(other) === true && reached.get(other)?.has(one) === true;
  const ordered: Draft[] = [];
  const placed = new Set<string>();
  let waiting = drafts;
  while (waiting.length > 0) {
    // A circle is written whole, so no other table stands between its tables.
    const next = waiting
      .map(({ table: { name } }) => waiting.filter(({ table }) => table.name === name || isCircle(name, table.name)))
      .find((circle) =>
        circle.every(({ table }) =>
          targets.get(table.name)?.every((target) => placed.has(target) || circle.some((draft) => draft.table.name === target)),
        ),
      );
    if (next === undefined) throw new Error("No table can be written first, although circles are written whole.");
    ordered.push(...next);
    for (const { table } of next) placed.add(table.name);
    waiting = waiting.filter(({ table }) => !placed.has(table.name));
  }
  return { drafts: ordered, circular: new Set([...names].filter((name) => isCircle(name, name))) };
}

/** The other tables that the database will look into when rows of this one are written. */
function targetsOf({ table, references }: Draft): string[] {
  const enforced = table.foreignKeys.filter(({ columns }) => !columns.some((column) => references.nulled.has(column)));
  return enforced.map((key) => key.table).filter((name) => name !== table.name);
}

function reachedFrom(start: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const open = [...(targets.get(start) ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...(targets.get(name) ?? []));
  }
  return reached;
}

// Values that would be taken from each other in a circle, so that none of them comes from anywhere. Rows that refer to each other are none: the values
// they refer to are there before any row is written.
import type { ForeignKey } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { type Draft, type SpecRequest, withOwnSpecs } from "./draft.ts";
import { giveUp, ownNullable } from "./references.ts";
import { parseTemplate } from "./template.ts";
import { columnProblem, type Reject } from "./unsatisfiable.ts";

/** A value that is taken from another one: along a foreign key, or within the row by a template. */
interface Step {
  readonly table: string;
  readonly column: string;
  readonly key: ForeignKey | undefined;
}

/**
 * Gives up foreign keys that can be NULL until no value comes from itself.
 * @returns the drafts with such foreign keys left out; also those that are rejected
 */
export function breakCircles(
  drafts: ReadonlyMap<string, Draft>,
  ownSpec: NonNullable<SpecRequest["ownSpec"]>,
  reject: Reject,
): Map<string, Draft> {
  const broken = new Map(drafts);
  for (let circle = firstCircle(broken); circle !== undefined; circle = firstCircle(broken)) {
    const links = circle.filter(({ key }) => key !== undefined);
    const nullable = links.find(({ table, key }) => canGiveUp(broken.get(table), key));
    const { table, column, key } = nullable ?? links[0] ?? circle[0] ?? { table: "", column: "", key: undefined };
    const draft = broken.get(table);
    if (draft === undefined) return broken;
    if (nullable === undefined) reject(columnProblem(table, column, describe(circle)));
    if (key === undefined)
      broken.set(table, { ...draft, specs: new Map(draft.specs).set(column, { generator: "value", value: null }) });
    else broken.set(table, withOwnSpecs({ ...draft, references: giveUp(draft.references, draft.table, key) }, ownSpec));
  }
  return broken;
}

function canGiveUp(draft: Draft | undefined, key: ForeignKey | undefined): boolean {
  if (draft === undefined || key === undefined || key === draft.family) return false;
  return ownNullable(draft.table, key, draft.references.followed).length > 0;
}

function describe(circle: readonly Step[]): string {
  const names = [...circle, circle[0]].map((step) => (step === undefined ? "" : `${step.table} (${step.column})`));
  const advice = circle.some(({ key }) => key !== undefined)
    ? "Make one of the columns nullable, give one values of its own in a spec (such as `generator: sequence`), or leave these tables out."
    : "Leave one of them out of a template.";
  return `its values come from each other in a circle, and from nowhere else: ${names.join(" → ")}. ${advice}`;
}

function firstCircle(drafts: ReadonlyMap<string, Draft>): Step[] | undefined {
  const done = new Set<string>();
  const path: (Step & { readonly name: string })[] = [];
  const visit = (table: string, column: string): Step[] | undefined => {
    const name = JSON.stringify([table, column]);
    if (done.has(name)) return undefined;
    const start = path.findIndex((step) => step.name === name);
    if (start >= 0) return path.slice(start);
    for (const source of sourcesOf(drafts.get(table), column)) {
      path.push({ name, table, column, key: source.key });
      const circle = visit(source.table, source.column);
      if (circle !== undefined) return circle;
      path.pop();
    }
    done.add(name);
    return undefined;
  };
  for (const { table, columns } of drafts.values())
    for (const { name } of columns) {
      const circle = visit(table.name, name);
      if (circle !== undefined) return circle;
    }
  return undefined;
}

/** The columns that the values of a column are made of. */
function sourcesOf(draft: Draft | undefined, column: string): Step[] {
  if (draft === undefined) return [];
  const key = draft.references.followed.find(({ columns }) => columns.includes(column));
  if (key !== undefined) return [{ table: key.table, column: key.references[key.columns.indexOf(column)] ?? "", key }];
  const spec = draft.specs.get(column);
  const parsed = spec?.generator === "template" ? parseTemplate(spec.template) : undefined;
  if (parsed === undefined || "problem" in parsed) return [];
  const named = parsed.parts.flatMap((part) => (typeof part === "string" ? [] : [foldIdentifier(part.column)]));
  const columns = draft.columns.filter(({ name }) => named.includes(foldIdentifier(name)));
  return columns.map(({ name }) => ({ table: draft.table.name, column: name, key: undefined }));
}

// Gives every row a place in the keys of its table: a number for each unit of a key, so that no two rows agree in all of them.
import { addressKey, below, drawsOf, jump } from "../generate/address.ts";
import { UNBOUNDED } from "../generate/value.ts";
import type { Draft } from "./draft.ts";
import type { Families } from "./families.ts";
import type { Freedom, Unit } from "./freedom.ts";
import { ASKED, type Combination, planKeys, type UniqueKey } from "./keys.ts";
import type { Layout, Referable } from "./layout.ts";
import { type Spares, withSpares } from "./redraw.ts";
import { columnProblem, type Problem, type Reject } from "./unsatisfiable.ts";

/** Which of its different values a unit has in a row. */
export type Place = (row: number) => number;

/** The least room for the rows of one parent in what has no bounds: a wider range within it moves nothing. */
const FAMILY_ROOM = 16;

export interface PlacesContext {
  readonly draft: Draft;
  readonly seed: string;
  readonly freedomOf: (unit: Unit) => Freedom;
  readonly referableIn: (table: string) => Referable;
  /** The spare places of the key over these columns. */
  readonly sparesOf: (columns: readonly string[]) => Spares | undefined;
  /** Told of keys that cannot be kept, or have no room for the rows. */
  readonly reject: Reject;
}

/** Plans the places of the units of all keys; there is none for a unit whose values may repeat. */
export function planPlaces(context: PlacesContext): (unit: Unit) => Place | undefined {
  const { draft, freedomOf, referableIn, reject } = context;
  const { families } = draft.layout;
  const keys = planKeys(draft, freedomOf);
  for (const key of keys.unmet) reject(unmet(draft, key, freedomOf));
  for (const [unit, name] of keys.distinct) checkDistinct(unit, name, context);
  const combined = keys.combinations.map((combination) => ({ ...combination, digits: digitsOf(combination, context) }));
  for (const { digits, ...combination } of combined) checkCombination(combination, digits, context);
  return (unit) => {
    if (keys.distinct.has(unit)) {
      if (typeof unit !== "string") return oneToOne(draft.layout, referableIn(unit.table)).index;
      const size = sizeOf(freedomOf(unit));
      return distinctPlace(families, size) ?? withSpares(size, 0, context.sparesOf([unit]));
    }
    const combination = combined.find(({ units }) => units.includes(unit));
    return combination === undefined ? undefined : placeIn(combination, unit, context);
  };
}

function sizeOf(freedom: Freedom): number {
  return freedom.kind === "free" ? freedom.size : UNBOUNDED;
}

/** Row after row the next row of another table. `wanted` of its rows are needed, and there is `room` for so many. */
export function oneToOne(
  { start, count }: Layout,
  { before, added, isHeld }: Referable,
): { readonly room: number; readonly wanted: number; readonly index: Place } {
  // Of rows that are there already nobody knows which are taken: rows behind others take new ones.
  if (start > 0 && added > 0 && isHeld) return { room: added, wanted: count, index: (row) => before + row - start };
  return { room: before + added, wanted: start + count, index: (row) => row };
}

/** In what has no bounds, a row per parent has a place by its parent, which other parents' counts do not move. Elsewhere rows are counted: undefined. */
function distinctPlace(families: Families | undefined, size: number): Place | undefined {
  if (families === undefined || size < UNBOUNDED) return undefined;
  let room = FAMILY_ROOM;
  while (room < families.maximum) room *= 2;
  const { parents, parentOf, ordinalOf } = families;
  if (parents * room > UNBOUNDED) return undefined;
  return (row) => (parentOf(row) * room + ordinalOf(row)) % UNBOUNDED;
}

interface Digit {
  readonly unit: Unit;
  readonly size: number;
  /** The first of its values. */
  readonly first: number;
}

interface Digits {
  readonly digits: readonly Digit[];
  /** The number of the row that has the number 0 here. */
  readonly firstRow: number;
}

/**
 * The digits of a combination. Rows behind others refer to new rows by one foreign key, if there are any: so they differ from all rows before them,
 * whatever those were made of.
 */
function digitsOf({ units, isPerParent }: Combination, { draft, freedomOf, referableIn }: PlacesContext): Digits {
  const { start } = draft.layout;
  const grown = units.find((unit) => start > 0 && !isPerParent && typeof unit !== "string" && referableIn(unit.table).added > 0);
  const digits = units.map((unit): Digit => {
    if (unit !== grown || typeof unit === "string") return { unit, size: Math.max(1, sizeOf(freedomOf(unit))), first: 0 };
    const { before, added } = referableIn(unit.table);
    return { unit, size: added, first: before };
  });
  return { digits, firstRow: grown === undefined ? 0 : start };
}

/**
 * The place of one unit of a combination. A number (that of the row, or of the row among those of its parent) is written in digits, one a unit, with as
 * many values as the unit has. Digits of foreign keys are shifted by an amount that depends on the digits before them: combinations stay different, and
 * references spread over all rows. Below a parent all are, by an amount of its own.
 */
function placeIn(
  { isPerParent, digits: { digits, firstRow } }: Combination & { readonly digits: Digits },
  wanted: Unit,
  { draft, seed, sparesOf }: PlacesContext,
): Place {
  const address = addressKey(seed, draft.table.name, "combines");
  const families = isPerParent ? draft.layout.families : undefined;
  const steps = digits.map(({ unit, ...digit }) => ({
    ...digit,
    isReference: typeof unit !== "string",
    isWanted: unit === wanted,
  }));
  const columns = digits.flatMap(({ unit }) => (typeof unit === "string" ? [unit] : unit.columns));
  const numberOf = withSpares(roomOf(digits), firstRow, families === undefined ? sparesOf(columns) : undefined);
  return (row) => {
    let [rest, before] = families === undefined ? [numberOf(row), 0] : [families.ordinalOf(row), families.parentOf(row)];
    for (const { size, first, isReference, isWanted } of steps) {
      const draw = drawsOf(address, before);
      const shift = isReference ? jump(draw, 0, size) : families !== undefined ? below(draw, 0, size) : 0;
      const place = ((rest % size) + shift) % size;
      if (isWanted) return first + place;
      rest = Math.floor(rest / size);
      before = (before * size + place) % UNBOUNDED;
    }
    return 0;
  };
}

function roomOf(digits: readonly Digit[]): number {
  return digits.reduce((product, { size }) => product * size, 1);
}

function checkDistinct(unit: Unit, name: string, context: PlacesContext): void {
  const { draft, freedomOf, referableIn, reject } = context;
  const { table, layout } = draft;
  const columns = typeof unit === "string" ? [unit] : unit.columns;
  const key = name === ASKED ? `${ASKED} (${columns.join(", ")})` : name;
  refuseShape(unit, key, context);
  const isReference = typeof unit !== "string" && freedomOf(unit).kind === "free";
  const size = { room: sizeOf(freedomOf(unit)), wanted: layout.start + layout.count };
  const { room, wanted } = isReference ? oneToOne(layout, referableIn(unit.table)) : size;
  if (room >= wanted) return;
  const path = ["tables", table.name, "columns", columns[0] ?? ""];
  reject({ message: lacksRoom(table.name, key, room, wanted, layout.count), path });
}

function checkCombination(combination: Combination, { digits, firstRow }: Digits, context: PlacesContext): void {
  const { name, units, isPerParent } = combination;
  const { table, layout } = context.draft;
  for (const unit of units) refuseShape(unit, name, context);
  const room = roomOf(digits);
  const { parent = "", maximum = 0 } = layout.families ?? {};
  const wanted = isPerParent ? maximum : layout.start + layout.count - firstRow;
  if (room >= wanted) return;
  const message = isPerParent
    ? `${table.name}: ${name} has room for ${room} different rows per row of ${parent}, and up to ${wanted} are wanted. Ask for fewer with \`maximum: ${room}\`.`
    : lacksRoom(table.name, name, room, wanted, layout.count);
  context.reject({ message, path: ["tables", table.name, "rows"] });
}

function lacksRoom(table: string, key: string, room: number, wanted: number, count: number): string {
  const fewer = Math.max(0, count - (wanted - room));
  return `${table}: ${key} has room for ${room} different rows, and ${wanted} are wanted. Ask for fewer with \`rows: ${table}=${fewer}\`.`;
}

function refuseShape(unit: Unit, key: string, { draft, freedomOf, reject }: PlacesContext): void {
  const freedom = freedomOf(unit);
  if (freedom.kind !== "free" || freedom.shape === undefined) return;
  const column = typeof unit === "string" ? unit : (unit.columns[0] ?? "");
  reject(
    columnProblem(draft.table.name, column, `cannot have ${freedom.shape}: ${key} gives each value its place. Leave it away.`),
  );
}

function unmet({ table, layout }: Draft, key: UniqueKey, freedomOf: (unit: Unit) => Freedom): Problem {
  const [column = ""] = key.columns;
  const reasons = key.units.map((unit) => {
    const name = typeof unit === "string" ? unit : unit.columns.join(", ");
    const freedom = freedomOf(unit);
    if (freedom.kind === "fixed") return `${name} ${freedom.why}`;
    if (freedom.kind === "ordinal") return `${name} begins anew with each row of ${layout.families?.parent ?? "the parent"}`;
    if (freedom.kind === "family") return `${name} has up to ${freedom.maximum} rows for each row of ${layout.families?.parent}`;
    return `${name} is settled by another key`;
  });
  if (key.name === ASKED) return columnProblem(table.name, column, `cannot be unique: ${reasons.join("; ")}.`, "unique");
  return {
    message: `${table.name}: ${key.name} cannot be kept: ${reasons.join("; ")}.`,
    path: ["tables", table.name, "columns", column],
  };
}

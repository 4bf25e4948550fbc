// Gives every row a place in the keys of its table: a number for each unit of a key, so that no two rows agree in all of them.
import { addressKey, drawsOf, jump } from "../generate/address.ts";
import { UNBOUNDED } from "../generate/value.ts";
import { type Combination, planKeys, type Unit } from "./keys.ts";
import type { TableRequest } from "./rows.ts";

/** Which of its different values a unit has in a row. */
export type Place = (row: number) => number;
export type Reject = (problem: string) => void;

/**
 * Plans the places of the units of all keys; there is none for a unit whose values may repeat.
 * @param columnSize how many different values a column has; 0 when it is always NULL, which every key takes
 * @param reject told of keys that have no room for the rows
 */
export function planPlaces(
  request: TableRequest,
  columnSize: (column: string) => number,
  reject: Reject,
): (unit: Unit) => Place | undefined {
  const { table, count, references } = request;
  const keys = planKeys(table, references.followed, columnSize);
  const sizeOf = (unit: Unit): number => {
    if (typeof unit === "string") return columnSize(unit);
    return unit.table === table.name ? UNBOUNDED : (request.parentOf(unit.table)?.count ?? 0);
  };
  const demandRoom = (key: string, room: number) => {
    if (room < count)
      reject(
        `${table.name}: ${key} has room for ${room} different rows, and ${count} are wanted. Ask for fewer with \`rows: ${table.name}=${room}\`.`,
      );
  };
  for (const [unit, name] of keys.distinct) demandRoom(name, sizeOf(unit));
  for (const { name, units } of keys.combinations)
    demandRoom(
      name,
      units.reduce((room, unit) => room * sizeOf(unit), 1),
    );
  return (unit) => {
    if (keys.distinct.has(unit)) return (row) => row;
    const combination = keys.combinations.find(({ units }) => units.includes(unit));
    return combination === undefined ? undefined : digit(request, combination, unit, sizeOf);
  };
}

/**
 * The place of one unit of a combination. A row number is written in digits, one a unit, with as many values as the unit has. Digits of foreign keys
 * are shifted by an amount that depends on the digits before them: combinations stay different, and references spread over all rows.
 */
function digit({ seed, table }: TableRequest, { name, units }: Combination, wanted: Unit, sizeOf: (unit: Unit) => number): Place {
  const address = addressKey(seed, table.name, "combines", name);
  const steps = units.map((unit) => ({
    size: Math.max(1, sizeOf(unit)),
    isReference: typeof unit !== "string",
    isWanted: unit === wanted,
  }));
  return (row) => {
    let [rest, before] = [row, 0];
    for (const { size, isReference, isWanted } of steps) {
      const shift = isReference ? jump(drawsOf(address, before), 0, size) : 0;
      const place = ((rest % size) + shift) % size;
      if (isWanted) return place;
      rest = Math.floor(rest / size);
      before = (before * size + place) % UNBOUNDED;
    }
    return 0;
  };
}

// Where the random numbers of a table's cells come from: the row's number, or its parent and its number among that parent's rows.
import { branch, type Draw, drawn, drawsOf, type Key, mix, SPREAD, TWO_32 } from "../generate/address.ts";
import type { Families } from "./families.ts";

/** The draws of a column, row by row. */
export type Drawing = (key: Key) => (row: number) => Draw;

/** Rows per parent are addressed by parent and ordinal: a parent that gets more rows moves no value of the others. */
export function drawingOf(families: Families | undefined): Drawing {
  if (families === undefined) return (key) => (row) => drawsOf(key, row);
  const { parentOf, ordinalOf } = families;
  return (key) => (row) => drawsOf(key, mix(parentOf(row) ^ key.high) ^ Math.imul(ordinalOf(row), SPREAD));
}

/** Which drawing a cell of a row is made of: 0 for the first one, another where that did not do. */
export type SaltOf = (row: number) => number;

/** Far from the ordinals that generators draw. */
const FIRST_SALT = 1_000_000;

/** Draws again for rows that have a salt. */
export function saltedDrawing(drawing: Drawing, saltOf: SaltOf | undefined): Drawing {
  if (saltOf === undefined) return drawing;
  return (key) => {
    const draws = drawing(key);
    return (row) => {
      const salt = saltOf(row);
      return salt === 0 ? draws(row) : branch(draws(row), FIRST_SALT + salt);
    };
  };
}

/** Whether a cell is one of the share (0 to 1) that is NULL. Takes the draw 0, which generators leave alone. */
export function isNullIn(draw: Draw, share: number): boolean {
  return drawn(draw, 0) < share * TWO_32;
}

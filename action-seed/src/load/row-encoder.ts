// Writes rows as JSON, cell by cell: how each column travels, and what cannot travel at all.
import { plainLine } from "@libsql-actions/shared/report/log";
import type { Value } from "../generate/value.ts";
import type { SeedTable } from "../plan/seed-table.ts";
import { blobHex, cellRefusal, PLAIN, realJson, SAFE_DIGITS, textJson } from "./cell-text.ts";
import type { Travel } from "./insert-statement.ts";

/** A cell or a row that no database takes. */
export class CellError extends Error {
  override name = "CellError";
}

export interface RowEncoder {
  /** How the columns travel: as their first value did, until `widen`. */
  readonly travels: readonly Travel[];
  /** @returns JSON; undefined when a cell cannot travel as its column does */
  encode(cells: readonly Value[], row: number): string | undefined;
  /** By how many bytes the JSON of the last row is longer than its characters. */
  extraBytes(): number;
  /** Has the columns travel so that these cells can. */
  widen(cells: readonly Value[]): void;
}

/** Makes the encoder of the rows of a table. */
export function rowEncoder(table: SeedTable): RowEncoder {
  const width = table.columns.length;
  const travels = new Array<Travel>(width).fill("plain");
  // A column without a value so far may still travel in any way.
  const hasValues = new Array<boolean>(width).fill(false);
  let extra = 0;
  const isOwn = (index: number, needed: Travel): boolean => {
    if (travels[index] === needed || travels[index] === "mixed") return true;
    if (hasValues[index] || needed === "mixed") return false;
    travels[index] = needed;
    return true;
  };
  const encode = (cells: readonly Value[], row: number): string | undefined => {
    let text = "[";
    extra = 0;
    for (let index = 0; index < width; index++) {
      const cell = cells[index] as Value;
      if (index > 0) text += ",";
      if (cell === null) {
        text += "null";
        continue;
      }
      if (typeof cell === "string" ? PLAIN.test(cell) : typeof cell === "number") {
        // Most cells: nothing has to be asked of them, but that a number is finite.
        if (!isOwn(index, "plain")) return undefined;
        if (typeof cell === "string") text += `"${cell}"`;
        else text += Number.isFinite(cell) ? realJson(cell as number) : refuse(table, row, index, cellRefusal(cell) ?? "");
      } else {
        if (!isOwn(index, travelOf(cell))) return undefined;
        const json = cellJson(cell, travels[index] === "mixed");
        const reason = typeof cell === "bigint" && json.length <= SAFE_DIGITS ? undefined : cellRefusal(cell);
        if (reason !== undefined) refuse(table, row, index, reason);
        if (typeof cell === "string") extra += Buffer.byteLength(json) - json.length;
        text += json;
      }
      hasValues[index] = true;
    }
    return `${text}]`;
  };
  return {
    travels,
    encode,
    extraBytes: () => extra,
    widen: (cells) => {
      for (const [index, cell] of cells.entries()) if (cell !== null && !isOwn(index, travelOf(cell))) travels[index] = "mixed";
    },
  };
}

function travelOf(cell: Exclude<Value, null>): Travel {
  if (typeof cell === "string") return cell.includes("\0") ? "mixed" : "plain";
  return typeof cell === "object" ? "blob" : "plain";
}

function cellJson(cell: Exclude<Value, null>, isMixed: boolean): string {
  if (typeof cell === "bigint") return String(cell);
  if (typeof cell === "number") return realJson(cell);
  if (typeof cell !== "string") return isMixed ? `["${blobHex(cell)}"]` : `"${blobHex(cell)}"`;
  return cell.includes("\0") ? `{"t":[${cell.split("\0").map(textJson).join(",")}]}` : textJson(cell);
}

/** Refuses a cell by table, column and row. @throws CellError */
export function refuse(table: SeedTable, row: number, index: number, reason: string): never {
  const place = `${table.table.name}.${table.columns[index]?.name}`;
  throw new CellError(`${plainLine(place)}, row ${row + 1}: the cell ${reason}.`);
}

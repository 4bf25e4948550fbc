// Recognizes how SQLite has a table changed that ALTER TABLE cannot change: make a new one, copy the rows, drop the old one, rename.
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { StatementShape } from "@libsql-actions/shared/sql/statement-shape";

export interface Rebuild {
  /** Folded name of the table that is rebuilt. */
  readonly table: string;
  /** Folded name of the table that is only there meanwhile. */
  readonly temporary: string;
  /** Indexes of its statements. */
  readonly create: number;
  readonly copy: number;
  readonly drop: number;
  readonly rename: number;
  /** The old table is renamed away first, and everything that refers to it goes with it. */
  readonly renamesFirst: boolean;
}

/** The rebuilds of a script, by the shapes of its statements. */
export function findRebuilds(shapes: readonly StatementShape[]): Rebuild[] {
  return shapes.flatMap((shape, rename) =>
    shape.does === "rename table"
      ? (createdFirst(shapes, rename, shape.table, shape.to) ?? renamedFirst(shapes, rename, shape.table, shape.to) ?? [])
      : [],
  );
}

/** CREATE new; INSERT INTO new SELECT … FROM old; DROP old; ALTER new RENAME TO old. */
function createdFirst(shapes: readonly StatementShape[], rename: number, from: string, to: string): Rebuild | undefined {
  const drop = lastBefore(shapes, rename, (shape) => isDrop(shape, to));
  const copy = lastBefore(shapes, drop, (shape) => isCopy(shape, from, to));
  const create = lastBefore(shapes, copy, (shape) => isCreate(shape, from));
  if (create === -1) return undefined;
  return { table: foldIdentifier(to), temporary: foldIdentifier(from), create, copy, drop, rename, renamesFirst: false };
}

/** ALTER table RENAME TO old; CREATE table; INSERT INTO table SELECT … FROM old; DROP old. */
function renamedFirst(shapes: readonly StatementShape[], rename: number, from: string, to: string): Rebuild | undefined {
  const create = firstAfter(shapes, rename, (shape) => isCreate(shape, from));
  const copy = firstAfter(shapes, create, (shape) => isCopy(shape, from, to));
  const drop = firstAfter(shapes, copy, (shape) => isDrop(shape, to));
  if (drop === -1) return undefined;
  return { table: foldIdentifier(from), temporary: foldIdentifier(to), create, copy, drop, rename, renamesFirst: true };
}

const same = (a: string, b: string) => foldIdentifier(a) === foldIdentifier(b);
const isDrop = (shape: StatementShape, table: string) =>
  shape.does === "drop" && shape.what === "table" && same(shape.name, table);
const isCreate = (shape: StatementShape, table: string) => shape.does === "create table" && same(shape.table, table);
const isCopy = (shape: StatementShape, into: string, from: string) =>
  shape.does === "insert" && same(shape.table, into) && shape.names.some((name) => same(name, from));

type Test = (shape: StatementShape) => boolean;

function lastBefore(shapes: readonly StatementShape[], end: number, test: Test): number {
  return end === -1 ? -1 : shapes.slice(0, end).findLastIndex(test);
}

function firstAfter(shapes: readonly StatementShape[], start: number, test: Test): number {
  return start === -1 ? -1 : shapes.findIndex((shape, index) => index > start && test(shape));
}

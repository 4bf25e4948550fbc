// The shape of a schema as the suite knows it: tables, columns, keys and references, as the database itself describes them.
import type { Affinity } from "./affinity.ts";
import type { VectorIndex } from "./index-definition.ts";
import type { TriggerDefinition, ViewDefinition, VirtualTableDefinition } from "./object-definition.ts";
import type { TableDefinition } from "./table-definition.ts";
import type { VectorType } from "./vector.ts";

/** Every list is in the order in which its objects were created. */
export interface Schema {
  readonly tables: readonly Table[];
  readonly virtualTables: readonly VirtualTable[];
  readonly views: readonly View[];
  readonly triggers: readonly Trigger[];
}

export interface Table {
  readonly name: string;
  /** As `sqlite_schema` holds it: what the user wrote, with later ALTER TABLEs worked in. */
  readonly sql: string;
  /** What can be read out of `sql`. */
  readonly definition: TableDefinition;
  readonly columns: readonly Column[];
  /** Names of the primary key's columns in the key's order; empty without one. */
  readonly primaryKey: readonly string[];
  /** The column that is the rowid itself (https://sqlite.org/lang_createtable.html#rowid): unique, and never NULL. */
  readonly rowidAlias: string | undefined;
  readonly withoutRowid: boolean;
  readonly strict: boolean;
  readonly autoincrement: boolean;
  /** In the order in which they are declared. */
  readonly foreignKeys: readonly ForeignKey[];
  /** Constraints and indexes, the primary key's among them, in the order in which they were created. */
  readonly indexes: readonly Index[];
  /** The expressions of the CHECK constraints, as written. */
  readonly checks: readonly string[];
}

export interface Column {
  readonly name: string;
  /** As declared; empty when it was not. */
  readonly type: string;
  readonly affinity: Affinity;
  /** What can hold no NULL: declared NOT NULL, part of a WITHOUT ROWID key, or the rowid. */
  readonly notNull: boolean;
  /** The expression behind DEFAULT, as written. */
  readonly default: string | undefined;
  /** Upper case; BINARY when none is declared. */
  readonly collation: string;
  /** 1-based position in the primary key, 0 when it is not part of it. */
  readonly primaryKey: number;
  /** How a generated column is kept; nothing can be inserted into one. */
  readonly generated: "virtual" | "stored" | undefined;
  /** What a generated column is computed from, as written. */
  readonly expression: string | undefined;
  /** For a column that is declared as a libSQL vector. */
  readonly vector: VectorType | undefined;
}

export type Action = "NO ACTION" | "RESTRICT" | "SET NULL" | "SET DEFAULT" | "CASCADE";

export interface ForeignKey {
  readonly columns: readonly string[];
  /** The table referred to, by its own name when it exists, else as written. */
  readonly table: string;
  /** The columns referred to: as declared, else the primary key of that table. Fewer than `columns` when that does not fit. */
  readonly references: readonly string[];
  readonly onDelete: Action;
  readonly onUpdate: Action;
  /** Checked at COMMIT: DEFERRABLE INITIALLY DEFERRED. */
  readonly deferred: boolean;
}

export interface Index {
  readonly name: string;
  /** What it comes from: the primary key, a UNIQUE constraint, or CREATE INDEX. */
  readonly origin: "primary key" | "unique constraint" | "create index";
  readonly unique: boolean;
  /** The parts of its key. */
  readonly terms: readonly IndexTerm[];
  /** The WHERE expression of a partial index, as written. */
  readonly where: string | undefined;
  /** For a libSQL vector index: the column it is over. */
  readonly vectorColumn: string | undefined;
  /** For a libSQL vector index. */
  readonly vector: VectorIndex | undefined;
  /** Undefined for the index of a constraint. */
  readonly sql: string | undefined;
}

export interface IndexTerm {
  /** Undefined when the term is an expression. */
  readonly column: string | undefined;
  /** As written; undefined when the term is a column. */
  readonly expression: string | undefined;
  /** Upper case. */
  readonly collation: string;
  readonly descending: boolean;
}

export interface View extends ViewDefinition {
  readonly name: string;
  readonly sql: string;
}

export interface Trigger extends TriggerDefinition {
  readonly name: string;
  /** The table or view it is on, by its own name. */
  readonly table: string;
  readonly sql: string;
}

export interface VirtualTable extends VirtualTableDefinition {
  readonly name: string;
  readonly sql: string;
}

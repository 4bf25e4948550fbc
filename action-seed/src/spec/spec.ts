// The shape of a seed spec once it is read: which tables get how many rows, and where the values of each column come from.
import type { Value } from "../generate/value.ts";

export interface Spec {
  /** The generator's version that the spec was written for; see `GENERATOR_VERSION`. */
  readonly version: number;
  /** Word lists of one's own, by name. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Rows of values that belong together, such as a city and its country, by name. */
  readonly groups: ReadonlyMap<string, readonly ReadonlyMap<string, Value>[]>;
  /** By the name as it is written. */
  readonly tables: ReadonlyMap<string, TableSpec>;
  /** By name: how many rows each table gets under it. The table `*` stands for all that are not named. */
  readonly profiles: ReadonlyMap<string, ReadonlyMap<string, RowsSpec>>;
}

/** A number of rows, or so many for each row of another table. */
export type RowsSpec = number | PerParent;

export interface PerParent {
  /** The table whose rows each get some of these. */
  readonly per: string;
  readonly minimum: number;
  readonly maximum: number;
}

export interface TableSpec {
  readonly rows?: RowsSpec;
  /** By the name as it is written. A column that is not in it gets its values from what the schema says of it. */
  readonly columns: ReadonlyMap<string, ColumnSpec>;
  /** Rows that are given cell by cell, by column. They come before the generated ones, and count among them. */
  readonly literals: readonly ReadonlyMap<string, Value>[];
}

export type ColumnSpec = Generator & {
  /** No two rows have the same value. */
  readonly unique?: boolean;
  /** The share of NULLs, from 0 to 1. Not given: none. */
  readonly nullable?: number;
};

/** Where values come from. What depends on nothing but its own draws is in `generate/`, what depends on the row or on other columns in `plan/`. */
export type Generator =
  | { readonly generator: "sequence"; readonly start?: number; readonly step?: number }
  /** Counts the rows of one parent, for a table with rows per parent. */
  | { readonly generator: "ordinal"; readonly start?: number }
  | {
      readonly generator: "reference";
      readonly to?: string;
      readonly distribution?: ReferenceDistribution;
      readonly exponent?: number;
    }
  | { readonly generator: "group"; readonly group: string; readonly field: string }
  /** Text with `${column}` for the other columns of the row. */
  | { readonly generator: "template"; readonly template: string }
  | { readonly generator: "value"; readonly value: Value }
  | Drawn;

/** What is drawn for no cell by itself: it needs the row, other columns or other tables. */
export const PLANNED: ReadonlySet<Generator["generator"]> = new Set([
  "sequence",
  "ordinal",
  "reference",
  "group",
  "template",
  "value",
] satisfies Exclude<Generator["generator"], Drawn["generator"]>[]);

export type ReferenceDistribution = "uniform" | "skewed" | "one-to-one";

/** What is drawn for each cell by itself. */
export type Drawn =
  | ({ readonly generator: "integer"; readonly step?: number } & Numbers)
  | ({ readonly generator: "real"; readonly decimals?: number } & Numbers)
  | { readonly generator: "boolean"; readonly share?: number }
  | { readonly generator: "enum"; readonly values: readonly Weighted[] }
  | ({ readonly generator: "datetime"; readonly format?: DatetimeFormat } & Times)
  | ({ readonly generator: "date" | "time" } & Times)
  | { readonly generator: "uuid"; readonly version?: 4 | 7 }
  | { readonly generator: "blob"; readonly bytes?: number | Range }
  | { readonly generator: "pattern"; readonly pattern: string }
  | { readonly generator: "json"; readonly template?: JsonTemplate; readonly length?: Range }
  | {
      readonly generator: "vector";
      readonly dimensions?: number;
      readonly element?: "float32" | "float64";
      readonly clusters?: number;
    }
  | { readonly generator: "list"; readonly list: string; readonly length?: Range }
  | { readonly generator: "sentence"; readonly words?: number | Range; readonly length?: Range }
  | { readonly generator: "paragraph"; readonly sentences?: number | Range; readonly length?: Range }
  | { readonly generator: "phone"; readonly format?: string; readonly length?: Range }
  | { readonly generator: TextKind; readonly length?: Range };

/** Texts that need nothing but their name. */
export type TextKind = (typeof TEXT_KINDS)[number];

export const TEXT_KINDS = [
  "name",
  "first-name",
  "last-name",
  "username",
  "email",
  "url",
  "domain",
  "path",
  "slug",
  "word",
  "title",
  "city",
  "country",
  "street",
  "postcode",
  "company",
  "job",
  "hex",
  "version",
  "ip",
  "color",
  "currency",
  "language",
] as const;

export interface Numbers {
  readonly minimum?: number;
  readonly maximum?: number;
  /** `normal` has `mean` and `deviation` and is cut to the limits; `zipf` prefers what is near the minimum, the more the higher its `exponent`. */
  readonly distribution?: "uniform" | "normal" | "zipf";
  readonly mean?: number;
  readonly deviation?: number;
  readonly exponent?: number;
}

/** In milliseconds since 1970 in UTC, for `time` since midnight; `to` is not reached. */
export interface Times {
  readonly from?: number;
  readonly to?: number;
  readonly step?: number;
}

export type DatetimeFormat = "iso" | "iso-milliseconds" | "sqlite" | "seconds" | "milliseconds";

export interface Weighted {
  readonly value: Value;
  /** Above 0; 1 where all are alike. */
  readonly weight: number;
}

/** Both ends count. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

/** A document; a mapping with the key `generator` in it is a value that is drawn, everything else stands as it is. */
export type JsonTemplate =
  | { readonly kind: "literal"; readonly json: string }
  | { readonly kind: "array"; readonly items: readonly JsonTemplate[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [name: string, value: JsonTemplate])[] }
  | { readonly kind: "drawn"; readonly generator: Drawn };

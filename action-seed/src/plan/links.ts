// Which foreign keys of a table are to be filled from the rows they refer to, and in which manner: by the schema, and by the specs of their columns.
import type { Column, ForeignKey, Schema, Table } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { ColumnSpec, ReferenceDistribution } from "../spec/spec.ts";
import { columnProblem, type Reject } from "./unsatisfiable.ts";

type ReferenceSpec = Extract<ColumnSpec, { generator: "reference" }>;

/** How the rows that a foreign key refers to are chosen. */
export interface Manner {
  /** Undefined when nothing is said: uniform, unless a key of the table wants otherwise. */
  readonly distribution: ReferenceDistribution | undefined;
  readonly exponent: number | undefined;
  /** The share of rows that refer to nothing. */
  readonly nullable: number;
}

export interface Links {
  /** Foreign keys of the schema, and references that only the spec knows of. */
  readonly keys: readonly ForeignKey[];
  readonly manners: ReadonlyMap<ForeignKey, Manner>;
}

/** @param specs by column name, of all columns but those the database generates */
export function linksOf(table: Table, specs: ReadonlyMap<string, ColumnSpec>, schema: Schema, reject: Reject): Links {
  const referenceOf = (column: string): ReferenceSpec | undefined => {
    const spec = specs.get(column);
    return spec?.generator === "reference" ? spec : undefined;
  };
  const targets = new Map<string, ForeignKey>();
  for (const column of specs.keys()) {
    const { to } = referenceOf(column) ?? {};
    const target = to === undefined ? undefined : targetOf(table, column, to, schema, reject);
    if (target !== undefined) targets.set(column, target);
  }
  const declared = table.foreignKeys.filter(
    (key) =>
      key.columns.some((column) => referenceOf(column) !== undefined) &&
      !key.columns.some((column) => isAlwaysNull(specs.get(column))) &&
      leadsSomewhere(table, key, schema, reject) &&
      isWhole(table, key, referenceOf, reject) &&
      key.columns.every((column) => isSame(targets.get(column), key, column)),
  );
  const own = [...targets].filter(([column, target]) => !declared.some((key) => isSame(target, key, column)));
  const keys = [...declared, ...own.map(([, target]) => target)];
  for (const column of specs.keys()) {
    const isKnown = [...keys, ...table.foreignKeys].some((key) => key.columns.includes(column));
    if (!isKnown && referenceOf(column)?.to === undefined && referenceOf(column) !== undefined) {
      const what = "has no foreign key: name what it refers to with `to: table` or `to: table.column`.";
      reject(columnProblem(table.name, column, what, "generator"));
    }
  }
  const manners = keys.map((key) => [key, mannerOf(table, key, referenceOf, reject)] as const);
  return { keys, manners: new Map(manners) };
}

/** Whether all columns of a foreign key are to be filled by it. */
function isWhole(
  table: Table,
  key: ForeignKey,
  referenceOf: (column: string) => ReferenceSpec | undefined,
  reject: Reject,
): boolean {
  const other = key.columns.find((column) => referenceOf(column) === undefined);
  if (other === undefined) return true;
  const what = `is in the foreign key (${key.columns.join(", ")}), which is filled as a whole: give all of its columns the generator reference, or none.`;
  reject(columnProblem(table.name, other, what, "generator"));
  return false;
}

function isAlwaysNull(spec: ColumnSpec | undefined): boolean {
  return (
    spec !== undefined &&
    spec.generator !== "reference" &&
    (spec.nullable === 1 || (spec.generator === "value" && spec.value === null))
  );
}

function leadsSomewhere(table: Table, key: ForeignKey, schema: Schema, reject: Reject): boolean {
  const [column = ""] = key.columns;
  const place = { path: ["tables", table.name, "columns", column] };
  const name = `${table.name}.${key.columns.join(", ")}`;
  if (!schema.tables.some((other) => other.name === key.table)) {
    reject({ ...place, message: `${name}: refers to ${key.table}, which is no table of this database.` });
    return false;
  }
  if (key.references.length === key.columns.length) return true;
  reject({ ...place, message: `${name}: does not match the primary key of ${key.table}, which it refers to.` });
  return false;
}

/** Whether what a column is said to refer to is what the foreign key does; yes when nothing is said. */
function isSame(target: ForeignKey | undefined, key: ForeignKey, column: string): boolean {
  if (target === undefined) return true;
  return target.table === key.table && target.references[0] === key.references[key.columns.indexOf(column)];
}

/** Reads `to`: a table, for its key of one column, or `table.column`. A foreign key of the schema that leads to the same table decides the column. */
function targetOf(table: Table, column: string, to: string, schema: Schema, reject: Reject): ForeignKey | undefined {
  const tableNamed = (name: string) => schema.tables.find((one) => foldIdentifier(one.name) === foldIdentifier(name));
  const dot = to.lastIndexOf(".");
  const whole = tableNamed(to);
  const target = whole ?? (dot < 0 ? undefined : tableNamed(to.slice(0, dot)));
  const problem = (what: string) => {
    reject(columnProblem(table.name, column, `is to refer to ${to}, ${what}`, "to"));
    return undefined;
  };
  if (target === undefined) return problem("which is no table of this database: write `table` or `table.column`.");
  if (whole === undefined) {
    const named = columnNamed(target, to.slice(dot + 1));
    if (named === undefined)
      return problem(`which ${target.name} does not have: it has ${target.columns.map(({ name }) => name).join(", ")}.`);
    return reference(column, target, named.name);
  }
  const declared = table.foreignKeys.find((key) => key.table === target.name && key.columns.includes(column));
  const [only, ...others] = target.rowidAlias === undefined ? target.primaryKey : [target.rowidAlias];
  const referred = declared?.references[declared.columns.indexOf(column)] ?? (others.length === 0 ? only : undefined);
  return referred === undefined
    ? problem(`which has no key of one column: name the column, as in \`to: ${target.name}.column\`.`)
    : reference(column, target, referred);
}

function columnNamed(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => foldIdentifier(column.name) === foldIdentifier(name));
}

function reference(column: string, target: Table, referred: string): ForeignKey {
  return {
    columns: [column],
    table: target.name,
    references: [referred],
    onDelete: "NO ACTION",
    onUpdate: "NO ACTION",
    deferred: false,
  };
}

/** What the columns of a foreign key say together. */
function mannerOf(
  table: Table,
  key: ForeignKey,
  referenceOf: (column: string) => ReferenceSpec | undefined,
  reject: Reject,
): Manner {
  const specs = key.columns.flatMap((column) => referenceOf(column) ?? []);
  const said = specs.filter(({ distribution }) => distribution !== undefined);
  const odd = said.find(({ distribution, exponent }) => distribution !== said[0]?.distribution || exponent !== said[0]?.exponent);
  const column = key.columns.find((name) => referenceOf(name) === odd);
  if (odd !== undefined && column !== undefined)
    reject(
      columnProblem(
        table.name,
        column,
        `is in the foreign key (${key.columns.join(", ")}), which is filled as a whole, and its columns want different distributions.`,
        "distribution",
      ),
    );
  return {
    distribution: said[0]?.distribution,
    exponent: said[0]?.exponent,
    nullable: Math.max(0, ...specs.map(({ nullable }) => nullable ?? 0)),
  };
}

// Says in words what is different between two schemas.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { SchemaDifference } from "@libsql-actions/shared/schema/diff";

/** What each side is called in a sentence, such as `the database` and `the migrations`. */
export interface Sides {
  readonly actual: string;
  readonly wanted: string;
}

const MAX_SHOWN_CHARACTERS = 300;
const MAX_LISTED = 5;

const KINDS: Readonly<Record<SchemaDifference["kind"], string>> = {
  table: "table",
  "virtual-table": "virtual table",
  index: "index",
  view: "view",
  trigger: "trigger",
  column: "column",
  "column-order": "order of columns",
  "primary-key": "primary key",
  unique: "UNIQUE constraint",
  check: "CHECK",
  "foreign-key": "foreign key",
  "table-options": "options",
};

/** A sentence without a full stop at its end: what it is, and how it stands on each side. */
export function describeDifference(difference: SchemaDifference, { actual, wanted }: Sides): string {
  const what = `the ${nameOf(difference)}`;
  const [here, there] = [shown(difference.actual), shown(difference.wanted)];
  switch (difference.change) {
    case "missing":
      return `${what} is in ${wanted} and not in ${actual}: ${there}`;
    case "unexpected":
      return `${what} is in ${actual} and not in ${wanted}: ${here}`;
    case "different":
      return `${what} is ${here} in ${actual}, and ${there} in ${wanted}`;
  }
}

/** The first few differences as one sentence. */
export function describeDifferences(differences: readonly SchemaDifference[], sides: Sides): string {
  const listed = differences.slice(0, MAX_LISTED).map((difference) => describeDifference(difference, sides));
  const more = differences.length > MAX_LISTED ? [`and ${differences.length - MAX_LISTED} more`] : [];
  return [...listed, ...more].join("; ");
}

function nameOf({ kind, name, table }: SchemaDifference): string {
  if (kind === "column-order" || kind === "table-options") return `${KINDS[kind]} of the table ${quote(table ?? name)}`;
  const own = `${KINDS[kind]} ${quote(name)}`;
  return table === undefined ? own : `${own} of the table ${quote(table)}`;
}

/** On one line. */
function shown(print: string | undefined): string {
  const text = (print ?? "").replace(/\s*\n\s*/g, " ").replace(/;$/, "");
  if (text === "") return "(none)";
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS).toWellFormed()}…` : text;
}

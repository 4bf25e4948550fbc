// Rules about how a migration runs: its transaction, its time, its way back, and what Turso Cloud keeps for itself.
import { formatDuration } from "@libsql-actions/shared/inputs/duration";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { isFrame } from "@libsql-actions/shared/sql/classify";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { frameInside } from "@libsql-actions/shared/sql/script";
import type { MigrationRule, ScriptRule, StatementContext, StatementRule } from "../rule.ts";

export const transactionControl: ScriptRule = {
  code: "transaction-control",
  severity: "warning",
  ignore: "anywhere",
  description: "BEGIN and COMMIT in a file are left out, since the file is one transaction.",
  looksAt: "script",
  down: true,
  check: ({ script, statements }) => {
    const frame = statements.find(({ kind }) => isFrame(kind));
    if (!script.transaction || frame === undefined) return [];
    const inside = frameInside(statements);
    const { sql, line, column } = inside ?? frame;
    const left = `${quote(sql)} is left out, and so are all BEGIN and COMMIT of the file: it runs as one transaction`;
    if (inside === undefined) return [{ message: `${left} anyway. Take them out.`, severity: "note", line, column }];
    const several = "not as several, and PRAGMA foreign_keys holds for all of it. If it must be several, make it several files.";
    return [{ message: `${left}, ${several}`, line, column }];
  },
};

export const userVersion: StatementRule = {
  code: "user-version",
  severity: "warning",
  ignore: "anywhere",
  description: "PRAGMA user_version is set, which Turso Cloud refuses.",
  looksAt: "statement",
  down: true,
  check: ({ statement: { shape } }) =>
    shape.does === "pragma" && shape.name === "user_version" && shape.value !== undefined
      ? [{ message: "Turso Cloud lets nobody set user_version. What is applied is recorded in a table, so take it out." }]
      : [],
};

export const missingDown: MigrationRule = {
  code: "missing-down",
  severity: "note",
  ignore: "anywhere",
  description: "A migration without a down script, in a format that has them.",
  looksAt: "migration",
  check: ({ down, kind }, reversible) =>
    reversible && down === undefined && kind === "versioned"
      ? [
          {
            message:
              "There is no script that takes this migration back, so `down` stops here. Write one, if only of a comment that says why there is none.",
          },
        ]
      : [],
};

/** Seconds for a million rows, on two cores and a local disk, with sqld 0.24.32. */
const SECONDS = {
  /** Of a column without index. */
  update: 0.5,
  /** Of a column with an index, in the order in which the index is not. */
  updateIndexed: 37,
  createIndex: 1.3,
  rebuild: 1.1,
  dropColumn: 0.3,
  /** One by one, because of an index, a trigger or a foreign key; else the whole table goes at once. */
  delete: 0.5,
};
/** `TXN_TIMEOUT` of libsql-server: then a transaction is ended when another writer waits. */
const TRANSACTION_SECONDS = 5;
/** Other machines are slower, and the rest of the file takes time too. */
const MAX_SECONDS = TRANSACTION_SECONDS / 5;

export const longRunning: StatementRule = {
  code: "long-running",
  severity: "warning",
  asksRows: true,
  ignore: "anywhere",
  description:
    "A statement that takes long on a table known to be large: a server ends a transaction after 5 s when another writer waits.",
  looksAt: "statement",
  down: true,
  check: (context) => {
    // Most often there are none, and to go through all indexes for that takes long.
    if (context.target.rows.size === 0) return [];
    const work = workOf(context);
    if (work === undefined) return [];
    const rows = context.target.rows.get(foldIdentifier(work.table)) ?? 0;
    const seconds = (rows / 1_000_000) * work.secondsPerMillion;
    if (seconds < MAX_SECONDS) return [];
    const time = formatDuration(Math.round(seconds) * 1_000);
    const message =
      `${quote(work.table)} has ${rows} rows, for which this takes about ${time}, and nobody else can write meanwhile. ` +
      `A server ends a transaction after ${TRANSACTION_SECONDS} s when another writer waits (TXN_TIMEOUT), ` +
      `and trying again does not help: ${work.advice}`;
    return [{ message }];
  },
};

interface Work {
  readonly table: string;
  readonly secondsPerMillion: number;
  readonly advice: string;
}

const QUIET = "run it while nobody writes, or raise txn_timeout_s.";
const CHUNKS = `do it in parts, each a file of its own, or ${QUIET}`;

function workOf({ statement: { shape }, index, rebuilds, schema }: StatementContext): Work | undefined {
  const indexes = (table: string) =>
    [...schema.indexes.values()].filter((other) => foldIdentifier(other.table) === foldIdentifier(table));
  switch (shape.does) {
    case "update": {
      if (shape.where) return undefined;
      const isIndexed = indexes(shape.table).some(({ names }) =>
        shape.columns.some((column) => names.has(foldIdentifier(column))),
      );
      return { table: shape.table, secondsPerMillion: isIndexed ? SECONDS.updateIndexed : SECONDS.update, advice: CHUNKS };
    }
    case "delete":
      return shape.where ? undefined : { table: shape.table, secondsPerMillion: SECONDS.delete, advice: CHUNKS };
    case "create index":
      return { table: shape.table, secondsPerMillion: SECONDS.createIndex, advice: QUIET };
    case "drop column":
      return { table: shape.table, secondsPerMillion: SECONDS.dropColumn, advice: QUIET };
    case "insert": {
      const rebuild = rebuilds.find(({ copy }) => copy === index);
      if (rebuild === undefined) return undefined;
      const secondsPerMillion = SECONDS.rebuild + SECONDS.createIndex * indexes(rebuild.table).length;
      return { table: rebuild.table, secondsPerMillion, advice: QUIET };
    }
    default:
      return undefined;
  }
}

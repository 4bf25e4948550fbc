// A folder of migrations in which everything shows that ran twice, by half, or in another order, and what a database holds that it was applied to.
import type { Connection } from "@libsql-actions/shared/database/connection";
import type { EndedStep } from "./step.ts";

const COUNT = 40;
/** The file that runs without a transaction, where there is one. */
export const LOOSE = String(COUNT + 1);
const TABLE = "_libsql_actions_migrations";
const GOOSE_TABLE = "goose_db_version";
const BULK_ROWS = 2_000;

/** What the step prints when it has found out what to apply. */
export const PLANNED = " pending\n";
/** What stands in every request that applies something, and in no other. */
export const FENCE = "history moved";
/** What it says of what it cannot find out. */
const DOUBT = "nobody knows";

const SERIES = `WITH RECURSIVE s(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM s WHERE i < ${BULK_ROWS}) SELECT i, i FROM s`;
const FIRST = [
  "CREATE TABLE numbers(n INTEGER NOT NULL)",
  "INSERT INTO numbers VALUES (1)",
  "CREATE TABLE marks(file INTEGER NOT NULL, at TEXT NOT NULL)",
  "CREATE TABLE bulk(id INTEGER PRIMARY KEY, v INTEGER NOT NULL)",
  `INSERT INTO bulk ${SERIES}`,
  "CREATE TABLE parents(id INTEGER PRIMARY KEY)",
  "CREATE TABLE children(id INTEGER PRIMARY KEY, parent REFERENCES parents ON DELETE CASCADE)",
  "INSERT INTO parents VALUES (1), (2)",
  "INSERT INTO children VALUES (1, 1), (2, 2), (3, 1)",
];
const REBUILD = [
  "CREATE TABLE new_parents(id INTEGER PRIMARY KEY)",
  "INSERT INTO new_parents SELECT id FROM parents",
  "DROP TABLE parents",
  "ALTER TABLE new_parents RENAME TO parents",
];
/** What some files do besides: those with foreign keys off and the one with a virtual table have a transaction for themselves. */
const SPECIAL: Readonly<Record<number, readonly string[]>> = {
  12: ["PRAGMA foreign_keys = OFF", ...REBUILD],
  18: ["CREATE VIRTUAL TABLE docs USING fts5(text)", "INSERT INTO docs VALUES ('one'), ('two')"],
  20: ["ALTER TABLE children ADD COLUMN note TEXT", "CREATE INDEX by_parent ON children(parent)"],
  30: ["PRAGMA foreign_keys = OFF", ...REBUILD],
};
/** Each may run again: so somebody brings the database by hand to where the file leads. */
const LOOSE_STATEMENTS = [
  "CREATE TABLE IF NOT EXISTS loose(id INTEGER PRIMARY KEY, v)",
  `INSERT OR IGNORE INTO loose ${SERIES}`,
  "CREATE INDEX IF NOT EXISTS by_v ON loose(v)",
  "INSERT OR IGNORE INTO loose VALUES (-1, 'end')",
];

/** In whose format: `plain` keeps a version from being recorded twice by the table alone, `goose` does not. */
export interface Folder {
  readonly format: "plain" | "goose";
  /** With a file at the end that opts out of its transaction. */
  readonly loose: boolean;
}

/** The files by their paths. */
export function doublingFolder({ format, loose }: Folder): Record<string, string> {
  const files: Record<string, string> = {};
  const up = format === "goose" ? "-- +goose Up\n" : "";
  for (let number = 1; number <= COUNT; number++)
    files[`migrations/${number}_x.sql`] = up + script(number === 1 ? FIRST : statementsOf(number));
  if (loose) files[`migrations/${LOOSE}_x.sql`] = `-- libsql-actions: no-transaction\n${up}${script(LOOSE_STATEMENTS)}`;
  return files;
}

function statementsOf(number: number): string[] {
  const bulk = number % 4 === 0 ? [`UPDATE bulk SET v = (v * 2 + ${number}) % 1000003`] : [];
  const mark = (at: string) => `INSERT INTO marks VALUES (${number}, '${at}')`;
  return [mark("begin"), "UPDATE numbers SET n = n * 2", ...bulk, ...(SPECIAL[number] ?? []), mark("end")];
}

const script = (statements: readonly string[]) => statements.map((sql) => `${sql};\n`).join("");

/** What a database holds. */
export interface State {
  /** Versions that are recorded as applied, in order. */
  readonly applied: readonly string[];
  /** Those recorded as begun. */
  readonly begun: readonly string[];
  /** Everything that must be equal to what is there when nothing went wrong. */
  readonly all: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Reads a database.
 * @throws an `Error` when something of a file is there that is not recorded, or the other way round, or was done twice
 */
export async function readState(db: Connection): Promise<State> {
  const rows = async (sql: string) => (await db.query(sql)).rows.map((row) => Array.from(row));
  const schema = await rows(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite%' ORDER BY type, name",
  );
  const has = (name: string) => schema.some((row) => row[1] === name);
  const from = (table: string, sql: string) => (has(table) ? rows(sql) : Promise.resolve([]));
  const history = [
    ...(await from(
      TABLE,
      `SELECT CAST(version AS INTEGER), name, checksum, duration_ms IS NULL OR duration_ms < 0 FROM ${TABLE} ORDER BY 1`,
    )),
    ...(await from(
      GOOSE_TABLE,
      `SELECT version_id, '', '', is_applied = 0 FROM ${GOOSE_TABLE} WHERE version_id > 0 ORDER BY id`,
    )),
  ];
  const versions = (begun: bigint) => history.filter((row) => row[3] === begun).map(([version]) => String(version));
  const state: State = {
    applied: versions(0n),
    begun: versions(1n),
    all: {
      history,
      schema,
      numbers: await from("numbers", "SELECT n FROM numbers"),
      marks: await from("marks", "SELECT file, at FROM marks ORDER BY rowid"),
      bulk: await from("bulk", "SELECT count(*), sum(v), sum(v * id) FROM bulk"),
      children: await from("children", "SELECT * FROM children ORDER BY id"),
      parents: await from("parents", "SELECT * FROM parents ORDER BY id"),
      docs: await from("docs", "SELECT * FROM docs ORDER BY rowid"),
      loose: await from("loose", "SELECT count(*), sum(v), max(CASE WHEN id = -1 THEN v END) FROM loose"),
      check: await rows("PRAGMA integrity_check"),
      violations: await rows("PRAGMA foreign_key_check"),
    },
  };
  if (has("new_parents")) throw new Error("a rebuild stopped in the middle");
  holdTogether(
    state,
    await from("marks", "SELECT file || ' ' || at FROM marks ORDER BY rowid"),
    await from("numbers", "SELECT n FROM numbers"),
  );
  if (has("loose") && !history.some(([version]) => String(version) === LOOSE))
    throw new Error(`${LOOSE} has begun and is not recorded`);
  return state;
}

function holdTogether({ applied, begun }: State, marks: readonly unknown[][], numbers: readonly unknown[][]): void {
  const files = applied.filter((version) => version !== LOOSE);
  const expected = files.slice(1).flatMap((version) => [`${version} begin`, `${version} end`]);
  const found = marks.map(([mark]) => mark);
  const n = files.length === 0 ? [] : [2n ** BigInt(files.length - 1)];
  if (files.every((version, index) => version === String(index + 1)) && same(found, expected) && same(numbers.flat(), n)) {
    if (begun.every((version) => version === LOOSE)) return;
  }
  throw new Error(`recorded are ${applied} and begun ${begun}, the marks are ${found.join(", ")} and the number is ${numbers}`);
}

/** True when two lists, or trees of them, hold the same. */
export function same(one: unknown, other: unknown): boolean {
  const text = (value: unknown) => JSON.stringify(value, (_, part) => (typeof part === "bigint" ? `${part}n` : part));
  return text(one) === text(other);
}

/** The parts of two databases that are not equal. */
export function differences(one: State, other: State): string[] {
  return Object.keys(one.all).filter((part) => !same(one.all[part], other.all[part]));
}

/**
 * Holds what a step says against what is true when it has ended and nothing of it is under way.
 * @param before what was applied when it began
 * @throws an `Error` that says what is not true
 */
export function expectTruth(
  { code, applied, pending, currentVersion, log }: EndedStep,
  state: State,
  before: readonly string[],
  all: readonly string[],
): void {
  const own = state.applied.filter((version) => !before.includes(version));
  const rest = all.filter((version) => !state.applied.includes(version));
  const wrong = (what: string) =>
    new Error(
      `${what}. It says applied ${applied}, pending ${pending}, current ${currentVersion}; true are ${state.applied} after ${before}, begun ${state.begun}. Its log:\n${log}`,
    );
  if (!applied.every((version) => own.includes(version))) throw wrong("the step says applied of what is not");
  if (code === 0 && !(same(pending, []) && rest.length === 0)) throw wrong("the step succeeded and not all is applied");
  if (pending === undefined) {
    if (log.includes(PLANNED) && !log.includes(DOUBT) && state.begun.length === 0)
      throw wrong("the step does not say why it does not know what is pending");
    return;
  }
  if (!same(pending, rest)) throw wrong("the step says pending of what is not, or the other way round");
  if (!same(applied, own)) throw wrong("the step has applied more than it says");
  if (currentVersion !== (state.applied.at(-1) ?? "")) throw wrong("the step names another version as the newest");
}

/** Does by hand what a file without a transaction leaves to do. */
export async function finishLoose(db: Connection): Promise<void> {
  const { failure } = await db.loose(LOOSE_STATEMENTS.map((sql) => ({ sql })));
  if (failure !== undefined) throw new Error(failure.message);
}

// How findings come about, whatever the rules: levels, comments, the server's parser, and what is known of the schema.
import { expect, it } from "vitest";
import { lint } from "./lint.ts";
import { codesOf, lintText, migrationOf } from "./testing.ts";

const USERS = "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);";

it("says where something is, in code points", () => {
  expect(lintText("-- é\n/* \u{1f600} */ DROP TABLE users;", USERS)).toEqual([
    {
      code: "drop-table",
      severity: "warning",
      message: expect.stringContaining('"users"'),
      file: "2_test.up.sql",
      line: 2,
      column: 9,
    },
  ]);
  expect(lintText("SELECT 1,\n  ${x}")).toMatchObject([{ code: "placeholder", line: 2, column: 3 }]);
});

it("makes errors of warnings, or finds nothing, as it is told", () => {
  const of = (level: "error" | "warn" | "off") =>
    lintText("DROP TABLE users; VACUUM; ALTER TABLE t ALTER COLUMN a TO a REFERENCES users(id);", USERS, { level }).map(
      ({ severity }) => severity,
    );
  expect(of("warn")).toEqual(["warning", "error", "note"]);
  expect(of("error")).toEqual(["error", "error", "note"]);
  expect(of("off")).toEqual([]);
});

it("finds everything that keeps a file from running, not the first of it", () => {
  const text = "VACUUM;\nROLLBACK;\nSELECT ?;\nSELECT '\0';\nATTACH 'a' AS b;\nPRAGMA journal_mode=WAL;";
  expect(codesOf(lintText(text))).toEqual([
    "vacuum",
    "rollback-in-file",
    "bare-parameter",
    "nul-character",
    "attach",
    "refused-pragma",
  ]);
});

it.each([
  ["before the statement", "-- lint-ignore drop-table it is empty\nDROP TABLE users;\nDROP TABLE b;", ["drop-table"]],
  ["behind it", "DROP TABLE b;\nDROP TABLE users; -- lint-ignore drop-table it is empty\n", ["drop-table"]],
  ["within it", "DROP TABLE b;\nDROP TABLE -- lint-ignore drop-table it is empty\n users;", ["drop-table"]],
  ["before an empty line", "DROP TABLE b;\n-- lint-ignore drop-table it is empty\n\nDROP TABLE users;", ["drop-table"]],
  ["for the file", "-- lint-ignore drop-table all are empty\n\nDROP TABLE b;\nDROP TABLE users;", []],
  ["for another code", "-- lint-ignore drop-column it is empty\nDROP TABLE users;", ["drop-table"]],
  ["twice", "-- lint-ignore drop-table x\n-- lint-ignore user-version y\nDROP TABLE users;", []],
  ["at the end of the file", "DROP TABLE users;\n-- lint-ignore drop-table it is empty", ["drop-table"]],
  ["in a text", "SELECT '\n-- lint-ignore drop-table x\n'; DROP TABLE users;", ["drop-table"]],
])("ignores what a comment says %s", (_, text, codes) => {
  expect(codesOf(lintText(text, `${USERS} CREATE TABLE b (a INTEGER);`))).toEqual(codes);
});

it.each([
  ["-- lint-ignore drop-tabel x\nDROP TABLE users;", ["unknown-lint-code", "drop-table"], 'no code: "drop-tabel"'],
  ["-- lint-ignore\nDROP TABLE users;", ["unknown-lint-code", "drop-table"], "Write the code behind it"],
  ["-- lint-ignore drop-table\nDROP TABLE users;", ["lint-ignore-reason", "drop-table"], "lint-ignore drop-table REASON"],
  ["-- lint-ignore vacuum please\nVACUUM;", ["not-ignorable", "vacuum"], "cannot run"],
  ["-- lint-ignore edited it is the same\nDROP TABLE users;", ["not-ignorable", "drop-table"], "edited cannot be ignored"],
  ["-- lint-ignore journal-order it is old\nDROP TABLE users;", ["not-ignorable", "drop-table"], "by the input"],
])("says what is wrong with a comment: %j", (text, codes, message) => {
  const found = lintText(text, USERS);
  expect(codesOf(found)).toEqual(codes);
  expect(found[0]).toMatchObject({ message: expect.stringContaining(message), line: 1, column: 1 });
});

it("takes codes of the input, but for what must be judged where it stands", () => {
  const before = `${USERS} CREATE TABLE posts (author INTEGER REFERENCES users (id) ON DELETE CASCADE);`;
  const text = "DROP TABLE users;";
  expect(codesOf(lintText(text, before, { ignore: ["drop-table", "dangling-reference"] }))).toEqual([
    "foreign-keys-in-transaction",
  ]);
  const found = lintText(text, before, { ignore: ["foreign-keys-in-transaction", "vacuum", "nonsense"] });
  expect(codesOf(found).slice(0, 3)).toEqual(["not-ignorable", "not-ignorable", "unknown-lint-code"]);
  expect(codesOf(found)).toContain("foreign-keys-in-transaction");
  expect(found[0]).not.toHaveProperty("file");
  expect(found[2]?.message).toMatch(/ drop-table,.* journal-order/);
  const folder = { ignore: ["journal-order", "version-order", "edited", "placeholder"] };
  expect(lintText("SELECT 1;", "", folder).map(({ message }) => message)).toEqual([
    expect.stringMatching(/^edited cannot be ignored: it is no rule about scripts/),
    expect.stringMatching(/^placeholder cannot be ignored: the statement cannot run/),
  ]);
  const ignored = `-- lint-ignore foreign-keys-in-transaction they are to go\n${text}`;
  expect(codesOf(lintText(ignored, before))).not.toContain("foreign-keys-in-transaction");
});

it("tells what the server's parser refuses, where no rule says it better", () => {
  const migration = migrationOf("2", "BEGIN; SELECT 1;\nSELECT FROM;\nVACUUM; COMMIT;", "SELECT FROM");
  const refusals = [
    { migration, statementIndex: 1, message: "syntax error" },
    { migration, statementIndex: 2, message: "unsupported statement" },
    { migration, direction: "down" as const, statementIndex: 0, message: "syntax error" },
  ];
  const found = lint({ migrations: [migration], earlier: [], reversible: true, ignore: [], level: "warn", refusals });
  expect(found.filter(({ severity }) => severity === "error")).toMatchObject([
    { code: "refused-by-server", message: "The server cannot run this: syntax error", line: 2, column: 1 },
    { code: "vacuum", line: 3 },
    { code: "refused-by-server", file: "2_test.down.sql" },
  ]);
});

it("misses down scripts where there may be some", () => {
  const both = [migrationOf("1", USERS, "DROP TABLE users;"), migrationOf("2", "SELECT 1;")];
  const found = (reversible: boolean) => lint({ migrations: both, earlier: [], reversible, ignore: [], level: "error" });
  expect(found(true)).toMatchObject([{ code: "missing-down", severity: "note", file: "2_test.up.sql" }]);
  expect(found(false)).toEqual([]);
});

it("looks at scripts that take back for what cannot run and what is lost, not for what they are there for", () => {
  const posts = "CREATE TABLE posts (author INTEGER REFERENCES users (id) ON DELETE CASCADE);";
  const undo = (down: string) =>
    codesOf(
      lint({ migrations: [migrationOf("1", USERS + posts, down)], earlier: [], reversible: true, ignore: [], level: "warn" }),
    );
  expect(undo("DROP TABLE posts; DROP TABLE users;")).toEqual([]);
  expect(undo("DROP TABLE users; DROP TABLE posts;")).toEqual([]);
  expect(undo("DROP TABLE users;")).toEqual(["foreign-keys-in-transaction"]);
  expect(undo("DROP TABLE posts; VACUUM;")).toEqual(["vacuum"]);
});

it("knows the schema from the migrations before, and what each changes", () => {
  const children = "CREATE TABLE posts (author INTEGER REFERENCES users (id) ON DELETE SET NULL);";
  const rebuild =
    "CREATE TABLE n (id INTEGER PRIMARY KEY); INSERT INTO n SELECT id FROM people; DROP TABLE people; ALTER TABLE n RENAME TO people;";
  const found = lint({
    migrations: [
      migrationOf("3", "ALTER TABLE users RENAME TO people; ALTER TABLE posts RENAME TO notes;"),
      migrationOf("4", rebuild),
    ],
    earlier: [migrationOf("1", USERS), migrationOf("2", children)],
    reversible: false,
    ignore: ["rename-table", "drop-column"],
    level: "warn",
  });
  expect(found).toMatchObject([
    { code: "foreign-keys-in-transaction", file: "4_test.up.sql", message: expect.stringContaining('"notes"') },
  ]);
});

it("finds a rebuild of a table that refers to itself by the name that is dropped", () => {
  const before = "CREATE TABLE tree (id INTEGER PRIMARY KEY, up INTEGER REFERENCES tree (id) ON DELETE CASCADE);";
  const rebuild = (name: string) =>
    `CREATE TABLE new_tree (id INTEGER PRIMARY KEY, up INTEGER REFERENCES ${name} (id) ON DELETE CASCADE, n TEXT);
INSERT INTO new_tree (id, up) SELECT id, up FROM tree; DROP TABLE tree; ALTER TABLE new_tree RENAME TO tree;`;
  expect(codesOf(lintText(rebuild("tree"), before))).toEqual(["foreign-keys-in-transaction"]);
  expect(codesOf(lintText(rebuild("new_tree"), before))).toEqual([]);
});

it("starts a checkpoint from nothing, and goes on from what was there", () => {
  const checkpoint = { ...migrationOf("2", `${USERS} DROP TABLE IF EXISTS gone;`), kind: "checkpoint" as const };
  const last = migrationOf("3", "DROP TABLE users;");
  const found = lint({
    migrations: [checkpoint, last],
    earlier: [migrationOf("1", USERS)],
    reversible: false,
    ignore: [],
    level: "warn",
  });
  expect(found.map(({ code, file }) => [code, file])).toEqual([
    ["drop-table", "2_test.up.sql"],
    ["drop-table", "3_test.up.sql"],
  ]);
});

it("lets scripts without a transaction do what they must, but not what a server refuses", () => {
  const text =
    "PRAGMA foreign_keys=OFF; BEGIN; DROP TABLE users; COMMIT; PRAGMA foreign_keys=ON; VACUUM; PRAGMA journal_mode=WAL;";
  const posts = "CREATE TABLE posts (author INTEGER REFERENCES users (id) ON DELETE CASCADE);";
  const found = (sql: string, native: boolean) =>
    lint({
      migrations: [migrationOf("2", sql, undefined, false)],
      earlier: [migrationOf("1", USERS + posts)],
      reversible: false,
      ignore: ["drop-table", "dangling-reference"],
      level: "warn",
      native,
    }).map(({ severity, code }) => `${severity} ${code}`);
  expect(found(text, true)).toEqual(["warning vacuum", "warning refused-pragma"]);
  expect(found(text, false)).toEqual(["error vacuum", "error refused-pragma"]);
  expect(found("PRAGMA foreign_keys=OFF; PRAGMA foreign_keys=ON; DROP TABLE users;", true)).toEqual([
    "error foreign-keys-in-transaction",
  ]);
});

it("is sure of a failure where rows are known", () => {
  const add = "ALTER TABLE users ADD COLUMN a TEXT NOT NULL";
  const severity = (rows: number) => lintText(add, USERS, { tableRows: new Map([["Users", rows]]) })[0]?.severity;
  expect([severity(0), severity(1)]).toEqual(["warning", "error"]);
});

it("says how long it may take", () => {
  const tableRows = new Map([["users", 10_000_000]]);
  expect(lintText("CREATE INDEX i ON users (name);", USERS, { tableRows })).toMatchObject([
    { code: "long-running", message: expect.stringMatching(/10000000 rows, .* about 13 s, .* 5 s .*TXN_TIMEOUT/) },
  ]);
  expect(lintText("ALTER TABLE users ADD COLUMN a TEXT;", USERS, { tableRows })).toEqual([]);
});

it.each([
  ["as it was made", ""],
  ["after a change of others", "ALTER TABLE t ADD COLUMN d INTEGER; ALTER TABLE t DROP COLUMN c;"],
  [
    "under another name",
    "ALTER TABLE t RENAME TO s; ALTER TABLE s RENAME COLUMN b TO x; ALTER TABLE s RENAME COLUMN x TO b; ALTER TABLE s RENAME TO t;",
  ],
  ["as ADD COLUMN made it", "ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x,y';"],
  [
    "as ALTER COLUMN made it",
    "ALTER TABLE t ALTER COLUMN a TO a TEXT DEFAULT 'x,y'; ALTER TABLE t DROP COLUMN b; ALTER TABLE t RENAME COLUMN a TO b;",
  ],
])("knows the definition that ALTER COLUMN has to find the end of, %s", (_, change) => {
  const made = "CREATE TABLE t (a TEXT, b TEXT -- one, or two\n, c INTEGER);";
  expect(codesOf(lintText("ALTER TABLE t ALTER COLUMN b TO b INTEGER;", made + change))).toEqual(["alter-column-misread"]);
  expect(
    codesOf(lintText("ALTER TABLE t ALTER COLUMN b TO b INTEGER;", `${made}${change}DROP TABLE t; CREATE TABLE t (b);`)),
  ).toEqual([]);
});

it("offers ALTER COLUMN for no column whose end it would not find", () => {
  const rebuild = `CREATE TABLE new_t (a TEXT, b TEXT NOT NULL); INSERT INTO new_t SELECT a, b FROM t;
DROP TABLE t; ALTER TABLE new_t RENAME TO t;`;
  const offered = (b: string) =>
    codesOf(lintText(rebuild, `CREATE TABLE t (a TEXT, b ${b});`)).includes("alter-column-available");
  expect(
    ["TEXT", "TEXT -- one of two\n", "TEXT CHECK (b <> 'a,b')", "TEXT -- one, or two\n", "TEXT DEFAULT ':('"].map(offered),
  ).toEqual([true, true, false, false, false]);
});

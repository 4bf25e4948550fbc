// A folder as projects have it, with something wrong in its 17th file: what is before it is applied, nothing of it is, and when it is mended the rest
// is.
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, expect, it } from "vitest";
import { holdsEverywhere } from "./conformance.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const COUNT = 30;
const BAD = 17;
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const version = (n: number) => `202601${String(n).padStart(2, "0")}120000`;
const versions = (from: number, to: number) => numbers(from, to).map(version);
const name = (n: number) => `${version(n)}_step_${n}.sql`;

/** What stands in the files that are right: tables with references, indexes, rows, triggers, views and rebuilds. */
function text(n: number): string {
  if (n === 1)
    return "-- Accounts\nCREATE TABLE accounts (\n  id INTEGER PRIMARY KEY,\n  email TEXT NOT NULL UNIQUE\n);\n\nCREATE TABLE audit (line TEXT NOT NULL);\n";
  switch (n % 5) {
    case 0:
      return `CREATE TABLE items_${n} (\n  id INTEGER PRIMARY KEY,\n  account_id INTEGER NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,\n  body TEXT -- free; text\n);\nCREATE INDEX items_${n}_account ON items_${n}(account_id);\n`;
    case 1:
      return `INSERT INTO accounts (email) VALUES ('a${n}@example.com'), ('it''s;${n}@example.com');\r\nINSERT INTO audit VALUES ('seeded ${n}');\r\n`;
    case 2:
      return `CREATE TRIGGER audit_${n} AFTER INSERT ON accounts BEGIN\n  INSERT INTO audit VALUES ('${n}: ' || new.email);\nEND;\n`;
    case 3:
      return `DROP VIEW IF EXISTS account_list;\nCREATE VIEW account_list AS SELECT id, email FROM accounts WHERE id > ${n};\nALTER TABLE accounts ADD COLUMN extra_${n} TEXT DEFAULT 'x';`;
    default:
      return `PRAGMA foreign_keys=OFF;\nDROP VIEW IF EXISTS account_list;\nCREATE TABLE new_audit (id INTEGER PRIMARY KEY, line TEXT NOT NULL);\nINSERT INTO new_audit (line) SELECT line FROM audit;\nDROP TABLE audit;\nCREATE TABLE audit (line TEXT NOT NULL);\nINSERT INTO audit SELECT line FROM new_audit ORDER BY id;\nDROP TABLE new_audit;\nPRAGMA foreign_keys=ON;\n`;
  }
}

/** Three statements, with CRLF and a byte order mark, the third as it is given. */
const laden = (third: string) =>
  `\ufeff-- Triggers; with semicolons in them
CREATE TRIGGER "a;b" AFTER UPDATE ON accounts
BEGIN
  INSERT INTO audit VALUES ('ü; ' || CASE WHEN new.id > 1 THEN 'END;' ELSE old.email END);
  SELECT 1;
END;
/* and; another */ CREATE TRIGGER c BEFORE DELETE ON accounts BEGIN SELECT RAISE(IGNORE); END;
\t/* 漢字 */ ${third}
`.replaceAll("\n", "\r\n");

const MENDED = laden("UPDATE accounts SET email = email || '!' WHERE id = 1;");

const BADS: [string, string, string, string, code?: string][] = [
  [
    "an error in its third statement, between triggers, with CRLF and a byte order mark",
    laden("UPDATE nowhere SET x = 1;"),
    ":8:11",
    "no such table: nowhere (SQLITE_ERROR)",
  ],
  ["VACUUM", laden("VACUUM;"), ":8:11", "VACUUM cannot run in a transaction, and every script is one. Take it out.", "vacuum"],
  ["a statement that does not parse", laden("UPDATE accounts SET WHERE;"), ":8:11", "(does not parse)"],
  [
    "a full-text table that fails after its first row",
    "CREATE VIRTUAL TABLE search USING fts5(body);\nINSERT INTO search VALUES ('one');\nINSERT INTO search(missing) VALUES ('two');\n",
    ":3:1",
    "table search has no column named missing (SQLITE_ERROR)",
  ],
  [
    "RAISE(ROLLBACK)",
    "CREATE TRIGGER no BEFORE INSERT ON audit BEGIN SELECT RAISE(ROLLBACK, 'no'); END;\n\n INSERT INTO audit VALUES ('x');\nSELECT 1;",
    ":3:2",
    "no (SQLITE_CONSTRAINT)",
  ],
  [
    "INSERT OR ROLLBACK",
    "INSERT INTO audit VALUES ('x');\nINSERT OR ROLLBACK INTO accounts(email) SELECT email FROM accounts;\nSELECT 1;",
    ":2:1",
    "UNIQUE constraint failed: accounts.email (SQLITE_CONSTRAINT)",
  ],
  [
    "a deferred violation",
    "CREATE TABLE late (account_id INTEGER REFERENCES accounts(id) DEFERRABLE INITIALLY DEFERRED);\nINSERT INTO late VALUES (4711);",
    "",
    'FOREIGN KEY constraint failed: "late" refers to missing rows of "accounts" (rows: 1, rowid 1) (SQLITE_CONSTRAINT)',
  ],
];

it.each(BADS)("with %s", async (_, bad, place, words, code = "failed") => {
  const files = Object.fromEntries(numbers(1, COUNT).map((n) => [name(n), n === BAD ? bad : text(n)]));
  await holdsEverywhere(
    {
      name: "",
      steps: [
        {
          files,
          expect: {
            applied: versions(1, BAD - 1),
            pending: versions(BAD, COUNT),
            version: version(BAD - 1),
            errors: [`${code} ${name(BAD)}${place}`],
            error: `migrations/${name(BAD)}${place}: ${words}`,
          },
        },
        {
          files: { [name(BAD)]: MENDED },
          expect: { applied: versions(BAD, COUNT), pending: [], version: version(COUNT), errors: [] },
        },
        { expect: { applied: [], pending: [] } },
      ],
      ends: {
        history: numbers(1, COUNT).map((n) => `${version(n)} step_${n} done`),
        tables: expect.objectContaining({ items_5: [], items_30: [] }),
      },
    },
    sqld.url,
  );
});

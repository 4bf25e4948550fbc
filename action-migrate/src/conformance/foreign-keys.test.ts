// Tables are rebuilt without the loss of a row that refers to them, in the words of every tool that writes such scripts, and on every kind of
// database.
import { type Sqld, startSqld } from "@libsql-actions/shared/testing/sqld";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Case, holdsEverywhere } from "./conformance.ts";

let sqld: Sqld;
beforeAll(async () => {
  sqld = await startSqld();
});
afterAll(() => sqld.stop());

const TABLES = `CREATE TABLE "users" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "name" TEXT);
CREATE TABLE "posts" ("id" INTEGER PRIMARY KEY, "user_id" INTEGER NOT NULL, FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE TABLE "likes" ("id" INTEGER PRIMARY KEY, "user_id" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL);
CREATE TABLE "notes" ("k" TEXT PRIMARY KEY, "user_id" INTEGER REFERENCES users) WITHOUT ROWID;
INSERT INTO "users" ("name") VALUES ('a'), ('b');
INSERT INTO "posts" ("user_id") VALUES (1), (1), (2);
INSERT INTO "likes" ("user_id") VALUES (2), (NULL);
INSERT INTO "notes" VALUES ('n', 2);
`;

const REBUILDS: [string, string][] = [
  [
    "Prisma",
    `-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_users" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL DEFAULT ''
);
INSERT INTO "new_users" ("id", "name") SELECT "id", coalesce("name", '') AS "name" FROM "users";
DROP TABLE "users";
ALTER TABLE "new_users" RENAME TO "users";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
`,
  ],
  [
    "Prisma, behind other statements",
    `-- CreateIndex
CREATE INDEX "posts_user" ON "posts"("user_id");

-- RedefineTables
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_users" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "name" TEXT NOT NULL);
INSERT INTO "new_users" ("id", "name") SELECT "id", "name" FROM "users";
DROP TABLE "users";
ALTER TABLE "new_users" RENAME TO "users";
PRAGMA foreign_key_check;
PRAGMA foreign_keys=ON;
`,
  ],
  [
    "drizzle",
    `PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE \`__new_users\` (
	\`id\` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	\`name\` text NOT NULL
);
--> statement-breakpoint
INSERT INTO \`__new_users\`("id", "name") SELECT "id", "name" FROM \`users\`;--> statement-breakpoint
DROP TABLE \`users\`;--> statement-breakpoint
ALTER TABLE \`__new_users\` RENAME TO \`users\`;--> statement-breakpoint
PRAGMA foreign_keys=ON;`,
  ],
  [
    "drizzle, mended by hand",
    `COMMIT;--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
BEGIN;--> statement-breakpoint
CREATE TABLE \`__new_users\` (\`id\` integer PRIMARY KEY AUTOINCREMENT NOT NULL, \`name\` text NOT NULL);
--> statement-breakpoint
INSERT INTO \`__new_users\`("id", "name") SELECT "id", "name" FROM \`users\`;--> statement-breakpoint
DROP TABLE \`users\`;--> statement-breakpoint
ALTER TABLE \`__new_users\` RENAME TO \`users\`;`,
  ],
  [
    "Atlas",
    `-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_users" table
CREATE TABLE \`new_users\` (\`id\` integer NOT NULL PRIMARY KEY AUTOINCREMENT, \`name\` text NOT NULL);
-- Copy rows from old table "users" to new temporary table "new_users"
INSERT INTO \`new_users\` (\`id\`, \`name\`) SELECT \`id\`, \`name\` FROM \`users\`;
-- Drop "users" table after copying rows
DROP TABLE \`users\`;
-- Rename temporary table "new_users" to "users"
ALTER TABLE \`new_users\` RENAME TO \`users\`;
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
`,
  ],
];

const CHILDREN = {
  posts: [
    [1, 1],
    [2, 1],
    [3, 2],
  ],
  likes: [
    [1, 2],
    [2, null],
  ],
  notes: [["n", 2]],
};

describe.each(REBUILDS)("a rebuild as %s writes it", (_, rebuild) => {
  it("keeps every row that refers to the table", () =>
    holdsEverywhere(
      {
        name: "",
        // A file behind it: foreign keys are enforced again.
        steps: [
          {
            files: { "1_a.sql": TABLES, "2_b.sql": rebuild, "3_c.sql": "INSERT INTO posts VALUES (9, 9);" },
            expect: {
              applied: ["1", "2"],
              pending: ["3"],
              errors: ["failed 3_c.sql:1:1"],
              error: "migrations/3_c.sql:1:1: FOREIGN KEY constraint failed (SQLITE_CONSTRAINT)",
            },
          },
        ],
        ends: {
          tables: {
            ...CHILDREN,
            users: [
              [1, "a"],
              [2, "b"],
            ],
          },
        },
      },
      sqld.url,
    ));

  it("that loses a row which is referred to is rolled back whole, and table and row are named", () => {
    const losing = rebuild.replace(/ FROM (["`])users\1;/, " FROM $1users$1 WHERE $1id$1 <> 2;");
    expect(losing).not.toBe(rebuild);
    return holdsEverywhere(
      {
        name: "",
        steps: [
          {
            files: { "1_a.sql": TABLES, "2_b.sql": losing },
            expect: {
              applied: ["1"],
              pending: ["2"],
              errors: ["failed 2_b.sql"],
              error:
                'migrations/2_b.sql: foreign keys are violated at the end: "likes" refers to missing rows of "users" (rows: 1, rowid 1); ' +
                '"notes" refers to missing rows of "users" (rows: 1); "posts" refers to missing rows of "users" (rows: 1, rowid 3) (SQLITE_CONSTRAINT)',
            },
          },
        ],
        ends: {
          tables: {
            ...CHILDREN,
            users: [
              [1, "a"],
              [2, "b"],
            ],
          },
          history: ["1 a done"],
        },
      },
      sqld.url,
    );
  });
});

/** Violations and a mismatch that were there before anybody looked: made with foreign keys off, by a script that the guard cannot see through. */
const OLD_WRONGS = `-- libsql-actions: no-transaction
PRAGMA foreign_keys=OFF;
CREATE TABLE dead(x);
CREATE TABLE mismatched(x REFERENCES dead(x), y REFERENCES nowhere(z));
INSERT INTO mismatched VALUES (1, 1);
INSERT INTO posts VALUES (7, 70), (8, 80);
INSERT INTO notes VALUES ('old', 70);
`;

const [[, REBUILD] = ["", ""]] = REBUILDS;

const CASES: Case[] = [
  {
    name: "a database with old violations and an old mismatch is migrated all the same",
    steps: [
      {
        files: {
          "1_a.sql": TABLES,
          "2_b.sql": OLD_WRONGS,
          "3_c.sql": REBUILD,
          "4_d.sql": "CREATE TABLE more(x); DROP TABLE likes;",
        },
        expect: { applied: ["1", "2", "3", "4"], pending: [] },
      },
      {
        files: { "5_e.sql": "PRAGMA foreign_keys=OFF;\nDELETE FROM users WHERE id = 1;" },
        expect: {
          applied: [],
          errors: ["failed 5_e.sql"],
          error: expect.stringMatching(/"posts" refers to missing rows of "users" \(rows: 4, rowid 1, 2, 7, 8\)/),
        },
      },
      {
        files: { "5_e.sql": "PRAGMA foreign_keys=OFF;\nDELETE FROM posts WHERE id > 6;\nINSERT INTO mismatched VALUES (2, 2);" },
        expect: { applied: ["5"] },
      },
    ],
    ends: {
      tables: {
        posts: CHILDREN.posts,
        notes: [
          ["n", 2],
          ["old", 70],
        ],
        mismatched: [
          [1, 1],
          [2, 2],
        ],
      },
    },
  },
  {
    name: "foreign keys are off wherever in the file the pragma stands, in all its spellings",
    steps: [
      {
        files: {
          "1_a.sql": TABLES,
          "2_b.sql": "INSERT INTO posts VALUES (9, 9);\nINSERT INTO users VALUES (9, 'i');\nPRAGMA foreign_keys=OFF;",
          "3_c.sql": "INSERT INTO posts VALUES (10, 10);\nPRAGMA main.foreign_keys = 'off';\nINSERT INTO users VALUES (10, 'j');",
          "4_d.sql":
            "pragma FOREIGN_KEYS(0);\nINSERT INTO posts VALUES (11, 11);\npragma foreign_keys = yes;\nINSERT INTO users VALUES (11, 'k');",
          "5_e.sql":
            "/* before */ PRAGMA foreign_keys = no -- behind\n;INSERT INTO posts VALUES (12, 12); INSERT INTO users VALUES (12, 'l')",
          "6_f.sql": "INSERT INTO posts VALUES (13, 13);",
        },
        expect: {
          applied: ["1", "2", "3", "4", "5"],
          errors: ["failed 6_f.sql:1:1"],
          error: "migrations/6_f.sql:1:1: FOREIGN KEY constraint failed (SQLITE_CONSTRAINT)",
        },
      },
    ],
    ends: { history: ["1 a done", "2 b done", "3 c done", "4 d done", "5 e done"] },
  },
  {
    name: "a file that drops a referenced table with foreign keys on does what SQLite does",
    steps: [
      {
        files: { "1_a.sql": TABLES, "2_b.sql": "SELECT 1;\nDROP TABLE users;" },
        inputs: { lint: "off" },
        expect: {
          applied: ["1"],
          errors: ["failed 2_b.sql:2:1"],
          error: expect.stringContaining("FOREIGN KEY constraint failed"),
        },
      },
    ],
    ends: {
      tables: {
        ...CHILDREN,
        users: [
          [1, "a"],
          [2, "b"],
        ],
      },
    },
  },
];

it.each(CASES)("$name", (one) => holdsEverywhere(one, sqld.url));

// The lint has nothing to say about folders that are in order, as people and tools write them.
import { readdirSync, readFileSync } from "node:fs";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { expect, it } from "vitest";
import { lint } from "./lint.ts";
import { codesOf, lintText, migrationOf } from "./testing.ts";

const EXAMPLE = new URL("../../../examples/agent-memory/migrations/", import.meta.url);

function exampleMigrations(): Migration[] {
  const read = (name: string) => readFileSync(new URL(name, EXAMPLE), "utf8");
  const ups = readdirSync(EXAMPLE)
    .filter((name) => name.endsWith(".up.sql"))
    .sort();
  return ups.map((name) => migrationOf(name.slice(0, 4), read(name), read(name.replace(".up.", ".down."))));
}

it("has nothing to say about the example of this repository", () => {
  const migrations = exampleMigrations();
  expect(migrations.length).toBeGreaterThan(7);
  expect(lint({ migrations, earlier: [], reversible: true, ignore: [], level: "error" })).toEqual([]);
});

const PRISMA_BEFORE = `-- CreateTable
CREATE TABLE "User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "role" TEXT DEFAULT 'USER'
);
-- CreateTable
CREATE TABLE "Post" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "authorId" INTEGER NOT NULL,
    CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- CreateTable
CREATE TABLE "_Friends" (
    "A" INTEGER NOT NULL,
    "B" INTEGER NOT NULL,
    CONSTRAINT "_Friends_A_fkey" FOREIGN KEY ("A") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
-- CreateIndex
CREATE UNIQUE INDEX "_Friends_AB_unique" ON "_Friends"("A", "B");
`;
const PRISMA_REBUILD = `-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'USER',
    "name" TEXT
);
INSERT INTO "new_User" ("email", "id", "role") SELECT "email", "id", coalesce("role", 'USER') AS "role" FROM "User";
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
`;
const DRIZZLE_BEFORE = `CREATE TABLE \`users\` (
	\`id\` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	\`email\` text NOT NULL,
	\`created_at\` integer DEFAULT (unixepoch()) NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX \`users_email_unique\` ON \`users\` (\`email\`);--> statement-breakpoint
CREATE TABLE \`posts\` (
	\`id\` integer PRIMARY KEY NOT NULL,
	\`user_id\` integer,
	FOREIGN KEY (\`user_id\`) REFERENCES \`users\`(\`id\`) ON UPDATE no action ON DELETE cascade
);
`;
const DRIZZLE_REBUILD = `PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE \`__new_users\` (
	\`id\` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	\`email\` text NOT NULL,
	\`created_at\` integer DEFAULT (unixepoch()) NOT NULL,
	CONSTRAINT "email_check" CHECK("__new_users"."email" <> '')
);
--> statement-breakpoint
INSERT INTO \`__new_users\`("id", "email", "created_at") SELECT "id", "email", "created_at" FROM \`users\`;--> statement-breakpoint
DROP TABLE \`users\`;--> statement-breakpoint
ALTER TABLE \`__new_users\` RENAME TO \`users\`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX \`users_email_unique\` ON \`users\` (\`email\`);
`;
const ATLAS_REBUILD = `-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_users" table
CREATE TABLE \`new_users\` (\`id\` integer NOT NULL PRIMARY KEY AUTOINCREMENT, \`email\` text NOT NULL, \`created_at\` integer NOT NULL DEFAULT (unixepoch()), \`bio\` text NULL);
-- Copy rows from old table "users" to new temporary table "new_users"
INSERT INTO \`new_users\` (\`id\`, \`email\`, \`created_at\`) SELECT \`id\`, \`email\`, \`created_at\` FROM \`users\`;
-- Drop "users" table after copying rows
DROP TABLE \`users\`;
-- Rename temporary table "new_users" to "users"
ALTER TABLE \`new_users\` RENAME TO \`users\`;
-- Create index "users_email_unique" to table: "users"
CREATE UNIQUE INDEX \`users_email_unique\` ON \`users\` (\`email\`);
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
`;

it.each([
  ["Prisma", PRISMA_BEFORE, PRISMA_REBUILD],
  ["drizzle", DRIZZLE_BEFORE, DRIZZLE_REBUILD],
  ["Atlas", DRIZZLE_BEFORE, ATLAS_REBUILD],
])("has nothing to say about tables of %s and how it rebuilds them", (_, before, rebuild) => {
  expect(lintText(before, "", { level: "error" })).toEqual([]);
  expect(lintText(rebuild, before, { level: "error" })).toEqual([]);
});

it.each([
  ["Prisma", PRISMA_BEFORE, PRISMA_REBUILD],
  ["drizzle", DRIZZLE_BEFORE, DRIZZLE_REBUILD],
])("finds the loss of rows when a rebuild of %s leaves its pragma out", (_, before, rebuild) => {
  const unsafe = rebuild.replaceAll(/^PRAGMA foreign_keys=\w+;/gm, "");
  expect(codesOf(lintText(unsafe, before))).toEqual(["foreign-keys-in-transaction"]);
});

it("has nothing to say about much that looks like what it looks for", () => {
  const before = `CREATE TABLE items (id INTEGER PRIMARY KEY, "limit" INTEGER, "order" TEXT, kind TEXT DEFAULT '\${not} ? :a {{b}}');
CREATE TABLE tree (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES tree (id) ON DELETE CASCADE);
CREATE VIRTUAL TABLE docs USING fts5(title, body);`;
  const text = `CREATE TABLE mod (id INTEGER PRIMARY KEY, "pow" TEXT CHECK ("pow" IN ('a', 'b')), at TEXT DEFAULT (datetime('now')));
CREATE INDEX mod_pow ON mod ("pow");
CREATE INDEX items_order ON items ("order", "limit");
INSERT INTO mod (id, "pow") VALUES (1, 'what? :name @x $y \${z}'), (2, '"quoted"');
INSERT INTO mod ("id", "pow") WITH RECURSIVE pow(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM pow WHERE n < 3) SELECT n + 10, 'a' FROM pow ORDER BY n LIMIT 2;
UPDATE items SET "limit" = "limit" + 1 WHERE "order" = 'x' AND id IN (SELECT id FROM items ORDER BY id LIMIT 5);
INSERT INTO docs (title) VALUES ('a');
DELETE FROM docs WHERE docs MATCH '"a b"';
CREATE TRIGGER items_touch AFTER UPDATE ON items BEGIN UPDATE items SET kind = 'x' WHERE id = NEW.id; DELETE FROM mod; END;
CREATE VIEW counts AS SELECT kind, count(*) AS "n" FROM items GROUP BY kind HAVING "n" > 1 ORDER BY "n";
CREATE TABLE stats AS SELECT max(id) AS "top" FROM items;
SELECT "top" FROM stats WHERE "top" = "top";
INSERT OR REPLACE INTO items (id) VALUES (1);
INSERT INTO items (id) VALUES (2) ON CONFLICT DO UPDATE SET "order" = excluded."order" WHERE "limit" > 0;
SELECT sum(id) OVER (PARTITION BY kind ORDER BY id) FROM items;
DROP TABLE stats;
PRAGMA foreign_key_check;`;
  expect(lintText(text, before, { level: "error" })).toEqual([]);
});

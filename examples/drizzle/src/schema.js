// What drizzle-kit makes migrations from, and the application queries.
import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const authors = sqliteTable(
  "authors",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    name: text().notNull().unique(),
  },
  (table) => [check("authors_have_names", sql`length(${table.name}) > 0`)],
);

export const books = sqliteTable(
  "books",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    authorId: integer("author_id")
      .notNull()
      .references(() => authors.id, { onDelete: "cascade" }),
    title: text().notNull(),
    pages: integer(),
    addedAt: text("added_at").notNull().default(sql`CURRENT_TIMESTAMP`),
  },
  (table) => [index("books_author").on(table.authorId)],
);

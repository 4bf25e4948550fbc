// The application: books and who wrote them.
import { asc, eq, sum } from "drizzle-orm";
import { authors, books } from "./schema.js";

/** Adds a book, and its author where nobody of that name is known yet. @returns the id of the book */
export function addBook(db, { author, title, pages }) {
  return db.transaction(async (tx) => {
    await tx.insert(authors).values({ name: author }).onConflictDoNothing();
    const [known] = await tx.select().from(authors).where(eq(authors.name, author));
    const [added] = await tx.insert(books).values({ authorId: known.id, title, pages }).returning({ id: books.id });
    return added.id;
  });
}

/** The titles of an author, by the alphabet. */
export async function titlesOf(db, author) {
  const rows = await db
    .select({ title: books.title })
    .from(books)
    .innerJoin(authors, eq(authors.id, books.authorId))
    .where(eq(authors.name, author))
    .orderBy(asc(books.title));
  return rows.map(({ title }) => title);
}

/** All pages that an author wrote; books whose pages nobody counted are left out. */
export async function pagesOf(db, author) {
  const [row] = await db
    .select({ pages: sum(books.pages).mapWith(Number) })
    .from(books)
    .innerJoin(authors, eq(authors.id, books.authorId))
    .where(eq(authors.name, author));
  return row.pages;
}

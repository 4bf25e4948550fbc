// Reads the schema of a database once, and anew when something was written.
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { introspect, type Queryable } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";

/** A database that knows its schema until something is written through it. */
export interface SchemaReader {
  readonly db: StepDatabase;
  /** Without the tables that are left out. @throws the error of the database, or one that names the object that cannot be read */
  readonly schema: () => Promise<Schema>;
}

/** @param leaveOut says of a table's name whether it is left out */
export function schemaReader(db: StepDatabase & Queryable, leaveOut: (name: string) => boolean): SchemaReader {
  let known: Promise<Schema> | undefined;
  const forgetting =
    <A extends unknown[], T>(write: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      known = undefined;
      return write(...args).finally(() => {
        known = undefined;
      });
    };
  const writing: StepDatabase = {
    ...db,
    transaction: forgetting(db.transaction),
    transactions: forgetting(db.transactions),
    loose: forgetting(db.loose),
    beginWrite: async () => {
      const transaction = await forgetting(db.beginWrite)();
      return { ...transaction, commit: forgetting(transaction.commit) };
    },
    beginFill: async () => {
      const transaction = await forgetting(db.beginFill)();
      return { ...transaction, write: forgetting(transaction.write) };
    },
  };
  return {
    db: writing,
    schema: () => {
      known ??= introspect(db, leaveOut);
      return known;
    },
  };
}

import { MIGRATION_TABLES } from "@libsql-actions/shared/schema/migration-tables";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { expect, it } from "vitest";
import { FORMATS } from "./formats.ts";

it.each(FORMATS.map(({ name, tracking }) => [name, tracking.table]))(
  "%s records in %s, a table that no other action takes for one of rows",
  (_, table) => {
    expect(MIGRATION_TABLES).toContain(foldIdentifier(table));
  },
);

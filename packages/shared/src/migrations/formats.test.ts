import { expect, it } from "vitest";
import { MIGRATION_TABLES } from "../schema/migration-tables.ts";
import { foldIdentifier } from "../sql/identifier.ts";
import { FORMATS } from "./formats.ts";

it.each(FORMATS.map(({ name, tracking }) => [name, tracking.table]))(
  "%s records in %s, a table that no other action takes for one of rows",
  (_, table) => {
    expect(MIGRATION_TABLES).toContain(foldIdentifier(table));
  },
);

// The tables in which migration tools record what is applied. They say nothing of a schema's own data: a row put into one would be a migration that never ran.

/** Folded names, as the tools choose them where nobody tells them another one. */
export const MIGRATION_TABLES: ReadonlySet<string> = new Set([
  "__drizzle_migrations",
  "_libsql_actions_migrations",
  "_prisma_migrations",
  "_sqlx_migrations",
  "atlas_schema_revisions",
  "d1_migrations",
  "flyway_schema_history",
  "goose_db_version",
  "schema_migrations",
]);

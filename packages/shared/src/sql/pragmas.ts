// What libsql-server lets a client do with each PRAGMA (libsql-server/src/query_analysis.rs, seen at work in 0.24.32).

/** With these a value may be given, or they take one as their argument. */
const WITH_VALUE = new Set([
  "collation_list",
  "compile_options",
  "data_version",
  "database_list",
  "defer_foreign_keys",
  "encoding",
  "foreign_key_check",
  "foreign_key_list",
  "foreign_keys",
  "freelist_count",
  "function_list",
  "index_info",
  "index_list",
  "index_xinfo",
  "integrity_check",
  "legacy_file_format",
  "module_list",
  "page_count",
  "pragma_list",
  "quick_check",
  "stats",
  "table_info",
  "table_list",
  "table_xinfo",
  "user_version",
]);

/** These can only be read. */
const READ_ONLY = new Set([
  "analysis_limit",
  "application_id",
  "auto_vacuum",
  "automatic_index",
  "busy_timeout",
  "cache_size",
  "cache_spill",
  "cell_size_check",
  "checkpoint_fullfsync",
  "fullfsync",
  "hard_heap_limit",
  "journal_mode",
  "journal_size_limit",
  "legacy_alter_table",
  "locking_mode",
  "max_page_count",
  "mmap_size",
  "page_size",
  "query_only",
  "read_uncommitted",
  "recursive_triggers",
  "reverse_unordered_selects",
  "schema_version",
  "secure_delete",
  "soft_heap_limit",
  "synchronous",
  "temp_store",
  "threads",
  "trusted_schema",
  "wal_autocheckpoint",
]);

/** What of a PRAGMA the server takes: all of it, only a question without a value, or nothing. @param name in lower case */
export function pragmaSupport(name: string): "all" | "read" | "none" {
  return WITH_VALUE.has(name) ? "all" : READ_ONLY.has(name) ? "read" : "none";
}

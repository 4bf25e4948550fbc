// SQLite's keywords (https://sqlite.org/lang_keywords.html), and how a name is written so that it is none of them.
import { quoteIdentifier } from "../sql/identifier.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Those that no bare name can be. */
const RESERVED = words(`
  ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE
  EXCEPT EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT INTERSECT INTO IS ISNULL JOIN LIMIT NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY
  REFERENCES RETURNING SELECT SET TABLE THEN TO TRANSACTION UNION UNIQUE UPDATE USING VALUES WHEN WHERE`);

/** Those that SQLite takes for a name where the keyword cannot stand. The literals TRUE and FALSE are among them. */
const SOFT = words(`
  ABORT ACTION AFTER ALWAYS ANALYZE ASC ATTACH BEFORE BEGIN BY CASCADE CAST COLUMN CONFLICT CROSS CURRENT CURRENT_DATE CURRENT_TIME
  CURRENT_TIMESTAMP DATABASE DEFERRED DESC DETACH DO EACH END EXCLUDE EXCLUSIVE EXPLAIN FAIL FALSE FILTER FIRST FOLLOWING FOR FULL GENERATED
  GLOB GROUPS IF IGNORE IMMEDIATE INDEXED INITIALLY INNER INSTEAD KEY LAST LEFT LIKE MATCH MATERIALIZED NATURAL NO NULLS OF OFFSET OTHERS
  OUTER OVER PARTITION PLAN PRAGMA PRECEDING QUERY RAISE RANGE RECURSIVE REGEXP REINDEX RELEASE RENAME REPLACE RESTRICT RIGHT ROLLBACK ROW
  ROWS SAVEPOINT TEMP TEMPORARY TIES TRIGGER TRUE UNBOUNDED VACUUM VIEW VIRTUAL WINDOW WITH WITHOUT`);

/** Whether a bare word of these letters is always a keyword, sometimes, or never. */
export function keywordKind(word: string): "reserved" | "soft" | "none" {
  const upper = word.toUpperCase();
  return RESERVED.has(upper) ? "reserved" : SOFT.has(upper) ? "soft" : "none";
}

/** Writes a name bare where nothing speaks against it, else in double quotes. */
export function writeName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && keywordKind(name) === "none" ? name : quoteIdentifier(name);
}

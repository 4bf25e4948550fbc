// Makes the breakpoints of drizzle-kit end statements for SQLite too, without moving anything in the file.
import { tokens } from "../../sql/tokens.ts";

/** What drizzle's migrator splits a file at, wherever it stands (`readMigrationFiles` of drizzle-orm/src/migrator.ts). */
const MARKER = "--> statement-breakpoint";
/** As long as the marker. */
const END = ";".padEnd(MARKER.length);
const END_OF_COMMENT = "*/;".padEnd(MARKER.length);

/**
 * Replaces every breakpoint by a `;` and as many spaces as it was long. A comment before it on its line becomes a block comment, so that it does not
 * swallow the `;`. One inside a literal or a block comment stays: drizzle would cut the literal in two and fail.
 */
export function endAtBreakpoints(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let found = nextBreakpoint(text, done); found !== undefined; found = nextBreakpoint(text, done)) {
    parts.push(text.slice(done, found.comment));
    if (found.comment === found.marker) parts.push(END);
    else parts.push("/*", text.slice(found.comment + 2, found.marker).replaceAll("*/", "  "), END_OF_COMMENT);
    done = found.marker + MARKER.length;
  }
  return parts.join("") + text.slice(done);
}

/** Where the line comment with the next marker begins, and where the marker does. */
function nextBreakpoint(text: string, from: number): { readonly comment: number; readonly marker: number } | undefined {
  if (text.indexOf(MARKER, from) === -1) return undefined;
  const rest = text.slice(from);
  for (const { kind, start, end } of tokens(rest)) {
    if (kind !== "space" || !rest.startsWith("--", start)) continue;
    const marker = rest.slice(start, end).indexOf(MARKER);
    if (marker !== -1) return { comment: from + start, marker: from + start + marker };
  }
  return undefined;
}

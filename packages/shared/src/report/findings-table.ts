// Findings as Markdown tables, for a summary or a comment: the worst first, one table a database, never larger than what takes them.
import type { Finding } from "./finding.ts";
import { countBySeverity, countsInWords, inOrder, placeOf } from "./findings-order.ts";
import { markdownCode, markdownMessage, markdownTable } from "./summary.ts";

export interface FindingsTableOptions {
  /** The page that lists the codes, each under a heading that is the code itself. */
  readonly documentation: string;
  /** Of UTF-8; no text has more characters than that. The runner takes 1 MiB a summary, GitHub 65,536 characters a comment, all its other parts included. */
  readonly maximumBytes: number;
  /** The error that stands beside the table: a finding that is a line of it is not told twice. */
  readonly error?: string | undefined;
}

const HEADER = ["", "Code", "Place", "What"];
/** A longer message fills the page, and what matters stands in its first sentences. */
const MAX_MESSAGE_CHARACTERS = 1_000;
/** For the line that says what was left out. */
const RESERVED_BYTES = 200;

interface Row {
  readonly finding: Finding;
  readonly cells: readonly string[];
}

/**
 * Markdown of all findings that fit, and a line that says how many did not; empty where there are none. Findings of several databases stand in a
 * table a database; what is about none comes first.
 */
export function findingsTable(
  findings: readonly Finding[],
  { documentation, maximumBytes, error }: FindingsTableOptions,
): string {
  const told = new Set(error?.split("\n"));
  const ordered = inOrder(findings.filter((finding) => !told.has(`${placeOf(finding)}: ${finding.message}`)));
  if (ordered.length === 0) return "";
  const grouped = new Set(ordered.map(({ database }) => database)).size > 1;
  const rows = rowsThatFit(ordered, documentation, grouped, maximumBytes - RESERVED_BYTES);
  const groups = Map.groupBy(rows, ({ finding }) => finding.database);
  // Sorting leaves what is undefined at the end.
  const databases = [undefined, ...[...groups.keys()].filter((database) => database !== undefined).sort()];
  const parts = databases.flatMap((database) => {
    if (!groups.has(database)) return [];
    const table = tableOf((groups.get(database) ?? []).map(({ cells }) => cells));
    return grouped && database !== undefined ? [headingOf(database), table] : [table];
  });
  const left = ordered.slice(rows.length);
  if (left.length > 0)
    parts.push(`_${left.length} of ${ordered.length} do not fit here: ${countsInWords(countBySeverity(left))}._`);
  return parts.join("\n\n");
}

function rowsThatFit(ordered: readonly Finding[], documentation: string, grouped: boolean, maximumBytes: number): Row[] {
  const rows: Row[] = [];
  const seen = new Set<string | undefined>();
  let left = maximumBytes;
  for (const finding of ordered) {
    const { database } = finding;
    const cells = cellsOf(finding, documentation);
    if (!seen.has(database)) left -= bytesOf(`${grouped ? headingOf(database ?? "") : ""}\n\n${tableOf([])}\n\n`);
    left -= bytesOf(`| ${cells.join(" | ")} |\n`);
    if (left < 0) break;
    seen.add(database);
    rows.push({ finding, cells });
  }
  return rows;
}

function cellsOf(finding: Finding, documentation: string): string[] {
  const { code, severity, message } = finding;
  const shown = message.length > MAX_MESSAGE_CHARACTERS ? `${message.slice(0, MAX_MESSAGE_CHARACTERS).toWellFormed()}…` : message;
  return [
    severity,
    `[${markdownCode(code)}](${codeUrl(documentation, code)})`,
    markdownCode(placeOf(finding)),
    markdownMessage(shown),
  ];
}

/** Where the documentation explains a code. */
export function codeUrl(documentation: string, code: string): string {
  const url = new URL(documentation);
  url.hash = encodeURIComponent(code.toWellFormed());
  // Parentheses would end the link in Markdown.
  return url.href.replaceAll("(", "%28").replaceAll(")", "%29");
}

function tableOf(rows: readonly (readonly string[])[]): string {
  return markdownTable(HEADER, rows);
}

function headingOf(database: string): string {
  return `#### ${markdownCode(database)}`;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

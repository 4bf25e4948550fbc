// Reads CSV (RFC 4180) with a header, by csv-parse. An empty cell is NULL, as `\N` is; `""` is an empty text.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import { CsvError, parse } from "csv-parse/sync";
import { FormatError, type RawCell, type RawRow } from "./raw-row.ts";

const NULL_MARKER = "\\N";

interface Cell {
  readonly text: string;
  readonly isQuoted: boolean;
}

/** What csv-parse says of a record: with `info`, in which line it ended, and with `raw`, its text. */
interface ParsedRecord {
  readonly record: readonly Cell[];
  readonly info: { readonly lines: number };
  readonly raw: string;
}

/** @throws FormatError */
export function readCsv(text: string): RawRow[] {
  const records = parseRecords(text);
  const [header, ...others] = records;
  if (header === undefined || header.record.every((cell) => cell.text === ""))
    throw new FormatError(1, 0, "has no header: its first line names the columns.");
  const names = header.record.map((cell) => cell.text.trim());
  refuseNames(names);
  let line = 1 + lineBreaks(header.raw);
  return others.map((record) => {
    // Blank lines before a record are part of nothing else.
    const first = line + blankLines(record.raw);
    line += lineBreaks(record.raw);
    if (record.record.length !== names.length)
      throw new FormatError(
        first,
        0,
        `has ${record.record.length} cells, and the header has ${names.length}. A cell with a comma in it is written in quotes.`,
      );
    return cellsOf(record, names, first);
  });
}

function parseRecords(text: string): ParsedRecord[] {
  try {
    return parse(text, {
      bom: true,
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
      raw: true,
      cast: (cell, { quoting }): Cell => ({ text: cell, isQuoted: quoting }),
    }) as unknown as ParsedRecord[];
  } catch (problem) {
    if (!(problem instanceof CsvError)) throw problem;
    const line = typeof problem["lines"] === "number" ? problem["lines"] : 1;
    throw new FormatError(line, 0, `is no CSV: ${problem.message}`);
  }
}

function refuseNames(names: readonly string[]): void {
  const empty = names.indexOf("");
  const folded = names.map(foldIdentifier);
  const twice = names.find((_, index) => folded.indexOf(folded[index] ?? "") < index);
  if (twice !== undefined) throw new FormatError(1, 0, `names ${quote(twice)} twice in its header.`);
  if (empty >= 0) throw new FormatError(1, 0, `names no column in cell ${empty + 1} of its header.`);
}

/** Each cell with its place: the text of the record is walked once more, since csv-parse does not say where a cell begins. */
function cellsOf({ record, raw }: ParsedRecord, names: readonly string[], firstLine: number): RawCell[] {
  let [line, character, at] = [firstLine, 0, blankPrefix(raw).length];
  return record.map((cell, index): RawCell => {
    const isNull = !cell.isQuoted && (cell.text === "" || cell.text === NULL_MARKER);
    const found: RawCell = { name: names[index] ?? "", kind: isNull ? "null" : "untyped", text: cell.text, line, character };
    for (let isInside = false; at < raw.length; at++) {
      const one = raw.charAt(at);
      if (one === '"') isInside = !isInside;
      character++;
      if (one === "\n") [line, character] = [line + 1, 0];
      if (one === "," && !isInside) {
        at++;
        break;
      }
    }
    return found;
  });
}

function lineBreaks(raw: string): number {
  return raw.split(/\r\n|\r|\n/).length - 1;
}

function blankPrefix(raw: string): string {
  return /^(?:\s*(?:\r\n|\r|\n))*/.exec(raw)?.[0] ?? "";
}

function blankLines(raw: string): number {
  return lineBreaks(blankPrefix(raw));
}

// The format of dbmate (https://github.com/amacneil/dbmate, measured with 2.36.0): both directions in one file, and a table of versions.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { Format } from "../format.ts";
import type { Migration } from "../migration.ts";
import type { SourceFile, SourceFolder } from "../source-folder.ts";
import type { Tracking } from "../tracking.ts";
import { duplicateVersions } from "./file-findings.ts";
import { nextVersion } from "./next-version.ts";
import { byteOrderMark, directive, keepLines, linesOf } from "./sections.ts";
import { readToolFiles } from "./tool-files.ts";
import { whereMissing } from "./tracking-sql.ts";
import type { VersionFile } from "./version-pairs.ts";

/** `migrationFileRegexp` of pkg/dbmate/db.go, whose digits are the version. */
const NAME = /^(?<version>\d+)(?<name>.*)\.sql$/;
/** `upRegExp` and `downRegExp` of pkg/dbmate/migration.go. They know nothing of literals and comments. */
const DIRECTIVE = /^--[\t\f\r ]*migrate:(up|down)(?=[\t\f\r ]|$)/;
const DIRECTED = /(?:^\ufeff?|\n)--[\t\f\r ]*migrate:up(?=[\t\n\f\r ]|$)/;
const EMPTY_OR_COMMENT = /^[\t\f\r ]*(?:$|--)/;

interface Section {
  readonly direction: "up" | "down";
  /** Its first line, which has the directive, and the one behind its last. */
  readonly first: number;
  readonly end: number;
  readonly transaction: boolean;
}

const tracking: Tracking = {
  table: "schema_migrations",
  matches: (columns) => columns.length === 1 && columns[0] === "version",
  create: (table, columns) => whereMissing(columns, `create table if not exists ${table} (version varchar(128) primary key)`),
  select: (table) => `SELECT version FROM ${table} ORDER BY rowid`,
  toRecord: ([version]) => ({ key: String(version), name: undefined, checksum: undefined, state: "applied" }),
  key: "version",
  mark: "version",
  apply: (table, { key }) => [{ sql: `insert into ${table} (version) values (?)`, args: [key] }],
  revert: (table, { key }) => [{ sql: `delete from ${table} where version = ?`, args: [key] }],
};

export const dbmate: Format = {
  name: "dbmate",
  detect: ({ files }) => files.some(({ path, text }) => NAME.test(path) && DIRECTED.test(text)),
  read: (folder) => {
    const { files, ignored } = readToolFiles(folder, NAME);
    const read = files.map(readFile);
    const migrations = read.map(({ migration }) => migration);
    return {
      migrations,
      ignored,
      findings: [...duplicateVersions(files), ...textOrder(files), ...read.flatMap(({ findings }) => findings)],
    };
  },
  tracking,
  create: (folder: SourceFolder, name, now) => [
    {
      path: `${nextVersion(readToolFiles(folder, NAME).files, now)}_${name}.sql`,
      text: "-- migrate:up\n\n\n-- migrate:down\n\n",
    },
  ],
  reversible: true,
  limits: "dbmate records versions only: that a file was edited after it was applied is not noticed.",
};

function readFile({ version, name, source }: VersionFile): { migration: Migration; findings: FolderFinding[] } {
  const { file, text } = source;
  const lines = linesOf(text);
  const sections = sectionsOf(lines);
  const script = (direction: Section["direction"]) => {
    const own = sections.filter((section) => section.direction === direction);
    const kept = new Set(own.flatMap(({ first, end }) => Array.from({ length: end - first }, (_, index) => first + index)));
    return { file, text: keepLines(lines, (line) => kept.has(line)), transaction: own.every(({ transaction }) => transaction) };
  };
  const migration: Migration = {
    version,
    name: name.replace(/^[_-]/, ""),
    key: version,
    kind: "versioned",
    up: script("up"),
    down: sections.some(({ direction }) => direction === "down") ? script("down") : undefined,
    checksums: [],
  };
  const bom = byteOrderMark(source, "dbmate");
  return { migration, findings: bom.length > 0 ? bom : check(source, lines, sections) };
}

/** The parts of a file in order, from the first `-- migrate:up` on. */
function sectionsOf(lines: readonly string[]): Section[] {
  const sections: Section[] = [];
  for (const [first, line] of lines.entries()) {
    const match = DIRECTIVE.exec(line);
    const direction = match?.[1] as Section["direction"] | undefined;
    if (match === null || direction === undefined || (sections.length === 0 && direction === "down")) continue;
    const previous = sections.at(-1);
    if (previous !== undefined) sections[sections.length - 1] = { ...previous, end: first };
    sections.push({ direction, first, end: lines.length, transaction: hasTransaction(line.slice(match[0].length)) });
  }
  return sections;
}

/** Reads the options behind a directive, `name:value` words of which the last of a name counts. */
function hasTransaction(options: string): boolean {
  const pairs = options.split(/[\t\f\r ]+/).map((word) => word.split(":"));
  return pairs.findLast(([name, , more]) => name === "transaction" && more === undefined)?.[1] !== "false";
}

/** What dbmate refuses, in its order, and what it makes something else of than is written. */
function check(source: SourceFile, lines: readonly string[], sections: readonly Section[]): FolderFinding[] {
  const [start] = sections;
  const name = quote(source.path);
  if (start === undefined)
    return [directive(source, undefined, `${name} has no line \`-- migrate:up\`, which dbmate requires. Put it before the SQL.`)];
  const before = lines.findIndex((line) => !EMPTY_OR_COMMENT.test(line));
  if (before !== -1 && before < start.first)
    return [directive(source, before, `There is SQL before the first \`-- migrate:up\` of ${name}. Move it below that line.`)];
  const wrong = sections.flatMap(({ direction, first }, index) => {
    const next = sections[index + 1]?.direction;
    if (direction === "up" && next !== "down")
      return [
        directive(
          source,
          first,
          `No \`-- migrate:down\` follows this \`-- migrate:up\`, and dbmate requires one. Add it; it may be empty.`,
        ),
      ];
    if (direction === "down" && next === "down")
      return [directive(source, first, `Two \`-- migrate:down\` follow one \`-- migrate:up\`. Make one part of them.`)];
    return [];
  });
  const second = sections.filter(({ direction }) => direction === "up")[1];
  if (wrong.length > 0 || second === undefined) return wrong;
  const mixed = sections.some(({ transaction }) => transaction) && sections.some(({ transaction }) => !transaction);
  return [
    directive(
      source,
      second.first,
      `${name} has several \`-- migrate:up\`. They are applied together${mixed ? ", without a transaction" : ""}; ` +
        "dbmate itself records the version after the first, fails at the second on SQLite and takes the file for applied. " +
        "Make a file of each.",
      "warning",
    ),
  ];
}

/** dbmate goes by the names as text, where 10 comes before 2. */
function textOrder(files: readonly VersionFile[]): FolderFinding[] {
  const index = files.findIndex(({ version }, at) => BigInt(files[at - 1]?.version ?? 0) > BigInt(version));
  const [before, file] = [files[index - 1], files[index]];
  if (before === undefined || file === undefined) return [];
  return [
    {
      code: "version-order",
      severity: "warning",
      file: file.source.file,
      message:
        `${quote(before.source.path)} is applied before ${quote(file.source.path)}: dbmate sorts names as text. ` +
        "Write new versions with as many digits as the others.",
    },
  ];
}

// Tells from file names how a folder of migrations is laid out, and which file is which version.
import { quote } from "@libsql-actions/shared/inputs/quote";
import { compareVersions } from "./migration.ts";

/** `plain`: one script a version. `pair`: one that applies it (`.up.sql`), and maybe one that takes it back (`.down.sql`). */
export const FORMATS = ["plain", "pair"] as const;
export type Format = (typeof FORMATS)[number];

export interface NamedScript {
  readonly version: string;
  readonly name: string;
  readonly fileName: string;
}

export interface Layout {
  readonly format: Format;
  /** The scripts that apply a version, in the order of their versions. */
  readonly scripts: readonly NamedScript[];
  /** SQL files whose names begin with no version. */
  readonly ignored: readonly string[];
}

/** 18 digits always fit 64 bits; a timestamp has 14. */
const VERSIONED = /^(\d{1,18})[_-](.+?)(\.up|\.down)?\.sql$/i;
/** What other tools keep beside or in the names of their migrations. Their folders mean other things than `plain` and `pair`. */
const FOREIGN_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^meta$/, "drizzle-kit"],
  [/^migration_lock\.toml$/, "Prisma"],
  [/^atlas\.sum$/, "Atlas"],
  [/^V\d+(\.\d+)*__.*\.sql$/, "Flyway"],
];

/**
 * Reads the layout of a folder from the names in it.
 * @throws an `Error` that lists every name that is not understood, and every version that is there twice
 */
export function readLayout(names: readonly string[], wanted: Format | "auto"): Layout {
  const sql = names.filter((name) => /\.sql$/i.test(name)).sort();
  const parsed = sql.map((fileName) => ({ fileName, match: VERSIONED.exec(fileName) }));
  const isPair = parsed.some(({ match }) => match?.[3] !== undefined);
  const tool = FOREIGN_NAMES.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1];
  if (wanted === "auto" && tool !== undefined)
    throw new Error(
      `it looks like a folder of ${tool}, which this action does not read. If it is none, say \`format: plain\` or \`format: pair\`.`,
    );
  const format = wanted === "auto" ? (isPair ? "pair" : "plain") : wanted;

  const problems: string[] = [];
  const scripts: NamedScript[] = [];
  const downs: NamedScript[] = [];
  for (const { fileName, match } of parsed) {
    if (match?.[1] === undefined || match[2] === undefined) {
      if (/^\d/.test(fileName)) problems.push(`${quote(fileName)} is not named \`<digits>_<name>.sql\` (at most 18 digits)`);
      continue;
    }
    const direction = match[3]?.toLowerCase();
    if ((direction !== undefined) !== (format === "pair"))
      problems.push(`${quote(fileName)} does not belong to a folder of the format \`${format}\``);
    (direction === ".down" ? downs : scripts).push({ version: match[1], name: match[2], fileName });
  }
  scripts.sort((a, b) => compareVersions(a.version, b.version));
  for (const list of [scripts, downs]) problems.push(...duplicates(list));
  for (const down of downs)
    if (!scripts.some((script) => compareVersions(script.version, down.version) === 0))
      problems.push(`${quote(down.fileName)} has no \`.up.sql\``);
  if (problems.length > 0) throw new Error(problems.join("; "));
  return { format, scripts, ignored: sql.filter((name) => !/^\d/.test(name)) };
}

function duplicates(scripts: readonly NamedScript[]): string[] {
  const seen = new Map<bigint, string>();
  return scripts.flatMap(({ version, fileName }) => {
    const first = seen.get(BigInt(version));
    seen.set(BigInt(version), first ?? fileName);
    return first === undefined ? [] : [`${quote(first)} and ${quote(fileName)} have the same version`];
  });
}

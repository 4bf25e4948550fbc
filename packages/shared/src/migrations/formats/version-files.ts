// Reads folders of no tool: every migration is a file, or a pair of files, named by its version.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import { compareNumbers } from "../migration.ts";
import type { SourceFolder } from "../source-folder.ts";
import { badName, duplicateVersions } from "./file-findings.ts";
import { isSql } from "./sql-files.ts";
import { toPairs, type VersionFile } from "./version-pairs.ts";

/** 18 digits always fit 64 bits; a timestamp has 14. */
const VERSIONED = /^(\d{1,18})[_-](.+?)(\.up|\.down)?\.sql$/i;

/** True when a name is that of a script that applies or takes back. */
export function isDirected(path: string): boolean {
  return VERSIONED.exec(path)?.[3] !== undefined && !path.includes("/");
}

/** The files of a folder by what their names say. SQL files whose names begin with no digit, or that lie deeper, are `ignored`. */
function readNames(folder: SourceFolder): { named: VersionFile[]; ignored: string[]; findings: FolderFinding[] } {
  const [named, ignored, findings]: [VersionFile[], string[], FolderFinding[]] = [[], [], []];
  for (const source of folder.files.filter(({ path }) => isSql(path))) {
    const match = source.path.includes("/") ? null : VERSIONED.exec(source.path);
    const [, version, name, direction] = match ?? [];
    if (version !== undefined && name !== undefined)
      named.push({ version, name, source, direction: direction?.slice(1).toLowerCase() as VersionFile["direction"] });
    else if (/^\d[^/]*$/.test(source.path))
      findings.push(
        badName(
          source,
          `${quote(source.path)} is not named \`<digits>_<name>.sql\` (at most 18 digits). Name it so, or take it out.`,
        ),
      );
    else ignored.push(source.path);
  }
  return { named: named.sort((a, b) => compareNumbers(a.version, b.version)), ignored, findings };
}

/** Reads a folder with one file a version, in the order of the versions. */
export function readVersionFiles(folder: SourceFolder) {
  const { named, ignored, findings } = readNames(folder);
  const [directed, files] = [named.filter((file) => file.direction), named.filter((file) => !file.direction)];
  const strays = directed.map(({ source }) =>
    badName(source, `${quote(source.path)} is one of a pair of scripts, in a folder of single ones.`),
  );
  return { files, ignored, findings: [...findings, ...strays, ...duplicateVersions(files, BigInt)] };
}

/** Reads a folder with `.up.sql` and `.down.sql` files, in the order of the versions. */
export function readVersionPairs(folder: SourceFolder) {
  const { named, ignored, findings } = readNames(folder);
  const directed = toPairs(named.filter(({ direction }) => direction !== undefined));
  const singles = named.filter(({ direction }) => direction === undefined);
  const strays = singles.map(({ source }) =>
    badName(source, `${quote(source.path)} is neither an \`.up.sql\` nor a \`.down.sql\` file, in a folder of pairs.`),
  );
  return { pairs: directed.pairs, ignored, findings: [...findings, ...strays, ...directed.findings] };
}

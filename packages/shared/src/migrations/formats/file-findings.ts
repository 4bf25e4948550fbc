// What is wrong with the files of a folder by their names, in every format.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { SourceFile } from "../source-folder.ts";

/** A file whose name does not fit its folder. */
export function badName({ file }: SourceFile, message: string): FolderFinding {
  return { code: "file-name", severity: "error", file, message };
}

/** Two files that claim one version. */
export function duplicateVersion(first: SourceFile, second: SourceFile, version: string): FolderFinding {
  return {
    code: "duplicate-version",
    severity: "error",
    file: second.file,
    message: `${quote(first.path)} and ${quote(second.path)} have the same version ${version}. Give the newer one a version of its own.`,
  };
}

interface Versioned {
  readonly version: string;
  readonly source: SourceFile;
}

/** Files that claim the version of one before them. @param keyOf the same for all ways of writing a version */
export function duplicateVersions(
  files: readonly Versioned[],
  keyOf: (version: string) => unknown = (version) => version,
): FolderFinding[] {
  return duplicatesBy(
    files,
    ({ version }) => keyOf(version),
    (first, { source, version }) => duplicateVersion(first.source, source, version),
  );
}

/** What is told of each that has the key of one before it. @param tell is given the first with that key, and this one */
export function duplicatesBy<T>(
  items: readonly T[],
  keyOf: (item: T) => unknown,
  tell: (first: T, item: T) => FolderFinding,
): FolderFinding[] {
  const firsts = new Map<unknown, T>();
  return items.flatMap((item) => {
    const key = keyOf(item);
    const first = firsts.get(key);
    if (first !== undefined) return [tell(first, item)];
    firsts.set(key, item);
    return [];
  });
}

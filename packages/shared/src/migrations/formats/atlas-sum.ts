// atlas.sum: hashes of the files of a folder, each of which covers all files before it too (`HashFile` and `Validate` of sql/migrate/dir.go).
import { createHash } from "node:crypto";
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { SourceFile } from "../source-folder.ts";
import { isOutOfSum } from "./atlas-directives.ts";

export const SUM = "atlas.sum";

interface Line {
  readonly name: string;
  /** Base64. */
  readonly hash: string;
}

type Hashed = Pick<SourceFile, "path" | "text">;

/** The lines that atlas.sum has to have. @param files in the order of their names */
export function hashFiles(files: readonly Hashed[]): readonly Line[] {
  const hash = createHash("sha256");
  return files.flatMap(({ path, text }) => {
    hash.update(path);
    if (isOutOfSum(text)) return [];
    hash.update(text);
    return [{ name: path, hash: hash.copy().digest("base64") }];
  });
}

/** What `atlas migrate hash` writes. */
export function formatSum(lines: readonly Line[]): string {
  return [`h1:${totalOf(lines)}`, ...lines.map(({ name, hash }) => `${name} h1:${hash}`), ""].join("\n");
}

function totalOf(lines: readonly Line[]): string {
  const hash = createHash("sha256");
  for (const line of lines) hash.update(line.name).update(line.hash);
  return hash.digest("base64");
}

/**
 * What keeps the files from being those that atlas.sum was made of: the first that differs, as Atlas tells it.
 * @param expected the hashes of the files as they are
 */
export function checkSum(sum: SourceFile, expected: readonly Line[], files: readonly SourceFile[]): FolderFinding[] {
  const [total, ...rest] = sum.text.split(/\r?\n/);
  if (rest.at(-1) === "") rest.pop();
  const lines = rest.map((line): Line | undefined => {
    const at = line.indexOf("h1:");
    return at === -1 ? undefined : { name: line.slice(0, at).trim(), hash: line.slice(at + 3) };
  });
  const odd = lines.indexOf(undefined);
  if (odd !== -1) return [problem(sum, `Its line ${odd + 2} is no file and its hash.`, sum, odd + 2)];
  const recorded = lines as readonly Line[];
  if (total?.replace(/^h1:/, "") !== totalOf(recorded))
    return [problem(sum, "Its first line is not the hash of the others: it was edited, or merged by hand.", sum, 1)];
  const index = recorded.findIndex(({ name, hash }, at) => expected[at]?.name !== name || expected[at]?.hash !== hash);
  if (index === -1) {
    const added = expected[recorded.length];
    return added === undefined ? [] : [changed(sum, added.name, "added", files)];
  }
  const { name } = recorded[index] as Line;
  const now = expected.findIndex((line) => line.name === name);
  if (now === -1) return [changed(sum, name, "removed", files)];
  return [now === index ? changed(sum, name, "edited", files) : changed(sum, expected[index]?.name ?? name, "added", files)];
}

/** There are scripts, and no atlas.sum. */
export function withoutSum(file: SourceFile): FolderFinding {
  return problem(file, `There is no ${SUM} that covers it.`);
}

function changed(
  sum: SourceFile,
  name: string,
  reason: "added" | "edited" | "removed",
  files: readonly SourceFile[],
): FolderFinding {
  const file = files.find(({ path }) => path === name) ?? sum;
  return problem(file, `${quote(name)} was ${reason} after ${SUM} was written.`);
}

function problem({ file }: SourceFile, what: string, at?: SourceFile, line?: number): FolderFinding {
  return {
    code: "atlas-sum",
    severity: "error",
    file: at?.file ?? file,
    ...(line === undefined ? {} : { line }),
    message: `${what} See that the files are what they should be, then run \`atlas migrate hash\`.`,
  };
}

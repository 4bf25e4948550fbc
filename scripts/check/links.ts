// The links of all Markdown of the repository: what they name must be there, file and anchor, and leave the repository only
// where they must. Addresses of other sites are looked at for their form alone: a check needs no network.
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { listFiles } from "../git.ts";
import { type MarkdownFile, readMarkdown } from "./markdown.ts";

/** Files of this repository under an address of GitHub; all else there (issues, releases, advisories) has no file to link to. */
const OWN_FILE =
  /^https:\/\/(?:github\.com\/libsql-actions\/libsql-actions\/(?:blob|tree|raw|edit)|raw\.githubusercontent\.com\/libsql-actions\/libsql-actions)\//i;
const SCHEME = /^([a-z][a-z0-9+.-]*):/i;

/** The checkout, as far as links look at it. Paths are relative to its root and use `/`. */
export interface LinkedFiles {
  paths: ReadonlySet<string>;
  /** The text of one of them. */
  read: (path: string) => string;
}

/** A link to what a build leaves behind is broken too: a clone does not have it. */
export async function checkLinks(root: string): Promise<string[]> {
  return linkProblems({ paths: new Set(listFiles(root)), read: (path) => readFileSync(join(root, path), "utf8") });
}

/** What is wrong with the links of all Markdown files, one line a link, in the order of the files. */
export function linkProblems(files: LinkedFiles): string[] {
  const known: Known = { ...files, folders: foldersOf(files.paths), markdown: reader(files.read) };
  return [...files.paths]
    .filter(isMarkdown)
    .sort()
    .flatMap((path) => problemsOf(path, known));
}

interface Known extends LinkedFiles {
  folders: ReadonlySet<string>;
  markdown: (path: string) => MarkdownFile;
}

/** Each file is read once, however many link to it. */
function reader(read: LinkedFiles["read"]): Known["markdown"] {
  const parsed = new Map<string, MarkdownFile>();
  return (path) => {
    const file = parsed.get(path) ?? readMarkdown(read(path));
    parsed.set(path, file);
    return file;
  };
}

function problemsOf(path: string, known: Known): string[] {
  const { links, broken } = known.markdown(path);
  const bad = links.flatMap(({ line, target }) => {
    const problem = formProblem(target) ?? (SCHEME.test(target) ? undefined : fileProblem(path, target, known));
    return problem === undefined ? [] : [`${path}:${line}: ${target === "" ? "a link" : target} ${problem}`];
  });
  return [...bad, ...broken.map(({ line, target }) => `${path}:${line}: ${target} looks like a link and is none`)];
}

/** What is wrong with a target that names a file, folder or heading of the repository. */
function fileProblem(from: string, target: string, known: Known): string | undefined {
  const [file, hash] = target.split(/#(.*)/s, 2).map(decode);
  if (file === undefined || (hash === undefined && target.includes("#"))) return "has a `%` that is no escape";
  const path = file === "" ? from : posix.join(posix.dirname(from), file).replace(/\/$/, "");
  if (path === ".." || path.startsWith("../")) return "leads out of the repository";
  if (known.folders.has(path)) return hash === undefined ? undefined : "names a heading of a folder: name the file";
  if (!known.paths.has(path)) return missing(path, known);
  if (hash === undefined) return undefined;
  if (!isMarkdown(path)) return lineProblem(path, hash, known);
  return known.markdown(path).anchors.has(hash) ? undefined : `names a heading that ${path} does not have`;
}

/** A disk may not tell capitals apart where GitHub does. */
function missing(path: string, { paths, folders }: Known): string {
  const other = [...paths, ...folders].find((one) => one.toLowerCase() === path.toLowerCase());
  return other === undefined ? "names a file that does not exist" : `differs from ${other} in its capitals`;
}

/** GitHub shows lines of a source file for `#L5` and `#L5-L9`. */
function lineProblem(path: string, hash: string, { read }: Known): string | undefined {
  const lines = /^L(\d+)(?:-L(\d+))?$/.exec(hash);
  if (lines === null) return `names a place in ${path}, which has lines only, such as \`#L5\``;
  const last = Number(lines[2] ?? lines[1]);
  return last <= read(path).split("\n").length ? undefined : `names a line behind the last of ${path}`;
}

/** What is wrong with a target as it is written. */
function formProblem(target: string): string | undefined {
  if (target === "") return "names nothing";
  if (/\s/.test(target)) return "holds a space: write `%20`";
  if (target.startsWith("/")) return "begins with `/`: write it relative to the file";
  const scheme = SCHEME.exec(target)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  if (scheme === "mailto") return /^mailto:[^@]+@[^@]+\.[^@.]+$/i.test(target) ? undefined : "is no mail address";
  if (scheme !== "https") return `is of the scheme ${scheme}: only https, mailto and files of the repository are linked to`;
  const url = URL.parse(target);
  if (url === null || !url.hostname.includes(".")) return "is no address of a site";
  if (url.username !== "" || url.password !== "") return "holds credentials";
  return OWN_FILE.test(target) ? "is a file of this repository: link to it by its path" : undefined;
}

function isMarkdown(path: string): boolean {
  return path.endsWith(".md");
}

/** All folders that hold one of the files, and the root, `.`. */
function foldersOf(paths: Iterable<string>): Set<string> {
  const folders = new Set(["."]);
  for (const path of paths) {
    for (let folder = posix.dirname(path); !folders.has(folder); folder = posix.dirname(folder)) folders.add(folder);
  }
  return folders;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone `%`: whoever asked says so, with the whole target.
    return undefined;
  }
}

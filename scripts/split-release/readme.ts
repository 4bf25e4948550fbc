// Makes a README of the monorepo one that stands alone: what it links to stays in the monorepo, at the commit that it was made from.
import { MONOREPO, OWNER } from "../names.ts";
import { type Link, replaceLinks } from "./links.ts";

/** Where a README stands, and what stands around it. */
export interface Surroundings {
  /** The README, relative to the monorepo. */
  readonly file: string;
  /** The full hash. */
  readonly commit: string;
  /** The files of that commit, relative to the monorepo. */
  readonly files: Pick<ReadonlyMap<string, unknown>, "has" | "keys">;
}

/**
 * The README with absolute links, and with the names that the actions have in repositories of their own. Places in the page and links to other sites stay.
 * @throws when the commit has no such file or folder as a link names
 */
export function standAloneReadme(markdown: string, surroundings: Surroundings): string {
  return ownNames(replaceLinks(markdown, (link) => absoluteTarget(link, surroundings)));
}

/** The target of a link as it has to be where the README stands alone. */
function absoluteTarget({ target, shown }: Link, { file, commit, files }: Surroundings): string {
  if (target === "" || target.startsWith("#")) return target;
  // A host that does not exist: what stays on it is relative to the monorepo, also when it begins with a slash.
  const base = new URL(file, "https://monorepo.invalid/");
  const url = new URL(target, base);
  if (url.origin !== base.origin) return target;
  const path = decodeURIComponent(url.pathname).replace(/^\/|\/$/g, "");
  const isFolder = path === "" || [...files.keys()].some((one) => one.startsWith(`${path}/`));
  if (!isFolder && !files.has(path)) throw new Error(`${file} links to ${target}, but the commit ${commit} has no ${path}`);
  const place = url.pathname.replace(/\/$/, "");
  if (shown) return `https://raw.githubusercontent.com/${MONOREPO}/${commit}${place}${url.search}`;
  return `https://github.com/${MONOREPO}/${isFolder ? "tree" : "blob"}/${commit}${place}${url.search}${url.hash}`;
}

/** `<owner>/libsql-actions/action-x@…` in examples becomes `<owner>/action-x@…`: the same bytes, under the name of the page that shows it. */
function ownNames(markdown: string): string {
  return markdown.replaceAll(new RegExp(`(?<![\\w./-])${MONOREPO}/(?=action-[a-z-]+(?:/[a-z-]+)?@)`, "g"), `${OWNER}/`);
}

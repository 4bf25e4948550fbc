// What a tag releases: its version, whether it is the newest of its major version, and what the changelog says of it.

export interface ReleaseTag {
  /** `1.2.3` */
  readonly version: string;
  /** The tag that moves: `v1`. */
  readonly major: string;
  /** Whether no higher version of the same major one is there, so that the moving tag follows. */
  readonly isNewest: boolean;
}

type Numbers = readonly [number, number, number];

/**
 * @param tags every tag of the repository, of which the others count that are versions too
 * @throws when the tag is no `v<major>.<minor>.<patch>`, or its minor version has a higher patch already
 */
export function readReleaseTag(tag: string, tags: readonly string[]): ReleaseTag {
  const numbers = numbersOf(tag);
  if (numbers === undefined)
    throw new Error(`${tag} is no version to release: a tag is v<major>.<minor>.<patch>, such as v1.2.3`);
  const [major, minor, patch] = numbers;
  const ofMajor = tags.map(numbersOf).filter((other) => other !== undefined && other[0] === major) as Numbers[];
  const newer = ofMajor.find(([, itsMinor, itsPatch]) => itsMinor === minor && itsPatch > patch);
  if (newer !== undefined) throw new Error(`${tag} comes too late: v${newer.join(".")} is there already`);
  return {
    version: tag.slice(1),
    major: `v${major}`,
    isNewest: ofMajor.every(([, itsMinor, itsPatch]) => itsMinor < minor || (itsMinor === minor && itsPatch <= patch)),
  };
}

/** The section of a version in CHANGELOG.md, without its heading `## <version>`. @throws when it is not there, or says nothing */
export function changesOf(changelog: string, version: string): string {
  const sections = changelog.split(/^(?=## )/m);
  const heading = new RegExp(`^## \\[?${version.replaceAll(".", "\\.")}\\]?(?=[\\s(:,-]|$)[^\\n]*`);
  const found = sections.find((section) => heading.test(section));
  const text = found?.replace(heading, "").trim() ?? "";
  if (text === "") throw new Error(`CHANGELOG.md does not say what is new in ${version}: write a section "## ${version}"`);
  return text;
}

function numbersOf(tag: string): Numbers | undefined {
  const [, ...parts] = /^v(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/.exec(tag) ?? [];
  const [major, minor, patch] = parts.map(Number);
  return major === undefined || minor === undefined || patch === undefined ? undefined : [major, minor, patch];
}

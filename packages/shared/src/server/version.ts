// Resolves what a user asks for (an exact version, a range, a tag) to one version, without a network where the table knows it.
import { maxSatisfying, valid, validRange } from "semver";
import { quote } from "../inputs/quote.ts";
import { SERVER_RELEASES, type ServerPlatform, type ServerRelease } from "./releases.ts";

const TAG_PREFIX = "libsql-server-";

/** The releases known for a platform, newest first. */
function knownReleases(platform: ServerPlatform): ServerRelease[] {
  return SERVER_RELEASES.filter((release) => release.platform === platform);
}

/** The release of a version in the table; undefined when the version is not known. */
export function knownRelease(version: string, platform: ServerPlatform): ServerRelease | undefined {
  return knownReleases(platform).find((release) => release.version === version);
}

/** The newest version in the table. */
export function newestKnownVersion(platform: ServerPlatform): string {
  const newest = knownReleases(platform)[0];
  if (newest === undefined) throw new Error(`No libsql-server release is known for ${platform}.`);
  return newest.version;
}

/** A version as it is written in files and tags (`0.24.32`, `v0.24.32`, `libsql-server-v0.24.32`) without its prefix. */
export function withoutTagPrefix(text: string): string {
  return (text.startsWith(TAG_PREFIX) ? text.slice(TAG_PREFIX.length) : text).replace(/^v(?=\d)/, "");
}

/**
 * Resolves an exact version or a semver range. An exact version need not be known; a range chooses among known releases only.
 * @param source where the request comes from, to begin an error with
 * @throws when the text is neither, or nothing known satisfies the range
 */
export function resolveVersion(request: string, platform: ServerPlatform, source = "The input `libsql-version`"): string {
  const text = withoutTagPrefix(request);
  const exact = valid(text);
  if (exact !== null) return exact;
  const known = knownReleases(platform).map((release) => release.version);
  if (validRange(text) === null)
    throw new Error(
      `${source} is ${quote(request)}, which is not valid: give a version (\`0.24.32\`), a range (\`0.24.x\`, \`^0.24\`) or \`latest\`.`,
    );
  const best = maxSatisfying(known, text);
  if (best === null)
    throw new Error(`No known libsql-server release satisfies ${quote(request)}. Known for ${platform}: ${known.join(", ")}.`);
  return best;
}

// Asks GitHub which release of libsql-server is the newest that has a binary for this platform.
import { rcompare } from "semver";
import { type GithubAccess, githubApi, repositoryPath } from "../github/api.ts";
import type { Send } from "../network/send.ts";
import { archiveFolder } from "./platform.ts";
import type { ServerPlatform } from "./releases.ts";
import { withoutTagPrefix } from "./version.ts";

interface Release {
  readonly tag_name: string;
  readonly draft: boolean;
  readonly prerelease: boolean;
  readonly assets: readonly { readonly name: string }[];
}

const TAG = /^libsql-server-v\d+\.\d+\.\d+$/;

/**
 * The newest release with an asset for the platform. Tags and `releases/latest` do not tell: 0.24.33 has a tag and no release, and the repository
 * releases other things too.
 * @returns the version, and newer releases that were passed over because they have no binary for the platform
 */
export async function newestRelease(
  send: Send,
  access: GithubAccess,
  platform: ServerPlatform,
): Promise<{ version: string; passedOver: string[] }> {
  const asset = `${archiveFolder(platform)}.tar.xz`;
  const { value } = await githubApi(send, access)("GET", `${repositoryPath("tursodatabase/libsql")}/releases?per_page=100`);
  if (!Array.isArray(value)) throw new Error("GitHub's list of releases has an unexpected form.");
  const candidates = (value as Release[])
    .filter((release) => TAG.test(release.tag_name) && !release.draft && !release.prerelease)
    .map((release) => ({
      version: withoutTagPrefix(release.tag_name),
      complete: release.assets.some(({ name }) => name === asset),
    }))
    .sort((a, b) => rcompare(a.version, b.version));
  const newest = candidates.findIndex(({ complete }) => complete);
  const chosen = candidates[newest];
  if (chosen === undefined) throw new Error(`None of GitHub's releases of libsql-server has ${asset}.`);
  return { version: chosen.version, passedOver: candidates.slice(0, newest).map(({ version }) => version) };
}

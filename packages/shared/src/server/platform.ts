// Which platforms libsql-server has binaries for, and what the files of a release are called (cargo-dist's target names).
import type { ServerPlatform } from "./releases.ts";

const TARGETS: Record<ServerPlatform, string> = {
  "darwin-arm64": "aarch64-apple-darwin",
  "darwin-x64": "x86_64-apple-darwin",
  "linux-arm64": "aarch64-unknown-linux-gnu",
  "linux-x64": "x86_64-unknown-linux-gnu",
};

/**
 * The platform to install for.
 * @throws where libsql-server has no binary, with what works there instead
 */
export function serverPlatform(platform: NodeJS.Platform, architecture: string, musl: boolean): ServerPlatform {
  const instead = "Use `backend: file` (or `memory`) here";
  if (platform === "win32") throw new Error(`libsql-server has no Windows build. ${instead}, or run this job on Linux or macOS.`);
  if (musl)
    throw new Error(
      `libsql-server has no musl build, so it does not run on Alpine Linux. ${instead}, or use a container image with glibc, such as Debian or Ubuntu.`,
    );
  const name = `${platform}-${architecture}`;
  if (!Object.hasOwn(TARGETS, name))
    throw new Error(`libsql-server has no build for ${name}; it has builds for ${Object.keys(TARGETS).join(", ")}. ${instead}.`);
  return name as ServerPlatform;
}

/** The folder inside a release's archive; with `.tar.xz` behind it, the archive's name. */
export function archiveFolder(platform: ServerPlatform): string {
  return `libsql-server-${TARGETS[platform]}`;
}

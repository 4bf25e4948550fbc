// Decides which version of sqld is wanted and installs it.
import { homedir } from "node:os";
import { isMusl } from "@libsql-actions/shared/database/addon";
import { registryUrl } from "@libsql-actions/shared/download/registry";
import { proxySettings } from "@libsql-actions/shared/network/proxy";
import { createSend, type Send } from "@libsql-actions/shared/network/send";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { line, warn } from "@libsql-actions/shared/report/log";
import { newestRelease } from "@libsql-actions/shared/server/github";
import { GITHUB_DOWNLOADS, type Installation, installServer } from "@libsql-actions/shared/server/install";
import { serverPlatform } from "@libsql-actions/shared/server/platform";
import type { ServerPlatform } from "@libsql-actions/shared/server/releases";
import { newestKnownVersion, resolveVersion } from "@libsql-actions/shared/server/version";
import { readVersionFile } from "@libsql-actions/shared/server/version-file";
import type { Context } from "./provision.ts";

const TRY_TIMEOUT_MS = 20_000;
const DEADLINE_MS = 180_000;

/** Installs the version that the inputs ask for. */
export async function installSqld({ inputs, step }: Context): Promise<Installation> {
  const platform = serverPlatform(process.platform, process.arch, isMusl());
  const { environment, workspace, temporary, toolCache } = step;
  const send = createSend({
    proxy: proxySettings(environment),
    tryTimeoutMs: TRY_TIMEOUT_MS,
    deadlineMs: DEADLINE_MS,
    onRetry: line,
  });
  return installServer({
    version: await wantedVersion({ inputs, step }, platform, send),
    platform,
    sources: inputs.sources,
    checksum: inputs.checksum,
    downloadUrl: inputs.mirrorUrl ?? GITHUB_DOWNLOADS,
    registryUrl: () => registryUrl(inputs.registryUrl, environment, [workspace, environment["HOME"] ?? homedir()]),
    toolCache,
    temporary,
    send,
  });
}

async function wantedVersion(
  { inputs, step }: Pick<Context, "inputs" | "step">,
  platform: ServerPlatform,
  send: Send,
): Promise<string> {
  const request = inputs.version ?? (inputs.versionFile === undefined ? undefined : await readVersionFile(inputs.versionFile));
  if (request === undefined) return newestKnownVersion(platform);
  const source = inputs.version === undefined ? `The version in the file of \`libsql-version-file\`` : undefined;
  if (request !== "latest") return resolveVersion(request, platform, source);
  // On GitHub Enterprise Server the job's own API knows nothing of github.com's repositories, and its token is not for github.com.
  const onGithub = step.environment["GITHUB_SERVER_URL"] === "https://github.com";
  const apiUrl = (onGithub ? step.environment["GITHUB_API_URL"] : undefined) ?? "https://api.github.com";
  try {
    const { version, passedOver } = await newestRelease(
      send,
      { apiUrl, token: onGithub ? inputs.githubToken : undefined },
      platform,
    );
    if (passedOver.length > 0) line(`Passed over ${passedOver.join(", ")}: released without a binary for ${platform}.`);
    return version;
  } catch (problem) {
    const known = newestKnownVersion(platform);
    warn(
      `GitHub could not be asked for the latest libsql-server (${errorMessage(problem)}). Using ${known}, the newest known to this action.`,
    );
    return known;
  }
}

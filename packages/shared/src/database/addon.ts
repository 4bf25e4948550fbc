// Finds, verifies and loads the native libsql addon that `file:` and `:memory:` databases need. It stays out of the bundles (10 MB a platform).
import { closeSync, openSync, readSync } from "node:fs";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { registryUrl, tarballUrl } from "../download/registry.ts";
import { findTool, forgetTool, placeTool, type Tool } from "../download/tool-cache.ts";
import { unpackMember } from "../download/unpack.ts";
import { downloadVerified, fromIntegrity, hasChecksum } from "../download/verified-file.ts";
import type { Send } from "../network/send.ts";
import { ADDON_RELEASES, ADDON_VERSION, type AddonRelease } from "./addon-releases.ts";

export interface Addon {
  /** The runner's tool cache. */
  readonly toolCache: string;
  /** Where `node_modules` may hold the addon already, and `.npmrc` the registry. */
  readonly workspace: string;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The `registry-url` input where the action has one. */
  readonly registryUrl?: string | undefined;
  readonly send: Send;
}

/** The largest of the packages has 4.3 MB. */
export const MAX_TARBALL_BYTES = 20_000_000;
const TOOL_NAME = "libsql-addon";
/** Where packages/addon-loader looks for the addon. */
const ADDON_KEY = Symbol.for("libsql-actions.addon");

/** The platform in the words of the addon's packages, such as `linux-x64-gnu`. */
export function addonPlatform(platform: NodeJS.Platform, architecture: string, musl: boolean): string {
  const suffix = platform === "linux" ? (musl ? "-musl" : "-gnu") : platform === "win32" ? "-msvc" : "";
  return `${platform}-${architecture}${suffix}`;
}

/** Where a program names what loads it (PT_INTERP), after a few headers. */
const HEAD_BYTES = 4_096;

/** True when Node is a program of musl, as its loader tells; else, its report names no glibc version, which takes 4 ms to make. */
export function isMusl(program = process.execPath): boolean {
  if (process.platform !== "linux") return false;
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openSync(program, "r");
  readSync(file, head);
  closeSync(file);
  const [, loader] = /\/ld-(linux|musl)-/.exec(head.toString("latin1")) ?? [];
  if (loader !== undefined) return loader === "musl";
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined;
}

/**
 * The path of a verified addon: from the tool cache, else from the workspace's `node_modules`, else downloaded from the registry and kept in the tool cache.
 * @returns the path, and whether no download was needed
 */
export async function ensureAddon(addon: Addon): Promise<{ path: string; cached: boolean }> {
  const platform = addonPlatform(process.platform, process.arch, isMusl());
  const release = ADDON_RELEASES[platform];
  if (release === undefined)
    throw new Error(
      `\`file:\` and \`:memory:\` databases need libSQL's native addon, which does not exist for ${platform}. It exists for ${Object.keys(ADDON_RELEASES).join(", ")}.`,
    );
  const tool: Tool = { name: TOOL_NAME, version: ADDON_VERSION, architecture: platform };
  const checksum = { algorithm: "sha256", hex: release.sha256 } as const;

  const found = await findTool(addon.toolCache, tool);
  if (found !== undefined && (await hasChecksum(join(found, "index.node"), checksum).catch(() => false)))
    return { path: join(found, "index.node"), cached: true };
  if (found !== undefined) await forgetTool(addon.toolCache, tool);

  const installed = join(addon.workspace, "node_modules", "@libsql", platform, "index.node");
  const isInstalled = await hasChecksum(installed, checksum).catch(() => false);
  const directory = await placeTool(addon.toolCache, tool, (aside) =>
    // A copy: what the workspace has may change while we run, and its next step may install another version.
    isInstalled ? copyFile(installed, join(aside, "index.node")) : download(addon, platform, release, aside),
  );
  return { path: join(directory, "index.node"), cached: isInstalled };
}

/** Downloads into the folder that becomes the tool's. */
async function download(addon: Addon, platform: string, release: AddonRelease, directory: string): Promise<void> {
  const registry = await registryUrl(addon.registryUrl, addon.environment, [addon.workspace, addon.home]);
  const url = tarballUrl(registry, `@libsql/${platform}`, ADDON_VERSION);
  const archive = join(directory, "addon.tgz");
  await downloadVerified(addon.send, url, fromIntegrity(release.integrity), archive, MAX_TARBALL_BYTES).catch(
    (cause: unknown) => {
      throw new Error(
        `libSQL's native addon could not be downloaded from the npm registry. Name one that this machine reaches in \`registry-url\` of the setup action, \`npm_config_registry\` or \`.npmrc\``,
        { cause },
      );
    },
  );
  await unpackMember(archive, "gzip", "package/index.node", directory);
  await rm(archive);
}

/** Makes the addon ready for `@libsql/client/sqlite3`, which must be imported only afterwards. */
export async function loadAddon(addon: Addon): Promise<void> {
  loading ??= load(addon);
  try {
    await loading;
  } catch (problem) {
    loading = undefined;
    throw problem;
  }
}

let loading: Promise<void> | undefined;

async function load(addon: Addon): Promise<void> {
  const { path } = await ensureAddon(addon);
  const module = { exports: {} };
  try {
    process.dlopen(module, path);
  } catch (cause) {
    throw new Error("libSQL's native addon cannot be loaded on this machine", { cause });
  }
  (globalThis as Record<symbol, unknown>)[ADDON_KEY] = module.exports;
  // The libsql package asks packages/addon-loader for its addon instead of requiring it when this is set.
  process.env["LIBSQL_JS_DEV"] = "1";
}

// A tool cache that holds what the lock file installed, so that the demo and the tests start servers without a download.
import { mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addonPlatform, isMusl } from "../database/addon.ts";
import { ADDON_VERSION } from "../database/addon-releases.ts";
import type { ServerPlatform } from "../server/releases.ts";
import { newestKnownVersion } from "../server/version.ts";
import { sqldPath } from "./sqld.ts";

/** Where the addon of this platform is installed. */
function addonPath(): string {
  const platform = addonPlatform(process.platform, process.arch, isMusl());
  return fileURLToPath(new URL(`../../../../node_modules/@libsql/${platform}/index.node`, import.meta.url));
}

/**
 * Makes a tool cache in a new folder; the caller removes it.
 * @param tools what it holds: `sqld` (where there is one for this platform) and the native addon
 */
export async function filledToolCache(tools: readonly ("sqld" | "addon")[] = ["sqld", "addon"]): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "tool-cache-"));
  const platform = `${process.platform}-${process.arch}` as ServerPlatform;
  if (tools.includes("sqld"))
    await place(join(root, "libsql-server", newestKnownVersion(platform), platform), "sqld", sqldPath());
  if (tools.includes("addon"))
    await place(
      join(root, "libsql-addon", ADDON_VERSION, addonPlatform(process.platform, process.arch, isMusl())),
      "index.node",
      addonPath(),
    );
  return root;
}

async function place(directory: string, name: string, target: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await symlink(target, join(directory, name));
  await writeFile(`${directory}.complete`, "");
}

// Writes packages/shared/src/database/addon-releases.ts from the lock file: for each platform the hash of the tarball as npm locked it, and the
// hash of the addon inside, which is downloaded and verified for that. Run it after a change of the `@libsql/<platform>` versions.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { MAX_TARBALL_BYTES } from "@libsql-actions/shared/database/addon";
import { registryUrl, tarballUrl } from "@libsql-actions/shared/download/registry";
import { unpackMember } from "@libsql-actions/shared/download/unpack";
import { downloadVerified, fromIntegrity } from "@libsql-actions/shared/download/verified-file";
import { proxySettings } from "@libsql-actions/shared/network/proxy";
import { createSend } from "@libsql-actions/shared/network/send";
import { replaceTable } from "./replace-table.ts";
import { HOUSE } from "./run-tool.ts";

const TARGET = "packages/shared/src/database/addon-releases.ts";

const lock = JSON.parse(await readFile(join(HOUSE, "package-lock.json"), "utf8"));
const named: string[] = Object.keys(lock.packages[""].optionalDependencies).filter((name) => name.startsWith("@libsql/"));
const send = createSend({ proxy: proxySettings(process.env), tryTimeoutMs: 20_000, deadlineMs: 120_000, onRetry: console.error });
const registry = await registryUrl(undefined, process.env, [HOUSE, homedir()]);

const versions = new Set<string>();
const rows: string[] = [];
for (const name of named.sort()) {
  const { version, integrity } = lock.packages[`node_modules/${name}`];
  versions.add(version);
  const addon = await download(name, version, integrity);
  const sha256 = createHash("sha256").update(addon).digest("hex");
  rows.push(`  "${name.slice("@libsql/".length)}": {\n    integrity: "${integrity}",\n    sha256: "${sha256}",\n  },`);
}
if (versions.size !== 1) throw new Error(`The platforms must have one version, not ${[...versions].join(" and ")}.`);

const text = (await readFile(join(HOUSE, TARGET), "utf8")).replace(/(ADDON_VERSION = )"[^"]*"/, `$1"${[...versions][0]}"`);
await writeFile(join(HOUSE, TARGET), replaceTable(text, "ADDON_RELEASES", rows));
console.log(`${rows.length} platforms of ${[...versions][0]} written.`);

async function download(name: string, version: string, integrity: string): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "addon-"));
  try {
    const archive = join(folder, "addon.tgz");
    await downloadVerified(send, tarballUrl(registry, name, version), fromIntegrity(integrity), archive, MAX_TARBALL_BYTES);
    return await readFile(await unpackMember(archive, "gzip", "package/index.node", folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

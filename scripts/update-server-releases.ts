// Adds a release of libsql-server to packages/shared/src/server/releases.ts: `node --conditions=source scripts/update-server-releases.ts 0.24.34`.
// Each archive is downloaded, checked against the checksum published beside it, and its `sqld` is hashed. `--from <url>` reads a mirror of the
// release downloads in place of GitHub. Review the change as you would review code: from then on these hashes decide what runs.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { unpackMember } from "@libsql-actions/shared/download/unpack";
import { downloadVerified } from "@libsql-actions/shared/download/verified-file";
import { proxySettings } from "@libsql-actions/shared/network/proxy";
import { createSend } from "@libsql-actions/shared/network/send";
import { GITHUB_DOWNLOADS, MAX_ARCHIVE_BYTES, publishedChecksum } from "@libsql-actions/shared/server/install";
import { archiveFolder } from "@libsql-actions/shared/server/platform";
import { SERVER_RELEASES, type ServerPlatform, type ServerRelease } from "@libsql-actions/shared/server/releases";
import { rcompare, valid } from "semver";
import { replaceTable } from "./replace-table.ts";
import { HOUSE } from "./run-tool.ts";

const PLATFORMS: readonly ServerPlatform[] = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64"];
const TARGET = "packages/shared/src/server/releases.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { from: { type: "string", default: GITHUB_DOWNLOADS }, table: { type: "string" } },
});
const version = valid(positionals[0] ?? "");
if (version === null) throw new Error("Give a version, such as 0.24.34.");
const table = values.table ?? join(HOUSE, TARGET);
const send = createSend({ proxy: proxySettings(process.env), tryTimeoutMs: 20_000, deadlineMs: 180_000, onRetry: console.error });

const added: ServerRelease[] = [];
for (const platform of PLATFORMS) added.push({ version, platform, ...(await hashes(platform)) });

const releases = [...SERVER_RELEASES.filter((release) => release.version !== version), ...added].sort(
  (a, b) => rcompare(a.version, b.version) || a.platform.localeCompare(b.platform),
);
await writeFile(table, replaceTable(await readFile(table, "utf8"), "SERVER_RELEASES", releases.map(row)));
console.log(`${version} written for ${PLATFORMS.join(", ")}.`);

async function hashes(platform: ServerPlatform): Promise<Pick<ServerRelease, "archiveSha256" | "binarySha256">> {
  const folder = archiveFolder(platform);
  const url = `${values.from}/libsql-server-v${version}/${folder}.tar.xz`;
  const temporary = await mkdtemp(join(tmpdir(), "release-"));
  try {
    const checksum = await publishedChecksum(send, url);
    const archive = join(temporary, "release.tar.xz");
    await downloadVerified(send, url, checksum, archive, MAX_ARCHIVE_BYTES);
    const sqld = await readFile(await unpackMember(archive, "xz", `${folder}/sqld`, temporary));
    return { archiveSha256: checksum.hex, binarySha256: createHash("sha256").update(sqld).digest("hex") };
  } finally {
    await rm(temporary, { recursive: true });
  }
}

function row({ version, platform, archiveSha256, binarySha256, npm }: ServerRelease): string {
  const optional = [
    ...(binarySha256 === undefined ? [] : [`    binarySha256: "${binarySha256}",`]),
    ...(npm === undefined ? [] : [`    npm: {\n      version: "${npm.version}",\n      integrity: "${npm.integrity}",\n    },`]),
  ];
  return [
    "  {",
    `    version: "${version}",`,
    `    platform: "${platform}",`,
    `    archiveSha256: "${archiveSha256}",`,
    ...optional,
    "  },",
  ].join("\n");
}

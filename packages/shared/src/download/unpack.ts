// Takes one named file out of an archive. Nothing else in the archive is ever written, whatever paths it holds.
import { chmod, lstat, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { getExecOutput } from "@actions/exec";
import { plainLine } from "../report/log.ts";

/**
 * Unpacks one file with the system's `tar`.
 * @param member path of the file inside the archive, one folder deep
 * @returns the path of the unpacked file in `directory`
 */
export async function unpackMember(
  archive: string,
  compression: "xz" | "gzip",
  member: string,
  directory: string,
): Promise<string> {
  // GNU tar takes what stands before a colon and before any slash, as in `D:\a`, for a host.
  const options = ["-x", compression === "xz" ? "-J" : "-z", "--strip-components=1", "-f", `./${basename(archive)}`];
  const { exitCode, stderr } = await getExecOutput("tar", [...options, "-C", directory.replaceAll("\\", "/"), member], {
    cwd: dirname(archive),
    silent: true,
    ignoreReturnCode: true,
  });
  if (exitCode !== 0) throw new Error(`\`${member}\` could not be unpacked: ${reason(exitCode, stderr, compression)}`);
  const file = join(directory, member.slice(member.indexOf("/") + 1));
  // A link would have its target made executable, and be run in the file's place.
  const found = await lstat(file);
  if (!found.isFile() || found.nlink !== 1) {
    await rm(file, { recursive: true, force: true });
    throw new Error(`\`${member}\` is no plain file in the archive, which is refused.`);
  }
  await chmod(file, 0o755);
  return file;
}

function reason(exitCode: number, stderr: string, compression: "xz" | "gzip"): string {
  if (compression === "xz" && /\bxz\b.*(exec|not found|no such file)/is.test(stderr))
    return "the program `xz` is not installed here. Install xz-utils, or let a source serve that needs only gzip.";
  return `tar ended with ${exitCode}: ${plainLine(stderr.trim()).slice(0, 500) || "no message"}`;
}

// Takes one named file out of an archive. Nothing else in the archive is ever written, whatever paths it holds.
import { chmod } from "node:fs/promises";
import { join } from "node:path";
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
  const flags = ["-x", compression === "xz" ? "-J" : "-z", "--strip-components=1", "-f", archive, "-C", directory, member];
  const { exitCode, stderr } = await getExecOutput("tar", flags, { silent: true, ignoreReturnCode: true });
  if (exitCode !== 0)
    throw new Error(
      `\`${member}\` could not be unpacked: tar ended with ${exitCode}: ${plainLine(stderr.trim()) || "no message"}`,
    );
  const file = join(directory, member.slice(member.indexOf("/") + 1));
  await chmod(file, 0o755);
  return file;
}

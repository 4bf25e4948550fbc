// Opens the backups that a promotion has kept, as docs/promotion.md tells a user to.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface KeptBackup {
  readonly name: string;
  /** The dump, behind its checksum. */
  readonly text: string;
}

/**
 * Decrypts every file of a folder.
 * @throws when one cannot be decrypted, has something of the dump in the clear, or is not what its checksum says
 */
export function openBackups(folder: string, passphrase: string): KeptBackup[] {
  return readdirSync(folder).map((name) => {
    const file = join(folder, name);
    if (readFileSync(file, "latin1").includes("CREATE TABLE")) throw new Error(`${name} is not encrypted`);
    const decrypt = ["enc", "-d", "-aes-256-cbc", "-pbkdf2", "-iter", "600000", "-pass", "env:BACKUP_PASSPHRASE", "-in", file];
    const tar = execFileSync("openssl", decrypt, { env: { ...process.env, BACKUP_PASSPHRASE: passphrase } });
    const opened = `${file}.opened`;
    execFileSync("mkdir", [opened]);
    execFileSync("tar", ["-x", "-C", opened], { input: tar });
    const dump = readdirSync(opened).find((one) => one.endsWith(".sql")) ?? "";
    execFileSync("sha256sum", ["--check", "--quiet", `${dump}.sha256`], { cwd: opened });
    return { name, text: readFileSync(join(opened, dump), "utf8") };
  });
}

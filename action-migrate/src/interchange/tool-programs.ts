// Finds the programs of migration tools, and runs them. dbmate comes with the lock file where npm has it for the platform; the others are looked for
// in the folder that MIGRATION_TOOLS names, by their usual names: `goose`, `migrate` (golang-migrate), `sqlx`, `geni`, `flyway`.
// `scripts/ci/migration-tools.ts` builds goose and golang-migrate. The rest takes minutes to build or needs Java, and can be put there by hand:
//   cargo install sqlx-cli@0.9.0 --no-default-features --features sqlite --locked
//   cargo install geni@1.3.3 --locked
//   flyway: org.flywaydb:flyway-commandline:11.8.2 of Maven, unpacked, and a link to its `flyway`
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const LIMIT_MS = 20_000;

/** Where a program is; undefined where it is not. @param folder what MIGRATION_TOOLS says */
export function findProgram(name: string, folder: string | undefined): string | undefined {
  if (folder === undefined || folder === "") return undefined;
  return existsSync(join(folder, name)) ? join(folder, name) : undefined;
}

/** Where the lock file's dbmate is; undefined on a platform that it has none for. */
export function findDbmate(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`@dbmate/${process.platform}-${process.arch}/package.json`);
    return join(dirname(manifest), "bin", "dbmate");
  } catch {
    // It is an optional dependency.
    return undefined;
  }
}

/** What a program prints, on both streams. @throws an `Error` with that when it ends with another code than 0 */
export async function output(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const bare = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };
  try {
    const { stdout, stderr } = await run(program, args, { env: { ...bare, ...env }, timeout: LIMIT_MS });
    return `${stdout}${stderr}`;
  } catch (problem) {
    const { message, stdout = "" } = problem as Error & { readonly stdout?: string };
    throw new Error(`${message}\n${stdout}`, { cause: problem });
  }
}

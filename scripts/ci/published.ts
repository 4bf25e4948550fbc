// This checkout as the release that workflows elsewhere name: a folder that act takes for the repository.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { write } from "@libsql-actions/shared/testing/write-files";
import { findFiles } from "../find-files.ts";
import { readManifests } from "../manifest.ts";
import { RELEASE } from "../names.ts";
import { HOUSE } from "../run-tool.ts";
import { withoutSelfReferences } from "./self-references.ts";

/** Those that others call. */
const WORKFLOWS = [".github/workflows/promote.yml", ".github/workflows/rotate-secrets.yml"];

/** Copies what users run, and no more, since act copies it again for every step. @returns `localRepositories` of a run */
export function publish(folder: string): Record<string, string> {
  for (const file of [...readManifests(HOUSE).map((manifest) => manifest.file), ...WORKFLOWS])
    write(folder, { [file]: withoutSelfReferences(readFileSync(join(HOUSE, file), "utf8")) });
  for (const dist of findFiles(HOUSE, "action-*/dist")) cpSync(join(HOUSE, dist), join(folder, dist), { recursive: true });
  return { [RELEASE]: folder };
}

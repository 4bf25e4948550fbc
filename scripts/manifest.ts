// Finds and reads the action.yml files of the repository.
import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parse } from "yaml";
import { findFiles } from "./find-files.ts";

export interface Input {
  description?: string;
  required?: boolean;
  default?: string | number | boolean;
  deprecationMessage?: string;
}

export interface Output {
  description?: string;
}

/** One action.yml. Paths are relative to the repository and use `/`; the folder of the root's own is `.`. */
export interface Manifest {
  file: string;
  folder: string;
  inputs: Record<string, Input>;
  outputs: Record<string, Output>;
  runs: { using?: string; main?: string; pre?: string; post?: string };
}

/** Every action.yml: at the root, in `action-*` folders and one level below them (sub-actions), sorted by path. */
export function readManifests(root: string): Manifest[] {
  return findFiles(root, "action.yml", "action-*/action.yml", "action-*/*/action.yml").map((file) => readManifest(root, file));
}

function readManifest(root: string, file: string): Manifest {
  const { inputs, outputs, runs } = parse(readFileSync(join(root, file), "utf8")) ?? {};
  return { file, folder: posix.dirname(file), inputs: inputs ?? {}, outputs: outputs ?? {}, runs: runs ?? {} };
}

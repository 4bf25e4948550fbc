// What a step seeds from: the spec and the data files that the inputs name, read once for all databases.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { readGivenFile } from "@libsql-actions/shared/inputs/given-file";
import type { Data } from "./data/read-data.ts";
import type { SeedInputs } from "./inputs.ts";
import type { SpecFile } from "./spec/read-spec.ts";

export interface Source {
  /** Undefined where all follows from the schema. */
  readonly spec: (SpecFile & { /** Of what it says, however it is written. */ readonly digest: string }) | undefined;
  /** Undefined without data files. */
  readonly data: Data | undefined;
}

/** @throws SpecError, DataError, and an `Error` for a file that cannot be read */
export async function readSource({ spec, data }: SeedInputs, workspace: string): Promise<Source> {
  return {
    spec: spec === undefined ? undefined : await readSpecFile(spec, workspace),
    data: data.length === 0 ? undefined : await (await import("./data/read-data.ts")).readData(data, workspace),
  };
}

async function readSpecFile(path: string, workspace: string): Promise<Source["spec"]> {
  const [{ readSpec }, { specJson }] = await Promise.all([import("./spec/read-spec.ts"), import("./spec/write-spec.ts")]);
  const readList = (list: string) => readGivenFile(resolve(workspace, list), "spec");
  const file = await readSpec(await readList(path), path, readList);
  return { ...file, digest: createHash("sha256").update(specJson(file.spec)).digest("hex") };
}

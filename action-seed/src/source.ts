// What a step seeds from: the spec and the data files that the inputs name, read once for all databases.
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { readGivenFile } from "@libsql-actions/shared/inputs/given-file";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { nameProblems } from "./check-spec.ts";
import type { Data } from "./data/read-data.ts";
import type { SeedInputs } from "./inputs.ts";
import { SpecError } from "./spec/problem.ts";
import type { SpecFile } from "./spec/read-spec.ts";

/** How long the schema is waited for where a spec is wrong already, and its names are all that could be added. */
const NAMES_WAIT_MS = 1_000;

/** Undefined where there is no schema yet. */
type ReadSchema = () => Promise<Schema | undefined>;

export interface Source {
  /** Undefined where all follows from the schema. */
  readonly spec: (SpecFile & { /** Of what it says, however it is written. */ readonly digest: string }) | undefined;
  /** Undefined without data files. */
  readonly data: Data | undefined;
}

/**
 * @param readSchema asked where the form of the spec is wrong, so that one run says what is wrong with the names in it too
 * @throws FindingsError, and an `Error` for a file that cannot be read
 */
export async function readSource({ spec, data }: SeedInputs, workspace: string, readSchema?: ReadSchema): Promise<Source> {
  const withNames = async (problem: unknown): Promise<never> => {
    throw problem instanceof SpecError ? await andNames(problem, readSchema) : problem;
  };
  return {
    spec: spec === undefined ? undefined : await readSpecFile(spec, workspace).catch(withNames),
    data: data.length === 0 ? undefined : await (await import("./data/read-data.ts")).readData(data, workspace),
  };
}

async function andNames(error: SpecError, readSchema: ReadSchema | undefined): Promise<SpecError> {
  if (error.readable === undefined) return error;
  // A database that does not answer says so when the spec is right.
  const reading = readSchema?.().catch(() => undefined);
  const schema = await Promise.race([reading, delay(NAMES_WAIT_MS)]);
  return schema === undefined ? error : error.and(nameProblems(schema, error.readable));
}

async function readSpecFile(path: string, workspace: string): Promise<Source["spec"]> {
  const [{ readSpec }, { specJson }] = await Promise.all([import("./spec/read-spec.ts"), import("./spec/write-spec.ts")]);
  const readList = (list: string) => readGivenFile(resolve(workspace, list), "spec", list);
  const file = await readSpec(await readList(path), path, readList);
  return { ...file, digest: createHash("sha256").update(specJson(file.spec)).digest("hex") };
}

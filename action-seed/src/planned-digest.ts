// A digest of everything that decides which rows a step writes: with the same one, the same rows are written.
import { createHash } from "node:crypto";
import { schemaDigest } from "@libsql-actions/shared/schema/canonical";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { Wanted } from "./choose-tables.ts";
import { GENERATOR_VERSION } from "./generate/address.ts";
import type { Source } from "./source.ts";

/** @param starts where each table that gets rows begins @param isMerged whether rows are written among others @returns sha256, lower-case hexadecimal */
export function plannedDigest(
  schema: Schema,
  { spec, data }: Source,
  seed: string,
  wanted: ReadonlyMap<string, Wanted>,
  starts: ReadonlyMap<string, number>,
  isMerged: boolean,
): string {
  const tables = [...wanted].map(([name, { rows }]) => [name, rows, starts.get(name) ?? 0]);
  return createHash("sha256")
    .update(
      JSON.stringify([
        GENERATOR_VERSION,
        seed,
        schemaDigest(schema),
        spec?.digest ?? null,
        data?.digest ?? null,
        tables,
        isMerged,
      ]),
    )
    .digest("hex");
}

// What a step tells of the schema that it leaves: its digest, and the file that a repository keeps of it.
import { dirname, resolve } from "node:path";
import { makeFolder } from "@libsql-actions/shared/files/make-folder";
import { SHARED_MODE, writeWhole } from "@libsql-actions/shared/files/whole-file";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { warn } from "@libsql-actions/shared/report/log";
import { canonicalSchema, schemaDigest } from "@libsql-actions/shared/schema/canonical";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { Session } from "./session.ts";

/** Puts the digest of the schema into the report. That it cannot be read takes nothing away from what the step has done. */
export async function describeSchema({ report, schema }: Session): Promise<void> {
  try {
    report.schemaDigest = schemaDigest(await schema());
  } catch (problem) {
    warn(`${report.database}: the schema cannot be read, so there is no \`schema-digest\`: ${errorMessage(problem)}`);
  }
}

/** Writes the schema file where one was asked for: whole or not at all. @throws an `Error` that names the input */
export async function writeSchemaFile({ context, schema, say }: Session): Promise<void> {
  const { inputs, step } = context;
  if (inputs.schemaFile === undefined) return;
  const text = schemaFileText(await schema());
  const path = resolve(step.workspace, inputs.schemaFile);
  try {
    await makeFolder(dirname(path));
    await writeWhole(path, [text], SHARED_MODE);
  } catch (cause) {
    throw new Error(`The file of \`schema-file\`, ${quote(inputs.schemaFile)}, cannot be written`, { cause });
  }
  say(`wrote the schema to ${inputs.schemaFile}`);
}

/** A script that makes the schema, the same for the same schema. */
export function schemaFileText(schema: Schema): string {
  const head = "-- The schema that the migrations make, written by `up`. What is changed here changes no database.\n";
  const body = canonicalSchema(schema);
  return body === "" ? head : `${head}\n${body}`;
}

// The schema of a database after the step: its digest, and the file that a repository keeps of it.
import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { writeWhole } from "@libsql-actions/shared/database/backup-file";
import type { StepDatabase } from "@libsql-actions/shared/database/memory";
import { quote } from "@libsql-actions/shared/inputs/quote";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { warn } from "@libsql-actions/shared/report/log";
import { canonicalSchema, schemaDigest } from "@libsql-actions/shared/schema/canonical";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { Context } from "./context.ts";
import { FORMATS } from "./formats/formats.ts";
import type { Session } from "./session.ts";

/** A schema file is for everybody who reads the repository. */
const FILE_MODE = 0o666;

/** Says of a table's name whether it is one in which a migration tool records what is applied, which is no part of an application's schema. */
export function isTrackingTable({ inputs }: Pick<Context, "inputs">): (name: string) => boolean {
  const names = [...FORMATS.map(({ tracking }) => tracking.table), ...(inputs.table === undefined ? [] : [inputs.table])];
  const folded = new Set(names.map(foldIdentifier));
  return (name) => folded.has(foldIdentifier(name));
}

/** A database that knows its schema until something is written through it. */
export interface SchemaReader {
  readonly db: StepDatabase;
  /** Without tracking tables. @throws the error of the database, or one that names the object that cannot be read */
  readonly schema: () => Promise<Schema>;
}

/** @param leaveOut says of a table's name whether it is left out */
export function schemaReader(db: StepDatabase, leaveOut: (name: string) => boolean): SchemaReader {
  let known: Promise<Schema> | undefined;
  const forgetting =
    <A extends unknown[], T>(write: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      known = undefined;
      return write(...args).finally(() => {
        known = undefined;
      });
    };
  const writing: StepDatabase = {
    ...db,
    transaction: forgetting(db.transaction),
    transactions: forgetting(db.transactions),
    loose: forgetting(db.loose),
    beginWrite: async () => {
      const transaction = await forgetting(db.beginWrite)();
      return { ...transaction, commit: forgetting(transaction.commit) };
    },
  };
  return {
    db: writing,
    schema: () => {
      known ??= introspect(db, leaveOut);
      return known;
    },
  };
}

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
    await mkdir(dirname(path), { recursive: true });
    await writeWhole(path, [text], FILE_MODE);
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

// Spec and data, which are read once for all databases of a step.
import type { Database } from "@libsql-actions/shared/database/resolve";
import type { Schema } from "@libsql-actions/shared/schema/table";
import type { Context } from "./context.ts";
import type { Source } from "./source.ts";
import { refuseWrittenFiles } from "./written-files.ts";

export interface SourceReader {
  /** @param schema of the database that asks first, where it is there */
  read(schema: () => Promise<Schema | undefined>): Promise<Source>;
  /** Whether `read` failed with this, which is no fault of a database. */
  couldNotRead(problem: unknown): boolean;
}

/** @param databases that the step seeds: no file of theirs may be an output too */
export function sourceReader(context: Context, databases: readonly Database[]): SourceReader {
  const { inputs, step } = context;
  const problems = new Set<unknown>();
  let reading: Promise<Source> | undefined;
  const read: SourceReader["read"] = async (schema) => {
    const { readSource } = await import("./source.ts");
    const source = await readSource(inputs, step.workspace, schema);
    refuseWrittenFiles(context, databases, source.data?.files ?? []);
    return source;
  };
  return {
    read: (schema) => {
      reading ??= read(schema).catch((problem: unknown) => {
        problems.add(problem);
        throw problem;
      });
      return reading;
    },
    couldNotRead: (problem) => problems.has(problem),
  };
}

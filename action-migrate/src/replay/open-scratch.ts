// Gives a piece of work a throwaway database, and takes it away on every path.
import type { Database } from "@libsql-actions/shared/database/resolve";
import { note, warn } from "@libsql-actions/shared/report/log";
import type { Context } from "../context.ts";
import { databaseSettings } from "../database-settings.ts";
import type { Scratch } from "../scratch/scratch.ts";

/** @param target the kind of the database that it stands for; undefined where there is none */
export async function withScratch<T>(
  context: Pick<Context, "inputs" | "step">,
  target: Database["kind"] | undefined,
  work: (scratch: Scratch) => Promise<T>,
): Promise<T> {
  const { environment, temporary } = context.step;
  // Most steps need none, and starting a server brings its own modules along.
  const { openScratch } = await import("../scratch/scratch.ts");
  const scratch = await openScratch({ target, environment, temporary, settings: databaseSettings(context), note, warn });
  try {
    return await work(scratch);
  } finally {
    await scratch.close();
  }
}

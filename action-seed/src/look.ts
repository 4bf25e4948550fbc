// What a step asks of a database before all else, in one request where there are requests.
import type { Connection } from "@libsql-actions/shared/database/connection";
import { introspect } from "@libsql-actions/shared/schema/introspect";
import type { Schema } from "@libsql-actions/shared/schema/table";
import { isLeftOut } from "./choose-tables.ts";
import { beginSurvey } from "./load/survey.ts";

/** What a database holds, as it is being asked for. */
export interface Look {
  readonly schema: Promise<Schema>;
  readonly survey: ReturnType<typeof beginSurvey>;
}

/** Begins to look at a database. What goes wrong is told to whoever waits for it. */
export function beginLook(db: Connection): Look {
  const schema = introspect(db, isLeftOut);
  schema.catch(() => undefined);
  return { schema, survey: beginSurvey(db) };
}

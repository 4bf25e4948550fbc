// Applies migrations in tests as the command `up` does it: plan after plan, until all is done or something fails.
import { type Connection, openConnection } from "@libsql-actions/shared/database/connection";
import { parseDatabaseUrl } from "@libsql-actions/shared/database/url";
import { OWN_TRACKING } from "@libsql-actions/shared/migrations/formats/own-tracking";
import { checksumOf, type Migration } from "@libsql-actions/shared/migrations/migration";
import { testSettings } from "@libsql-actions/shared/testing/client-settings";
import { type HistoryTable, readHistory } from "../history/history.ts";
import { makePlan } from "../plan/plan.ts";
import { applyChanges } from "./apply.ts";
import { changesUp } from "./change.ts";

export const TABLE: HistoryTable = { name: "history", tracking: OWN_TRACKING };
export const OPTIONS = { loose: false, table: TABLE.name };

/** Opens a database that does not wait long for others. */
export const open = (url: string) => openConnection(parseDatabaseUrl(url, "/"), testSettings(100));
/** Migrations `m/1_x.sql`, `m/2_x.sql` … of these texts. */
export const migrations = (...texts: string[]): Migration[] =>
  texts.map((text, index) => ({
    version: String(index + 1),
    name: "x",
    key: String(index + 1),
    kind: "versioned",
    up: { file: `m/${index + 1}_x.sql`, text, transaction: true },
    down: undefined,
    checksums: [checksumOf(text)],
  }));

/** What came of it: with `pending` undefined where nobody knows. */
export async function up(db: Connection, list: readonly Migration[], lockTimeoutMs = 5_000) {
  const said: string[] = [];
  const applied: string[] = [];
  let pending: number | undefined;
  const work = async () => {
    for (;;) {
      const history = await readHistory(db, TABLE);
      const plan = makePlan(list, history, { outOfOrder: "error", target: undefined });
      const { changes, problem } = changesUp(plan.todo, OPTIONS);
      const outcome = await applyChanges(db, changes, history, {
        table: TABLE,
        transaction: "file",
        lockTimeoutMs,
        clock: () => performance.now(),
        say: (text) => said.push(text),
        onSent: () => {
          pending = undefined;
        },
        onDone: ({ migration }) => applied.push(migration.version),
        onSettled: () => {
          pending = list.length - applied.length;
        },
      });
      if (outcome === "done" && problem !== undefined) throw problem;
      if (outcome === "done") return;
      said.push("moved");
    }
  };
  const error = await work().then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  return { error, said, applied, pending };
}

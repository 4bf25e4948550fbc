// The migrators of drizzle-orm 0.x and 1.x, as a project calls them in a script of its own.
import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";
import { migrate } from "drizzle-orm/libsql/migrator";
import { drizzle as drizzle1 } from "drizzle-orm-1/libsql";
import { migrate as migrate1 } from "drizzle-orm-1/libsql/migrator";
import { counted, fileText, type Step, timed } from "./steps.ts";
import type { Place, Tool } from "./tool.ts";

const BREAKPOINT = "--> statement-breakpoint";

/** A script of drizzle-kit: the migrator runs what is between its breakpoints as one statement. */
function script(step: Step): string {
  return fileText(step, [step.up.join(`${BREAKPOINT}\n`)]);
}

async function withClient(place: Place, work: (client: ReturnType<typeof createClient>) => Promise<unknown>): Promise<void> {
  const client = createClient({ url: place.url });
  try {
    await work(client);
  } finally {
    client.close();
  }
}

const DRIZZLE = { format: "drizzle", down: undefined, pending: undefined, reversible: false, rebuilds: true } as const;

/** The journal of drizzle-kit 0.31 lists the files. */
export const drizzleJournal = (on: Tool["on"]): Tool => ({
  ...DRIZZLE,
  name: "drizzle-orm 0.45.4",
  on,
  files: (steps) => ({
    ...Object.fromEntries(steps.map((step) => [`${counted(step)}_${step.name}.sql`, script(step)])),
    "meta/_journal.json": JSON.stringify({
      version: "7",
      dialect: "turso",
      entries: steps.map((step) => ({
        idx: step.number - 1,
        version: "6",
        when: 1_767_225_600_123 + step.number,
        tag: `${counted(step)}_${step.name}`,
        breakpoints: true,
      })),
    }),
  }),
  up: (place) => withClient(place, (client) => migrate(drizzle(client), { migrationsFolder: place.folder })),
  table: "__drizzle_migrations",
  history: "SELECT id, hash, typeof(hash), created_at, typeof(created_at) FROM __drizzle_migrations ORDER BY rowid",
});

/** drizzle-kit 1.x makes a folder for each. */
export const drizzleFolders = (on: Tool["on"]): Tool => ({
  ...DRIZZLE,
  name: "drizzle-orm 1.0.0-rc.5",
  on,
  files: (steps) =>
    Object.fromEntries(
      steps.flatMap((step) => {
        const folder = `${timed(step)}_${step.name}`;
        return [
          [`${folder}/migration.sql`, script(step)],
          [`${folder}/snapshot.json`, "{}"],
        ];
      }),
    ),
  up: (place) => withClient(place, (client) => migrate1(drizzle1({ client }), { migrationsFolder: place.folder })),
  table: "__drizzle_migrations",
  history:
    "SELECT id, hash, typeof(hash), created_at, typeof(created_at), name, typeof(applied_at), length(applied_at) FROM __drizzle_migrations ORDER BY rowid",
});

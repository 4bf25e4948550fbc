// The engine of Prisma Migrate, as WebAssembly on Prisma's adapter for libSQL: what `prisma migrate deploy` runs.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engine from "@prisma/schema-engine-wasm/schema_engine_bg";
import { fileText, timed } from "./steps.ts";
import { numberOf, type Place, type Tool } from "./tool.ts";

const WASM = createRequire(import.meta.url)
  .resolve("@prisma/schema-engine-wasm/schema_engine_bg")
  .replace(/\.js$/, ".wasm");
/** A global of every runtime, which the types of Node leave to those of browsers. */
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start?: () => void } } }>;
};

let isReady: Promise<void> | undefined;

/** The engine is the one that `prisma migrate` runs; it has no loader for Node of its own. */
async function loadEngine(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(readFileSync(WASM), { "./schema_engine_bg.js": engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
}

function migrationsList({ folder }: Place) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: readFileSync(join(folder, "migration_lock.toml"), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: names
      .map(({ name }) => name)
      .sort()
      .map((path) => ({
        path,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: readFileSync(join(folder, path, "migration.sql"), "utf8") },
        },
      })),
  };
}

async function withEngine<T>(place: Place, work: (prisma: engine.SchemaEngine) => Promise<T>): Promise<T> {
  isReady ??= loadEngine();
  await isReady;
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaLibSql({ url: place.url }));
  const datamodels: [string, string][] = [["schema.prisma", 'datasource db {\n  provider = "sqlite"\n}\n']];
  const prisma = await engine.SchemaEngine.new({ datamodels }, () => undefined, factory);
  try {
    return await work(prisma);
  } finally {
    prisma.free();
  }
}

const filters = { externalTables: [], externalEnums: [] };

export const prisma = (on: Tool["on"]): Tool => ({
  name: "Prisma's engine 8.1",
  format: "prisma",
  on,
  files: (steps) => ({
    ...Object.fromEntries(steps.map((step) => [`${timed(step)}_${step.name}/migration.sql`, fileText(step, step.up)])),
    "migration_lock.toml": '# Prisma\nprovider = "sqlite"\n',
  }),
  up: (place) =>
    withEngine(place, async (prisma) => {
      await prisma.applyMigrations({ migrationsList: migrationsList(place), filters });
    }),
  down: undefined,
  pending: (place) =>
    withEngine(place, async (prisma) => {
      const { history, editedMigrationNames, failedMigrationNames } = await prisma.diagnoseMigrationHistory({
        migrationsList: migrationsList(place),
        optInToShadowDatabase: false,
        filters,
      });
      const wrong = [...editedMigrationNames, ...failedMigrationNames];
      if (wrong.length > 0) throw new Error(`Prisma says that ${wrong} were edited or failed.`);
      if (history === null || history === undefined) return [];
      if (history.diagnostic !== "databaseIsBehind") throw new Error(`Prisma says ${JSON.stringify(history)}.`);
      return history.unappliedMigrationNames.map((name) => numberOf(name.slice(0, 14)));
    }),
  reversible: false,
  rebuilds: true,
  table: "_prisma_migrations",
  // The engine of the command line writes its times as integers, and so do we in a new table; this adapter writes text.
  history: `SELECT migration_name, checksum, typeof(checksum), length(id), typeof(id), typeof(started_at) IN ('integer', 'text'),
typeof(finished_at) = typeof(started_at), typeof(logs), rolled_back_at, applied_steps_count, typeof(applied_steps_count)
FROM _prisma_migrations ORDER BY rowid`,
});

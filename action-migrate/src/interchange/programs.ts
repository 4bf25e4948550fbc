// Migration tools that are programs: how their folders look, how they are called, and what they say and record.
import { readdirSync } from "node:fs";
import { counted, fileText, type Step } from "./steps.ts";
import { numberOf, type Place, type Tool } from "./tool.ts";
import { output } from "./tool-programs.ts";

/** The numbers of the versions that `pattern` captures. */
function numbersIn(text: string, pattern: RegExp): number[] {
  return [...text.matchAll(pattern)].map(([, version = ""]) => numberOf(version));
}

const isTrigger = (statement: string) => statement.includes("CREATE TRIGGER");

/** A file with both directions. */
const oneFile = (up: string, down: string, wrap: (statement: string) => string) => (steps: readonly Step[]) =>
  Object.fromEntries(
    steps.map((step) => [
      `${counted(step)}_${step.name}.sql`,
      fileText(step, [up, ...step.up.map(wrap), "", down, ...step.down.map(wrap)]),
    ]),
  );

/** A file for each direction. */
const twoFiles = (steps: readonly Step[]) =>
  Object.fromEntries(
    steps.flatMap((step) => [
      [`${counted(step)}_${step.name}.up.sql`, fileText(step, step.up)],
      [`${counted(step)}_${step.name}.down.sql`, fileText(step, step.down)],
    ]),
  );

export function dbmate(program: string): Tool {
  const call = ({ file, folder }: Place, command: string) =>
    output(program, ["--url", `sqlite:${file}`, "--migrations-dir", folder, "--no-dump-schema", command]);
  return {
    name: "dbmate 2.36.0",
    format: "dbmate",
    on: "file",
    files: oneFile("-- migrate:up", "-- migrate:down", (statement) => statement),
    up: async (place) => void (await call(place, "up")),
    down: async (place) => void (await call(place, "down")),
    pending: async (place) => numbersIn(await call(place, "status"), /^\[ \] (\d+)_/gm),
    reversible: true,
    rebuilds: true,
    table: "schema_migrations",
    history: "SELECT version, typeof(version) FROM schema_migrations ORDER BY rowid",
  };
}

/** Its SQLite driver has foreign keys off; on a server they are on, and it has no way to turn them off in a transaction. */
export function goose(program: string, on: Tool["on"]): Tool {
  const call = ({ url, file, folder }: Place, command: string) =>
    output(program, ["-dir", folder, ...(on === "file" ? ["sqlite3", file] : ["turso", url]), command]);
  const wrap = (statement: string) =>
    isTrigger(statement) ? `-- +goose StatementBegin\n${statement}\n-- +goose StatementEnd` : statement;
  return {
    name: "goose 3.27.0",
    format: "goose",
    on,
    files: oneFile("-- +goose Up", "-- +goose Down", wrap),
    up: async (place) => void (await call(place, "up")),
    down: async (place) => void (await call(place, "down")),
    pending: async (place) => numbersIn(await call(place, "status"), / Pending +-- (\d+)_/g),
    reversible: true,
    rebuilds: on === "file",
    table: "goose_db_version",
    history:
      "SELECT version_id, typeof(version_id), is_applied, typeof(id), typeof(tstamp), length(tstamp) FROM goose_db_version ORDER BY id",
  };
}

export function golangMigrate(program: string): Tool {
  const call = ({ file, folder }: Place, ...command: string[]) =>
    output(program, ["-path", folder, "-database", `sqlite://${file}`, ...command]);
  return {
    name: "golang-migrate 4.18.3",
    format: "golang-migrate",
    on: "file",
    files: twoFiles,
    up: async (place) => void (await call(place, "up")),
    down: async (place) => void (await call(place, "down", "1")),
    // It tells only where the database is: what is above that is pending.
    pending: async (place) => {
      const version = Number((await call(place, "version")).trim());
      return numbersIn(readdirSync(place.folder).join("\n"), /^(\d+)_.*\.up\.sql$/gm).filter((number) => number > version);
    },
    reversible: true,
    rebuilds: true,
    table: "schema_migrations",
    history: "SELECT version, typeof(version), dirty, typeof(dirty) FROM schema_migrations",
  };
}

/** It opens SQLite with foreign keys on, and turns them off for nobody. */
export function sqlx(program: string): Tool {
  const call = ({ file, folder }: Place, command: string) =>
    output(program, ["migrate", command, "--source", folder, "--database-url", `sqlite:${file}?mode=rwc`]);
  return {
    name: "sqlx-cli 0.9.0",
    format: "sqlx",
    on: "file",
    files: twoFiles,
    up: async (place) => void (await call(place, "run")),
    down: async (place) => void (await call(place, "revert")),
    pending: async (place) => {
      const said = await call(place, "info");
      if (said.includes("different checksum")) throw new Error(said);
      return numbersIn(said, /^(\d+)\/pending/gm);
    },
    reversible: true,
    rebuilds: false,
    table: "_sqlx_migrations",
    history: `SELECT version, typeof(version), description, typeof(installed_on), length(installed_on), success, typeof(success),
hex(checksum), typeof(checksum), typeof(execution_time) FROM _sqlx_migrations ORDER BY rowid`,
  };
}

/** Foreign keys are on in its client, as everywhere in libSQL. */
export function geni(program: string, on: Tool["on"]): Tool {
  const call = ({ url, file, folder }: Place, command: string) =>
    output(program, [command], {
      DATABASE_URL: on === "file" ? `sqlite://${file}` : url,
      DATABASE_MIGRATIONS_FOLDER: folder,
      DATABASE_NO_DUMP_SCHEMA: "true",
    });
  return {
    name: "geni 1.3.3",
    format: "geni",
    on,
    files: twoFiles,
    up: async (place) => void (await call(place, "up")),
    down: async (place) => void (await call(place, "down")),
    pending: async (place) => numbersIn(await call(place, "status"), /Pending (\d+)/g),
    reversible: true,
    rebuilds: false,
    table: "schema_migrations",
    history: "SELECT id, typeof(id) FROM schema_migrations ORDER BY rowid",
  };
}

/**
 * Undoing takes a licence, and a pragma among other statements the setting `mixed`. Every event has a row, so what counts is the last about each
 * version.
 */
export function flyway(program: string): Tool {
  const call = ({ file, folder }: Place, ...command: string[]) =>
    output(program, [
      `-url=jdbc:sqlite:${file}`,
      `-locations=filesystem:${folder}`,
      "-mixed=true",
      "-outputType=json",
      ...command,
    ]);
  return {
    name: "Flyway 11.8.2",
    format: "flyway",
    on: "file",
    files: (steps) =>
      Object.fromEntries(
        steps.flatMap((step) => [
          [`V${step.number}__${step.name}.sql`, fileText(step, step.up)],
          [`U${step.number}__${step.name}.sql`, fileText(step, step.down)],
        ]),
      ),
    up: async (place) => void (await call(place, "migrate")),
    down: undefined,
    pending: async (place) => {
      const { migrations } = JSON.parse(await call(place, "info")) as { migrations: { rawVersion: string; state: string }[] };
      return migrations.filter(({ state }) => state === "Pending").map(({ rawVersion }) => numberOf(rawVersion));
    },
    reversible: true,
    rebuilds: true,
    table: "flyway_schema_history",
    history: `SELECT version, description, type, script, checksum, typeof(checksum), typeof(installed_by), typeof(installed_on), length(installed_on),
typeof(execution_time), success FROM flyway_schema_history WHERE installed_rank IN (SELECT max(installed_rank) FROM flyway_schema_history GROUP BY version)
ORDER BY installed_rank`,
  };
}

// Builds the migration tools in Go that the tests of interchange run beside ours (action-migrate/src/interchange/tool-programs.ts). About two minutes, once.
import { type GoProgram, installGoProgram } from "./go-program.ts";
import { keptFolder } from "./kept-folder.ts";

const GOOSE = "v3.27.0";
const MIGRATE = "v4.18.3";
const PROGRAMS: readonly GoProgram[] = [
  {
    name: "goose",
    module: `github.com/pressly/goose/v3/cmd/goose@${GOOSE}`,
    tags: ["no_clickhouse", "no_mssql", "no_mysql", "no_postgres", "no_vertica", "no_ydb"],
  },
  { name: "migrate", module: `github.com/golang-migrate/migrate/v4/cmd/migrate@${MIGRATE}`, tags: ["sqlite"] },
];

/** The folder with the programs: what MIGRATION_TOOLS is set to. */
export async function installMigrationTools(): Promise<string> {
  const folder = `migration-tools-goose-${GOOSE}-migrate-${MIGRATE}`;
  for (const program of PROGRAMS) await installGoProgram(program, folder);
  return keptFolder(folder);
}

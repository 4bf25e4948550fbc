// The tools that bench/migrate.ts runs: the built bundle as the runner starts it, and its peers, which are fetched once, in exact versions, into a folder
// under the temporary one. A peer that cannot be had here is left out.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readManifests } from "../scripts/manifest.ts";
import type { FileFormat } from "./migrate-files.ts";

export interface Tool {
  readonly name: string;
  readonly format: FileFormat;
  /** What it is run on here. */
  readonly on: "server" | "file";
  /** @param place `http://127.0.0.1:PORT`, or the path of a file */
  readonly command: (place: string, migrations: string) => Command;
}

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const GOOSE = "github.com/pressly/goose/v3/cmd/goose@v3.27.0";
const GOOSE_TAGS = "no_clickhouse no_mssql no_mysql no_postgres no_sqlite3 no_vertica no_ydb";
/** The client is the one that this repository is locked to. */
const PACKAGES = ["drizzle-orm@0.45.4", "@libsql/client@0.18.0", "dbmate@2.36.0"];

const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(tmpdir(), "libsql-actions-bench");
const bare = { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "" };

/** The bundle as the runner starts it: every declared input is in the environment. */
export function ours(bundle: string, toolCache: string, on: Tool["on"]): Tool {
  const folder = mkdtempSync(join(tmpdir(), "bench-step-"));
  const files = Object.fromEntries(["OUTPUT", "STEP_SUMMARY"].map((name) => [`GITHUB_${name}`, join(folder, name)]));
  const { inputs = {} } = readManifests(root).find(({ folder: action }) => action === "action-migrate") ?? {};
  const given = Object.entries(inputs).map(([name, { default: value = "" }]) => [`INPUT_${name.toUpperCase()}`, `${value}`]);
  return {
    name: "ours",
    format: "plain",
    on,
    command: (place, migrations) => {
      for (const file of Object.values(files)) writeFileSync(file, "");
      const wanted = {
        INPUT_DIRECTORY: migrations,
        "INPUT_DATABASE-URL": on === "file" ? `file:${place}` : place,
        "INPUT_GITHUB-TOKEN": "",
      };
      const runner = { RUNNER_TEMP: folder, RUNNER_TOOL_CACHE: toolCache, GITHUB_WORKSPACE: tmpdir(), ...files };
      return { program: process.execPath, args: [bundle], env: { ...bare, ...runner, ...Object.fromEntries(given), ...wanted } };
    },
  };
}

/** Brings the peers here. @returns those that there are, and a line for each that is left out */
export function peers(): { tools: Tool[]; missing: string[] } {
  mkdirSync(cache, { recursive: true });
  const [tools, missing]: [Tool[], string[]] = [[], []];
  for (const [name, find] of [
    ["goose", goose],
    ["drizzle and dbmate", packages],
  ] as const) {
    try {
      tools.push(...find());
    } catch (problem) {
      missing.push(`${name}: left out, since it cannot be had here (${problem instanceof Error ? problem.message : problem})`);
    }
  }
  return { tools, missing };
}

function goose(): Tool[] {
  const folder = join(cache, GOOSE.replaceAll(/[/@]/g, "-"));
  const program = join(folder, "goose");
  if (!existsSync(program)) {
    console.log(`building ${GOOSE}, once`);
    run("go", ["install", "-tags", GOOSE_TAGS, GOOSE], { GOBIN: folder });
  }
  const command: Tool["command"] = (place, migrations) => ({
    program,
    args: ["-dir", migrations, "turso", place, "up"],
    env: bare,
  });
  return [{ name: "goose", format: "goose", on: "server", command }];
}

function packages(): Tool[] {
  const folder = join(cache, PACKAGES.join("-").replaceAll(/[/@]/g, "-"));
  const done = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(done)) {
    console.log(`installing ${PACKAGES.join(", ")}, once`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    run("npm", ["install", "--no-audit", "--no-fund", "--save-exact", "--prefix", folder, ...PACKAGES]);
  }
  // Beside the packages, where its imports find them.
  const script = join(folder, "migrate-drizzle.mjs");
  copyFileSync(join(root, "bench", "migrate-drizzle.mjs"), script);
  const dbmate = join(folder, "node_modules", "@dbmate", `${process.platform}-${process.arch}`, "bin", "dbmate");
  return [
    {
      name: "drizzle",
      format: "drizzle",
      on: "server",
      command: (place, migrations) => ({ program: process.execPath, args: [script, place, migrations], env: bare }),
    },
    {
      name: "dbmate",
      format: "dbmate",
      on: "file",
      command: (place, migrations) => ({
        program: dbmate,
        args: ["--url", `sqlite:${place}`, "--migrations-dir", migrations, "--no-dump-schema", "up"],
        env: bare,
      }),
    },
  ];
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  execFileSync(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] });
}

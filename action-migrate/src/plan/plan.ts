// Holds a folder against a history: what is pending, what is to be done, and what keeps it from being done.
import { quote } from "@libsql-actions/shared/inputs/quote";
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import type { HistoryRecord } from "@libsql-actions/shared/migrations/tracking";
import type { CodedFinding } from "../finding-rules.ts";
import type { History } from "../history/history.ts";
import { compareKeys } from "./compare-keys.ts";

export interface PlanOptions {
  /** What becomes of a pending migration that sorts before one that is applied. */
  readonly outOfOrder: "error" | "apply" | "skip";
  /** The last migration to apply; undefined for all. */
  readonly target: Migration | undefined;
}

export interface Plan {
  /** What `up` applies now, in order. */
  readonly todo: readonly Migration[];
  /** Everything that is not applied, in order; also what is behind the target, or skipped. */
  readonly pending: readonly Migration[];
  /** The migrations of the folder that are applied, in order. */
  readonly applied: readonly Migration[];
  /** Of the newest that is applied; empty if there is none. */
  readonly currentVersion: string;
  /** Errors keep anything from being applied. */
  readonly findings: readonly CodedFinding[];
}

/** What is to be done with the migrations of a folder, by the history of a database. */
export function makePlan(migrations: readonly Migration[], history: History, options: PlanOptions): Plan {
  const records = latestRecords(history.records);
  const states = statesOf(migrations, records);
  const position = new Map(migrations.map((migration, index) => [migration, index]));
  const at = (migration: Migration) => position.get(migration) ?? -1;
  const keys = new Set(migrations.map(({ key }) => key));
  const applied = migrations.filter((_, index) => states[index] === "applied");
  const newest = migrations.findLastIndex((migration, index) => states[index] === "applied" && migration.kind !== "repeatable");
  const pending = migrations.filter((_, index) => states[index] === "pending");
  const overtaken = pending.filter((migration) => migration.kind === "versioned" && at(migration) < newest);
  const last = options.target === undefined ? Number.POSITIVE_INFINITY : at(options.target);
  const unknown = [...records.values()].filter(({ key, state }) => state !== "void" && !keys.has(key));
  const skipped = new Set(options.outOfOrder === "skip" ? overtaken : []);
  return {
    todo: pending.filter((migration) => at(migration) <= last && !skipped.has(migration)),
    pending,
    applied,
    currentVersion: migrations[newest]?.version ?? unknown.filter(({ state }) => state !== "failed").at(-1)?.key ?? "",
    findings: [
      ...migrations.flatMap((migration) => recordFindings(migration, records.get(migration.key))),
      ...unknown.map(missingFile),
      ...overtaken.map((migration) => outOfOrder(migration, migrations[newest] as Migration, options.outOfOrder)),
    ],
  };
}

/** The last thing that was said about each key. */
function latestRecords(records: readonly HistoryRecord[]): Map<string, HistoryRecord> {
  const latest = new Map<string, HistoryRecord>();
  for (const record of records) {
    // A key that is recorded again counts as recorded last.
    latest.delete(record.key);
    latest.set(record.key, record);
  }
  return latest;
}

type State = "applied" | "half-applied" | "pending" | "passed-over";

function statesOf(migrations: readonly Migration[], records: ReadonlyMap<string, HistoryRecord>): State[] {
  const upTo = [...records.values()].filter((record) => record.state === "applied-up-to" || record.upTo);
  const isRecorded = ({ key }: Migration) => {
    const state = records.get(key)?.state;
    return state === "applied" || state === "failed" || upTo.some((record) => compareKeys(key, record.key) <= 0);
  };
  const empty = !migrations.some(isRecorded);
  // On an empty database the newest checkpoint stands for everything before it.
  const start = migrations.findLastIndex(
    (migration) => migration.kind === "checkpoint" && (empty || records.get(migration.key)?.state === "applied"),
  );
  return migrations.map((migration, index): State => {
    if (migration.kind === "repeatable") return isCurrent(migration, records.get(migration.key)) ? "applied" : "pending";
    if (isRecorded(migration)) return records.get(migration.key)?.state === "failed" ? "half-applied" : "applied";
    if (index < start || (migration.kind === "checkpoint" && !(empty && index === start))) return "passed-over";
    return "pending";
  });
}

function isCurrent({ checksums }: Migration, record: HistoryRecord | undefined): boolean {
  return record?.state === "applied" && (record.checksum === undefined || checksums.includes(record.checksum));
}

function recordFindings(migration: Migration, record: HistoryRecord | undefined): CodedFinding[] {
  if (record === undefined || record.state === "void") return [];
  const { file } = migration.up;
  if (record.state === "failed") return [halfApplied(migration, record)];
  if (migration.kind === "repeatable" || record.checksum === undefined || migration.checksums.length === 0) return [];
  if (migration.checksums.includes(record.checksum)) return [];
  return [
    {
      code: "edited",
      severity: "error",
      file,
      message:
        `version ${migration.version} was edited after it was applied. ` +
        "Bring its text back, and put the change into a new migration; " +
        "or accept the text as it is now with `command: repair`.",
    },
  ];
}

function halfApplied({ version, up: { file } }: Migration, { failedAt }: HistoryRecord): CodedFinding {
  const where =
    failedAt === undefined ? "did not come to its end" : `failed at its statement ${failedAt}, and those before it stay`;
  return {
    code: "half-applied",
    severity: "error",
    file,
    message:
      `version ${version} was begun without a transaction and ${where}. ` +
      `Bring the database by hand to where the file leads, then run \`command: repair\` with \`versions: ${version}\`.`,
  };
}

function missingFile({ key, name, state }: HistoryRecord): CodedFinding {
  const shown = name === undefined || name === "" || name === key ? quote(key) : `${quote(key)} (${quote(name)})`;
  if (state === "failed")
    return {
      code: "half-applied",
      severity: "error",
      message:
        `Version ${shown} was begun and did not come to its end, and it has no file in the folder. ` +
        "Bring the database and its history by hand to where they should be.",
    };
  return {
    code: "missing-file",
    severity: "error",
    message: `Version ${shown} is applied, but has no file in the folder. Bring the file back; or, if it is gone on purpose, take its record away with \`command: repair\`.`,
  };
}

function outOfOrder({ version, up: { file } }: Migration, newest: Migration, mode: PlanOptions["outOfOrder"]): CodedFinding {
  const what = `version ${version} is not applied, but the newer version ${newest.version} is.`;
  const then = {
    error: `Give it a version above ${newest.version}, or say \`out-of-order: apply\`.`,
    apply: "It is applied now, as `out-of-order: apply` says.",
    skip: "It is skipped, as `out-of-order: skip` says.",
  };
  return { code: "out-of-order", severity: mode === "error" ? "error" : "warning", file, message: `${what} ${then[mode]}` };
}

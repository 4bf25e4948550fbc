// The check `integrity`: whether pages, indexes and constraints are as SQLite wants them, and whether foreign keys refer to rows that are there.
import { TimeoutError } from "@libsql-actions/shared/network/fault";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { plainLine } from "@libsql-actions/shared/report/log";
import { diagnose } from "../fault.ts";
import type { HealthResult, HealthSession } from "../health-seam.ts";
import type { Target } from "../target.ts";
import { type Ask, askOver, askWithin } from "./ask.ts";
import { databaseText, LETTER } from "./database-text.ts";
import { type Measured, sound, stopped, unsound } from "./finding.ts";
import { type ForeignKeyState, readForeignKeys, showForeignKeys } from "./foreign-keys.ts";
import { budgetOf, type HealthLimits } from "./limits.ts";
import { readSize, showBytes } from "./size.ts";

/** As functions: what a read-only token may call. `quick_check` leaves out what takes longest, to compare indexes with their tables. */
type Extent = "integrity_check" | "quick_check";

const MAX_COMPLAINTS = 20;
const MAX_COMPLAINT_CHARACTERS = 300;
const MAX_SHOWN = 3;
const RESTORE = "Stop writing to it, and restore the last good backup (`command: restore` of action-migrate).";
const CHECK_ALONE = "Check a copy of it, such as a restored backup, where nobody waits for it.";

/** What was found out before the time was over. */
interface Found {
  readonly extent: Extent;
  readonly complaints: readonly string[];
  readonly foreignKeys: ForeignKeyState;
}

export async function checkIntegrity(target: Target, session: HealthSession, limits: HealthLimits): Promise<HealthResult> {
  try {
    const { bytes } = await readSize(askOver(session, session.send));
    if (target.database.kind === "file" && bytes > limits.scannedFileBytes) return tooLarge(target, bytes, limits);
    const ask = askWithin(session, session.patientSend, budgetOf(limits.integrityMs, limits.clock));
    const extent: Extent = bytes > limits.fullCheckBytes ? "quick_check" : "integrity_check";
    const complaints = await readComplaints(ask, extent, target);
    const foreignKeys = complaints.length > 0 ? NOT_READ : await readForeignKeys(ask);
    return verdictOn(target, { extent, complaints, foreignKeys });
  } catch (fault) {
    if (isDamage(fault, target))
      return verdictOn(target, { extent: "quick_check", complaints: [words(fault)], foreignKeys: NOT_READ });
    return stopped(target, "integrity", fault, `${CHECK_ALONE} ${fault instanceof TimeoutError ? "" : RESTORE}`.trim());
  }
}

/** Of a damaged database nothing more is asked: the answers would be those of the damage. */
const NOT_READ: ForeignKeyState = { violations: [], unchecked: [] };

/** The check ends at its hundredth complaint by itself. */
async function readComplaints(ask: Ask, extent: Extent, target: Target): Promise<string[]> {
  const sql = `SELECT CAST(${extent} AS BLOB), ${LETTER} FROM pragma_${extent} WHERE ${extent} <> 'ok'`;
  try {
    const { rows } = await ask.query(sql);
    return rows.map((row) => bounded(databaseText(row[0], row[1])));
  } catch (fault) {
    if (isDamage(fault, target)) return [words(fault)];
    throw fault;
  }
}

/** A page holds what it cannot, or the file is no database at all (https://sqlite.org/rescode.html#corrupt). */
function isDamage(fault: unknown, { database }: Target): boolean {
  const { reason } = diagnose(fault, database.kind !== "remote");
  return reason === "corrupt" || /malformed|not a database/.test(errorMessage(fault));
}

function words(fault: unknown): string {
  return bounded(errorMessage(fault));
}

function bounded(text: string): string {
  return plainLine(text).slice(0, MAX_COMPLAINT_CHARACTERS).toWellFormed();
}

function tooLarge(target: Target, bytes: number, { scannedFileBytes }: HealthLimits): HealthResult {
  const message = `The file has ${showBytes(bytes)}: to read more than ${showBytes(scannedFileBytes)} through would take too long.`;
  return unsound(target, "integrity", { verdict: "not-checked", reason: "timeout", message, fix: CHECK_ALONE });
}

function verdictOn(target: Target, { extent, complaints, foreignKeys }: Found): HealthResult {
  const { violations, unchecked } = foreignKeys;
  const measured: Measured = {
    extent,
    complaints: complaints.slice(0, MAX_COMPLAINTS),
    "complaints-count": complaints.length,
    violations: violations.map(({ child, parent, rows }) => ({ table: child, refers: parent, rows })),
    "unchecked-tables": unchecked,
  };
  if (complaints.length > 0) {
    const shown = complaints.slice(0, MAX_SHOWN).join("; ");
    const more = complaints.length > MAX_SHOWN ? ` (and ${complaints.length - MAX_SHOWN} more)` : "";
    const message = `The database is damaged: ${shown}${more}.`;
    return unsound(target, "integrity", { verdict: "failed", reason: "corrupt", message, fix: RESTORE }, measured);
  }
  const complaint = showForeignKeys(foreignKeys);
  if (complaint !== undefined) return unsound(target, "integrity", complaint, measured);
  const said = extent === "quick_check" ? "`quick_check` finds nothing wrong" : "`integrity_check` finds nothing wrong";
  return sound(target, "integrity", `${said}, and all foreign keys hold.`, measured);
}

// The check `capacity`: how large the database is, how much of it is free, how near it is to its limit, and which tables have the most rows.
import type { HealthResult, HealthSession } from "../health-seam.ts";
import type { Target } from "../target.ts";
import { askOver, askWithin } from "./ask.ts";
import { countRows, type RowCounts } from "./count-rows.ts";
import { type Complaint, type Measured, sound, stopped, unsound } from "./finding.ts";
import { budgetOf, type HealthLimits } from "./limits.ts";
import { readSize, type Size, showBytes } from "./size.ts";

/** From this share of the limit on a warning is due, while there is room for what a deployment may add. */
const NEARLY_FULL = 0.8;
/** Of a database with more of it free than this, and of some size, a dump and a restore make a smaller one. */
const MUCH_FREE = 0.5;
const MUCH_FREE_BYTES = 10_000_000;
const SEE_SERVER = "See what else the server does, and run again.";
const NO_COUNTS: RowCounts = { tables: 0, counted: 0, largest: [] };

export async function checkCapacity(target: Target, session: HealthSession, limits: HealthLimits): Promise<HealthResult> {
  try {
    const size = await readSize(askOver(session, session.send));
    const isTooLarge = target.database.kind === "file" && size.bytes > limits.scannedFileBytes;
    const ask = askWithin(session, session.patientSend, budgetOf(limits.countMs, limits.clock));
    const counts = isTooLarge ? NO_COUNTS : await countRows(ask);
    const measured = measuredOf(size, counts);
    const full = size.maxBytes === undefined ? 0 : size.bytes / size.maxBytes;
    if (full < NEARLY_FULL) return sound(target, "capacity", messageOf(size, counts), measured);
    return unsound(target, "capacity", nearlyFull(size, full), measured);
  } catch (fault) {
    return stopped(target, "capacity", fault, SEE_SERVER);
  }
}

function nearlyFull({ bytes, maxBytes = 0 }: Size, full: number): Complaint {
  return {
    verdict: "warning",
    reason: "quota",
    message: `The database has ${showBytes(bytes)} and may have ${showBytes(maxBytes)}: ${Math.floor(full * 100)} % of it.`,
    fix: "Make room, or raise the size that the database may have, before writes fail.",
  };
}

function messageOf({ bytes, freePages, pages, maxBytes }: Size, { tables, counted, largest }: RowCounts): string {
  const free = pages === 0 ? 0 : Math.round((freePages / pages) * 100);
  const limit = maxBytes === undefined ? "" : ` of ${showBytes(maxBytes)}`;
  const [first] = largest;
  const most = first === undefined ? "" : `, ${first.rows} rows in the largest of ${tables}`;
  const rest = counted < tables ? ` (${counted} of ${tables} tables counted)` : "";
  return `${showBytes(bytes)}${limit}, ${free} % of it free${most}${rest}.`;
}

function measuredOf({ bytes, pageBytes, pages, freePages, maxBytes }: Size, { tables, counted, largest }: RowCounts): Measured {
  const freeShare = pages === 0 ? 0 : Math.round((freePages / pages) * 1_000) / 1_000;
  const isWorthRewriting = freeShare > MUCH_FREE && bytes > MUCH_FREE_BYTES;
  return {
    bytes,
    "page-bytes": pageBytes,
    pages,
    "free-pages": freePages,
    "free-share": freeShare,
    "max-bytes": maxBytes ?? null,
    tables,
    "tables-counted": counted,
    "largest-tables": largest.map(({ name, rows }) => ({ name, rows })),
    ...(isWorthRewriting ? { advice: [`${Math.round(freeShare * 100)} % of its pages are free. ${SHRINK}`] } : {}),
  };
}

const SHRINK = "A dump that is restored into a new database takes that much less; a file also shrinks by `VACUUM`.";

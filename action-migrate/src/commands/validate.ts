// `validate`: proves a folder of migrations on scratch databases, without a target. Every check is made that can be, and all findings are told together.
import type { Migration } from "@libsql-actions/shared/migrations/migration";
import { errorMessage } from "@libsql-actions/shared/report/failure";
import { line } from "@libsql-actions/shared/report/log";
import { addFindings, refuseFindings } from "../apply/refuse.ts";
import { compareWithBase } from "../base-ref/compare-with-base.ts";
import { readBaseFolder } from "../base-ref/read-base-folder.ts";
import type { Context } from "../context.ts";
import type { CodedFinding } from "../finding-rules.ts";
import { readAs, readMigrations, type SourceChoice } from "../read-migrations.ts";
import { lintFolder } from "../replay/lint-folder.ts";
import { withScratch } from "../replay/open-scratch.ts";
import { proveFolder } from "../replay/prove-folder.ts";
import { newReport, type Report } from "../report.ts";
import type { ReadFolder } from "../session.ts";

/** What stands where other commands name their database. */
const SCRATCH = "scratch";

/** @throws FindingsError that lists everything that is wrong */
export async function validate(context: Context): Promise<void> {
  const report: Report = { ...newReport({ kind: "memory", url: ":memory:" }), database: SCRATCH, status: "failed" };
  context.reports.push(report);
  try {
    await validateFolder(context, report);
    report.status = "ok";
  } catch (problem) {
    report.error = errorMessage(problem);
    throw problem;
  }
}

async function validateFolder(context: Context, report: Report): Promise<void> {
  const chosen = await readMigrations(context);
  const folder = readAs(chosen.choice.format, chosen, context.inputs.lintIgnore);
  addFindings(report, folder.findings);
  const base = await holdAgainstBase(context, chosen, folder);
  addFindings(report, base.findings);
  const added = new Set(base.added);
  const isNew = (migration: Migration) => added.has(migration);
  await withScratch(context, undefined, async (scratch) => {
    addFindings(report, await lintFolder(context, folder, isNew, scratch.db));
    await proveFolder(context, scratch, folder, { report, isNew });
  });
  refuseFindings(report, [...report.findings]);
  line(`${folder.path} is sound: ${folder.migrations.length} migrations`);
}

interface AgainstBase {
  readonly findings: readonly CodedFinding[];
  /** What is new against the base; all where there is none. */
  readonly added: readonly Migration[];
}

async function holdAgainstBase(
  { inputs, step }: Context,
  { source, choice }: SourceChoice,
  folder: ReadFolder,
): Promise<AgainstBase> {
  const { environment, workspace } = step;
  const ref = inputs.baseRef ?? (environment["GITHUB_BASE_REF"] || undefined);
  if (ref === undefined) return { findings: [], added: folder.migrations };
  const isMerge = /^refs\/pull\/\d+\/merge$/.test(environment["GITHUB_REF"] ?? "");
  const mergeCommit = isMerge ? environment["GITHUB_SHA"] || undefined : undefined;
  const base = await readBaseFolder({ ref, directory: source.folder, workspace, environment, mergeCommit });
  if ("missing" in base) {
    const severity = inputs.baseRef === undefined ? "warning" : "error";
    const message = `The folder is not held against the base, and all of it is taken for new: ${base.missing}`;
    return { findings: [{ code: "base-ref-unreadable", severity, message }], added: folder.migrations };
  }
  line(`holding ${folder.path} against ${ref}`);
  const { findings, added } = compareWithBase(base, source, choice.format.read);
  const keys = new Set(added.map(({ key }) => key));
  return { findings, added: folder.migrations.filter(({ key }) => keys.has(key)) };
}

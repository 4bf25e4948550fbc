// Looks through migrations for what cannot run on libSQL, loses data, or is better done another way. Nothing is asked and nothing is run.
import type { Migration, Script } from "@libsql-actions/shared/migrations/migration";
import { readOnce } from "@libsql-actions/shared/migrations/read-once";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { isSent } from "@libsql-actions/shared/sql/classify";
import { foldIdentifier } from "@libsql-actions/shared/sql/identifier";
import type { ReadScript } from "@libsql-actions/shared/sql/script-problems";
import type { Place } from "@libsql-actions/shared/sql/split";
import { shapeOf } from "@libsql-actions/shared/sql/statement-shape";
import { type Ignored, ignoredByInput, ignoredIn, type Raw } from "./ignore.ts";
import { findRebuilds } from "./rebuild.ts";
import type { Refusal } from "./refusals.ts";
import type { Found, LintScript, LintStatement, Rule, StatementContext, Target } from "./rule.ts";
import { LINT_RULES, REFUSED_BY_SERVER } from "./rules.ts";
import { applyShape, emptySchema, type Schema, schemaOn } from "./schema.ts";

export interface LintRequest {
  /** Those to look at, in the order in which they are applied. */
  readonly migrations: readonly Migration[];
  /** Those that come before them: what they make is there. */
  readonly earlier: readonly Migration[];
  /** The format has down scripts. */
  readonly reversible: boolean;
  /** The codes of the input `lint-ignore`. */
  readonly ignore: readonly string[];
  /** `error`: warnings are errors. Notes stay notes. */
  readonly level: "error" | "warn" | "off";
  /** Rows of the target, by table, where they are known. */
  readonly tableRows?: ReadonlyMap<string, number>;
  /** What the server's parser has refused. */
  readonly refusals?: readonly Refusal[];
  /** The target is a file or memory, whose engine takes some of what a server refuses. */
  readonly native?: boolean;
}

/** What is found, in the order of the migrations, and in each script by place. */
export function lint(request: LintRequest): Finding[] {
  if (request.level === "off") return [];
  const schema = emptySchema();
  for (const migration of request.earlier) applyScript(schema, migration.up, migration.kind);
  const input = ignoredByInput(request.ignore);
  const found = request.migrations.flatMap((migration) => lintMigration(migration, schema, request, input.codes));
  return [...input.problems.map((problem) => findingOf(problem, undefined)), ...found].map((finding) =>
    levelled(finding, request.level),
  );
}

/** With `error`, warnings are errors. */
function levelled(finding: Finding, level: LintRequest["level"]): Finding {
  return level === "error" && finding.severity === "warning" ? { ...finding, severity: "error" } : finding;
}

/** @param schema before the migration; afterwards it is the one behind it */
function lintMigration(migration: Migration, schema: Schema, request: LintRequest, ignore: ReadonlySet<string>): Finding[] {
  const { up, down, kind } = migration;
  const whole = LINT_RULES.flatMap((rule) =>
    rule.looksAt === "migration" ? rawOf(rule, rule.check(migration, request.reversible)) : [],
  );
  // A checkpoint stands for all migrations before it, on a database that has none of them.
  const before = kind === "checkpoint" ? emptySchema() : schema;
  const script = lintScript(migration, up, "up", before, request, ignore, whole);
  if (kind === "checkpoint" && schema.script === 0) Object.assign(schema, before);
  return down === undefined ? script : [...script, ...lintScript(migration, down, "down", schemaOn(before), request, ignore, [])];
}

function applyScript(schema: Schema, script: Script, kind: Migration["kind"]): void {
  if (kind === "checkpoint" && schema.script > 0) return;
  schema.script++;
  for (const { sql } of readOnce(script).statements) applyShape(schema, shapeOf(sql), sql);
}

/**
 * @param start the schema before the script; afterwards it is the one behind it
 * @param whole what was found about the migration as such
 */
function lintScript(
  migration: Migration,
  script: Script,
  direction: "up" | "down",
  start: Schema,
  request: LintRequest,
  ignore: ReadonlySet<string>,
  whole: readonly Raw[],
): Finding[] {
  const read = readOnce(script);
  const statements: LintStatement[] = read.statements.map((statement) => ({ ...statement, shape: shapeOf(statement.sql) }));
  const target: Target = { native: request.native === true, rows: folded(request.tableRows) };
  const schema = schemaOn(start);
  const rebuilds = findRebuilds(statements.map(({ shape }) => shape));
  schema.script++;
  const shown: LintScript = { migration, script, direction, statements, problems: read.problems, rebuilds, start, target };
  const found = [...whole, ...checkStatements(shown, schema), ...checkScript(shown, schema)];
  schema.merge();
  const ignored = ignoredIn(script.text, read.split);
  const kept = [...withRefusals(found, shown, request.refusals ?? []), ...ignored.problems].filter(
    (raw) => !ignore.has(raw.rule.code) && !isIgnored(raw, ignored, read),
  );
  return kept.sort(byPlace).map((raw) => findingOf(raw, script.file));
}

function folded(rows: ReadonlyMap<string, number> = new Map()): ReadonlyMap<string, number> {
  return new Map([...rows].map(([name, count]) => [foldIdentifier(name), count]));
}

/** @param schema before the script; afterwards it is the one behind it */
function checkStatements(script: LintScript, schema: Schema): Raw[] {
  const rules = LINT_RULES.filter((rule) => rule.looksAt === "statement" && (rule.down || script.direction === "up"));
  const turnedOff = script.statements.some(({ kind }) => kind === "foreign-keys-off");
  let foreignKeysOn = !(script.script.transaction && turnedOff);
  return script.statements.flatMap((statement, index) => {
    if (!script.script.transaction && statement.kind === "foreign-keys-off") foreignKeysOn = false;
    if (!script.script.transaction && statement.kind === "foreign-keys-on") foreignKeysOn = true;
    const context: StatementContext = { ...script, statement, index, schema, foreignKeysOn };
    const found = rules.flatMap((rule) => (rule.looksAt === "statement" ? rawOf(rule, rule.check(context)) : []));
    applyShape(schema, statement.shape, statement.sql);
    return found.map((raw) => ({ line: statement.line, column: statement.column, ...raw }));
  });
}

function checkScript(script: LintScript, after: Schema): Raw[] {
  return LINT_RULES.flatMap((rule) =>
    rule.looksAt === "script" && (rule.down || script.direction === "up") ? rawOf(rule, rule.check(script, after)) : [],
  );
}

function rawOf(rule: Rule, found: readonly Found[]): Raw[] {
  return found.map((each) => ({ ...each, rule }));
}

/** What the server refuses is told in its words only where no rule says it better. */
function withRefusals(found: readonly Raw[], shown: LintScript, refusals: readonly Refusal[]): Raw[] {
  const { migration, direction, script, statements } = shown;
  const sent = statements.filter(({ kind }) => isSent(kind, script.transaction));
  const isError = (raw: Raw) => (raw.severity ?? raw.rule.severity) === "error";
  const explained = new Set(found.filter(isError).map((raw) => statements[statementAt(raw, statements)]));
  const more = refusals.flatMap((refusal): Raw[] => {
    const statement = sent[refusal.statementIndex];
    const isOwn = refusal.migration.key === migration.key && (refusal.direction ?? "up") === direction;
    if (!isOwn || statement === undefined || explained.has(statement)) return [];
    const { line, column } = statement;
    return [{ rule: REFUSED_BY_SERVER, message: `The server cannot run this: ${refusal.message}`, line, column }];
  });
  return [...found, ...more];
}

/** Index of the statement that a finding is in; -1 when it is in none. */
function statementAt({ line = 0, column = 0 }: Raw, statements: readonly Place[]): number {
  return statements.findLastIndex(
    (statement) => statement.line < line || (statement.line === line && statement.column <= column),
  );
}

function isIgnored(raw: Raw, { file, statements }: Ignored, read: ReadScript): boolean {
  const { code } = raw.rule;
  if (file.has(code)) return true;
  if (statements.size === 0) return false;
  return statements.get(statementAt(raw, read.statements))?.has(code) === true;
}

function byPlace(a: Raw, b: Raw): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function findingOf({ rule, message, severity, line, column }: Raw, file: string | undefined): Finding {
  return {
    code: rule.code,
    severity: severity ?? rule.severity,
    message,
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
}

// What a rule of the lint is, and what it is shown of a migration.
import type { Migration, Script } from "@libsql-actions/shared/migrations/migration";
import type { Finding } from "@libsql-actions/shared/report/finding";
import type { StatementKind } from "@libsql-actions/shared/sql/classify";
import type { ScriptProblem } from "@libsql-actions/shared/sql/script-problems";
import type { Place, ScriptStatement } from "@libsql-actions/shared/sql/split";
import type { StatementShape } from "@libsql-actions/shared/sql/statement-shape";
import type { Rebuild } from "./rebuild.ts";
import type { Schema } from "./schema.ts";

export interface LintStatement extends ScriptStatement {
  readonly kind: StatementKind;
  readonly shape: StatementShape;
}

export interface LintScript {
  readonly migration: Migration;
  readonly script: Script;
  /** The script that applies the migration, or the one that takes it back. */
  readonly direction: "up" | "down";
  readonly statements: readonly LintStatement[];
  readonly problems: readonly ScriptProblem[];
  readonly rebuilds: readonly Rebuild[];
  /** The schema before the script. */
  readonly start: Schema;
  readonly target: Target;
}

/** What is known of the database that the migrations are for. */
export interface Target {
  /** A file or memory: its native engine takes what only a server refuses. */
  readonly native: boolean;
  /** Folded name → rows. */
  readonly rows: ReadonlyMap<string, number>;
}

export interface StatementContext extends LintScript {
  readonly statement: LintStatement;
  readonly index: number;
  /** The schema before the statement. */
  readonly schema: Schema;
  /** Foreign keys are enforced while the statement runs. */
  readonly foreignKeysOn: boolean;
}

/** What a rule has found. Without a place it is at the beginning of the statement, or in the file as a whole. */
export interface Found extends Partial<Place> {
  readonly message: string;
  /** Where it is not that of the rule. */
  readonly severity?: Finding["severity"];
}

interface AnyRule {
  /** Stable, in kebab case. */
  readonly code: string;
  /** `error`: the server refuses it, or data are lost without a word. Then it is one at every setting of `lint` but `off`. */
  readonly severity: Finding["severity"];
  /**
   * Who may have it ignored: `anywhere` the input `lint-ignore` and a comment in the file, `in-file` only a comment, with its reason, since data
   * are at stake or the rule trusts that the folder is the whole schema; `never` what cannot run whatever anybody says.
   */
  readonly ignore: "anywhere" | "in-file" | "never";
  /** It reads `target.rows`, so what it finds may be another thing where they are counted. */
  readonly asksRows?: boolean;
  /** One line for tables of rules. */
  readonly description: string;
}

/** A rule that looks at every statement. */
export interface StatementRule extends AnyRule {
  readonly looksAt: "statement";
  /** It also looks at scripts that take a migration back: there what is destructive is meant to be. */
  readonly down: boolean;
  readonly check: (context: StatementContext) => readonly Found[];
}

/** A rule that looks at a script as a whole. `after` is the schema behind it. */
export interface ScriptRule extends AnyRule {
  readonly looksAt: "script";
  readonly down: boolean;
  readonly check: (script: LintScript, after: Schema) => readonly Found[];
}

/** A rule that looks at a migration, whatever its scripts do. */
export interface MigrationRule extends AnyRule {
  readonly looksAt: "migration";
  readonly check: (migration: Migration, reversible: boolean) => readonly Found[];
}

/** A code that something else than a check gives: the server's parser, or the comments of a file. */
export interface OtherRule extends AnyRule {
  readonly looksAt: "nothing";
}

export type Rule = StatementRule | ScriptRule | MigrationRule | OtherRule;

// Makes migrations for tests of the lint, and reads the examples of its page.
import { readFileSync } from "node:fs";
import { checksumOf, type Migration } from "@libsql-actions/shared/migrations/migration";
import type { Finding } from "@libsql-actions/shared/report/finding";
import { type LintRequest, lint } from "./lint.ts";

/** A migration of texts, as a format of pairs reads it. */
export function migrationOf(version: string, up: string, down?: string, transaction = true): Migration {
  return {
    version,
    name: "test",
    key: version,
    kind: "versioned",
    up: { file: `${version}_test.up.sql`, text: up, transaction },
    down: down === undefined ? undefined : { file: `${version}_test.down.sql`, text: down, transaction },
    checksums: [checksumOf(up)],
  };
}

/** What the lint finds in one script, when `before` has been applied. */
export function lintText(text: string, before = "", more: Partial<LintRequest> = {}): Finding[] {
  return lint({
    migrations: [migrationOf("2", text)],
    earlier: before === "" ? [] : [migrationOf("1", before)],
    reversible: false,
    ignore: [],
    level: "warn",
    ...more,
  });
}

/** The codes of findings, in order. */
export function codesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code);
}

export interface Section {
  readonly code: string;
  readonly text: string;
  /** What was applied before the examples. */
  readonly before: string;
  readonly fails: readonly string[];
  readonly passes: readonly string[];
}

/** The sections of docs/findings.md that are about a code. */
export function documentedRules(): Section[] {
  const page = readFileSync(new URL("../../../docs/findings.md", import.meta.url), "utf8");
  return page.split(/^## /m).flatMap((text) => {
    const code = /^[a-z-]+(?=\n)/.exec(text)?.[0];
    const [before = ""] = examples(text, "before");
    return code === undefined ? [] : [{ code, text, before, fails: examples(text, "fails"), passes: examples(text, "passes") }];
  });
}

function examples(section: string, word: string): string[] {
  return [...section.matchAll(new RegExp(`^\`\`\`sql ${word}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, text = ""]) => text);
}

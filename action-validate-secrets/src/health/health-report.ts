// The report file: everything that a step has found and measured, as JSON, with what to do about it. Its form is published as
// health-report.schema.json beside action.yml.
import { redact } from "@libsql-actions/shared/report/secrets";
import { type Report, reportDocument } from "../report.ts";
import type { Check, Result, Verdict } from "../result.ts";

/** Of the form; a field that is added does not change it. */
const VERSION = 1;

/** What a report is about. */
export type Area = "secrets" | "connectivity" | "performance" | "integrity" | "capacity" | "schema" | "replication";

const AREA: Record<Check, Area> = {
  presence: "secrets",
  format: "secrets",
  expiry: "secrets",
  connect: "connectivity",
  read: "connectivity",
  write: "connectivity",
  latency: "performance",
  integrity: "integrity",
  capacity: "capacity",
  schema: "schema",
  replication: "replication",
};

/** From the worst to the best. */
const VERDICTS: readonly Verdict[] = ["failed", "not-checked", "warning", "ok"];
const PRIORITIES = ["high", "medium", "low"] as const;
const PRIORITY: Record<Verdict, Recommendation["priority"]> = {
  failed: "high",
  "not-checked": "medium",
  warning: "medium",
  ok: "low",
};

export interface Recommendation {
  readonly secret: string;
  readonly check: Check;
  readonly priority: (typeof PRIORITIES)[number];
  readonly text: string;
}

/** The value to write: no known secret is in any text of it. */
export function healthReport(report: Report): Record<string, unknown> {
  const document = {
    version: VERSION,
    "created-at": new Date(report.nowMs).toISOString(),
    ...reportDocument(report),
    areas: areasOf(report.results),
    recommendations: recommendationsOf(report),
  };
  return JSON.parse(JSON.stringify(document, (_, value: unknown) => (typeof value === "string" ? redact(value) : value)));
}

/** The worst verdict of each area, of those that something was found in. What is not needed is no shortcoming. */
export function areasOf(results: readonly Result[]): Partial<Record<Area, Verdict>> {
  const areas: Partial<Record<Area, Verdict>> = {};
  for (const { check, verdict, reason } of results) {
    const own = verdict === "not-checked" && reason === "not-needed" ? "ok" : verdict;
    const before = areas[AREA[check]] ?? "ok";
    areas[AREA[check]] = VERDICTS.indexOf(own) < VERDICTS.indexOf(before) ? own : before;
  }
  return areas;
}

/** What to do, the most pressing first, each thing once for a secret. */
export function recommendationsOf({ results, databases }: Pick<Report, "results" | "databases">): Recommendation[] {
  const fixes = results
    .filter(({ verdict, fix }) => verdict !== "ok" && fix !== "")
    .map(({ secret, check, verdict, fix }): Recommendation => ({ secret, check, priority: PRIORITY[verdict], text: fix }));
  const advice = databases.flatMap(({ health }) =>
    health.flatMap(({ secret, check, measured }) =>
      adviceOf(measured).map((text): Recommendation => ({ secret, check, priority: "low", text })),
    ),
  );
  const all = [...fixes, ...advice].toSorted((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority));
  return [...Map.groupBy(all, ({ secret, text }) => JSON.stringify([secret, text])).values()].flatMap(([first]) => first ?? []);
}

function adviceOf(measured: Readonly<Record<string, unknown>> | undefined): string[] {
  const advice = measured?.["advice"];
  return Array.isArray(advice) ? advice.map(String) : [];
}

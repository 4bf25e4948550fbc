// Puts findings at their place in the files of a pull request, as far as the runner lets a step.
import { type AnnotationProperties, error, notice, warning } from "@actions/core";
import type { Finding } from "./finding.ts";
import { countBySeverity, countsInWords, inOrder, placeOf, SEVERITIES, type SeverityCounts } from "./findings-order.ts";
import { annotationText, line, plainLine } from "./log.ts";

/**
 * The runner keeps ten annotations of a level in a step and drops the rest (actions/runner ExecutionContext.cs). One error is left for the
 * one that a failed step ends with.
 */
const MOST: SeverityCounts = { error: 9, warning: 10, note: 10 };

const COMMANDS = { error, warning, note: notice };

export interface Annotation {
  readonly severity: Finding["severity"];
  /** Begins with the place: the log shows nothing but the message. */
  readonly message: string;
  readonly properties: AnnotationProperties;
}

/** The annotations that a step may write, the worst first, and how many findings are left without one. */
export function annotationsOf(findings: readonly Finding[]): { annotations: Annotation[]; left: SeverityCounts } {
  const ordered = inOrder(findings);
  const chosen = SEVERITIES.flatMap((severity) =>
    ordered.filter((finding) => finding.severity === severity).slice(0, MOST[severity]),
  );
  const taken = new Set(chosen);
  return { annotations: chosen.map(annotation), left: countBySeverity(ordered.filter((finding) => !taken.has(finding))) };
}

function annotation(finding: Finding): Annotation {
  const place = placeOf(finding);
  const properties: AnnotationProperties = { title: plainLine(titleOf(finding)) };
  if (finding.file !== undefined) {
    properties.file = plainLine(finding.file);
    if (finding.line !== undefined) properties.startLine = finding.line;
    if (finding.line !== undefined && finding.column !== undefined) properties.startColumn = finding.column;
  }
  return {
    severity: finding.severity,
    message: annotationText(place === "" ? finding.message : `${place}: ${finding.message}`),
    properties,
  };
}

function titleOf({ code, database }: Finding): string {
  return database === undefined ? code : `${code} (${database})`;
}

/** Annotates findings, the worst first. What the runner would drop is counted in one line that points to where all of them are. */
export function annotateFindings(findings: readonly Finding[]): void {
  const { annotations, left } = annotationsOf(findings);
  for (const { severity, message, properties } of annotations) COMMANDS[severity](message, properties);
  if (SEVERITIES.some((severity) => left[severity] > 0))
    line(`The runner shows ten annotations of a level in a step; ${countsInWords(left)} more are in the summary of this step.`);
}

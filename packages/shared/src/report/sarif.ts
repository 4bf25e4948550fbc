// Findings as a SARIF 2.1.0 log (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), in the form that GitHub's code scanning reads
// (https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning).
import { gzipSync } from "node:zlib";
import type { Location, Log, ReportingDescriptor, Result, Run } from "sarif";
import type { Finding } from "./finding.ts";
import { countBySeverity, countsInWords, inOrder } from "./findings-order.ts";
import { codeUrl } from "./findings-table.ts";
import { annotationText } from "./log.ts";
import { jsonText } from "./report-file.ts";
import { fingerprints } from "./sarif-fingerprint.ts";

/** What a code means, as a list of rules has it. */
export interface SarifRule {
  readonly code: string;
  readonly severity: Finding["severity"];
  /** One sentence. */
  readonly description: string;
}

export interface SarifTool {
  readonly name: string;
  readonly version: string;
  /** The page of the tool. */
  readonly informationUri: string;
  /** The page that lists the codes, each under a heading that is the code itself. */
  readonly documentation: string;
  /** Every code the tool knows, found or not: GitHub closes what is no longer found by its rule. */
  readonly rules: readonly SarifRule[];
  /** Where findings that are in no file are shown, such as the folder of the migrations: GitHub refuses a log with a result that has no place. */
  readonly home: string;
}

/** GitHub refuses a log with more. */
const MAX_RESULTS = 25_000;
/** GitHub refuses more than 10 MB of gzip; below it, since a log is compressed again on its way there. */
const MAX_GZIP_BYTES = 9_500_000;
/** GitHub shows no more of a description. */
const MAX_DESCRIPTION_CHARACTERS = 1_024;
/** The name is versioned, as the specification asks (3.27.17). */
const FINGERPRINT = "libsqlActionsFinding/v1";

/** A log of all findings, the worst first; of those that GitHub takes where there are more, with a notification that says so. */
export function sarifLog(findings: readonly Finding[], tool: SarifTool): Log {
  const ordered = inOrder(findings);
  let kept = Math.min(ordered.length, MAX_RESULTS);
  for (;;) {
    const log = logOf(ordered, kept, tool);
    const bytes = compressedBytes(log);
    if (bytes <= MAX_GZIP_BYTES || kept === 0) return log;
    // A tenth less than the share that would fit if all were alike.
    kept = Math.floor(kept * (MAX_GZIP_BYTES / bytes) * 0.9);
  }
}

/** What is small enough as it is need not be compressed to know. */
function compressedBytes(log: Log): number {
  const text = jsonText(log);
  return Buffer.byteLength(text) <= MAX_GZIP_BYTES ? 0 : gzipSync(text).length;
}

function logOf(ordered: readonly Finding[], kept: number, tool: SarifTool): Log {
  const rules = rulesOf(ordered, tool);
  const indices = new Map(rules.map(({ id }, index) => [id, index]));
  const marks = fingerprints(ordered);
  const run: Run = {
    tool: { driver: { name: tool.name, version: tool.version, informationUri: tool.informationUri, rules } },
    columnKind: "unicodeCodePoints",
    results: ordered
      .slice(0, kept)
      .map((finding, index) => resultOf(finding, indices.get(finding.code) ?? -1, marks[index] ?? "", tool.home)),
  };
  if (kept < ordered.length)
    run.invocations = [{ executionSuccessful: true, toolExecutionNotifications: [cutNotice(ordered, kept)] }];
  return { $schema: "https://json.schemastore.org/sarif-2.1.0.json", version: "2.1.0", runs: [run] };
}

function cutNotice(ordered: readonly Finding[], kept: number) {
  const left = countsInWords(countBySeverity(ordered.slice(kept)));
  const text = `This log holds ${kept} of ${ordered.length} findings, since GitHub takes at most 25,000 results and 10 MB of gzip. Left out: ${left}.`;
  return { level: "warning" as const, message: { text } };
}

/** The tool's rules, and one for every other code that was found. */
function rulesOf(findings: readonly Finding[], { rules, documentation }: SarifTool): ReportingDescriptor[] {
  const known = new Set(rules.map(({ code }) => code));
  const others = new Map(findings.filter(({ code }) => !known.has(code)).map((finding) => [finding.code, finding]));
  const all = [...rules, ...[...others.values()].map(({ code, severity }) => ({ code, severity, description: code }))];
  return all.map(({ code, severity, description }) => {
    const text = description.slice(0, MAX_DESCRIPTION_CHARACTERS).toWellFormed();
    const helpUri = codeUrl(documentation, code);
    return {
      id: code,
      shortDescription: { text },
      fullDescription: { text },
      help: { text: `${text} See ${helpUri}` },
      helpUri,
      defaultConfiguration: { level: severity },
    };
  });
}

function resultOf(finding: Finding, ruleIndex: number, fingerprint: string, home: string): Result {
  const { code, severity, message, line, database } = finding;
  const about = database === undefined ? message : `${message} (database ${database})`;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: messageText(about) },
    locations: [locationOf(finding, home)],
    // GitHub goes by this name alone. Where a line is known, its upload action makes one of the words in that line, and warns of any other.
    partialFingerprints: {
      [FINGERPRINT]: fingerprint,
      ...(finding.file === undefined || line === undefined ? { primaryLocationLineHash: fingerprint } : {}),
    },
  };
}

/** `[words](address)` is a link in a message (3.11.6); nothing that comes from a database may make one. */
function messageText(text: string): string {
  return annotationText(text).replaceAll("](", "] (");
}

function locationOf({ file, line, column }: Finding, home: string): Location {
  const artifactLocation = { uri: pathUri(file ?? home), uriBaseId: "%SRCROOT%" };
  if (file === undefined || line === undefined) return { physicalLocation: { artifactLocation } };
  const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
  return { physicalLocation: { artifactLocation, region } };
}

/** A relative path as a URI reference: every part percent-encoded, so that no part is a scheme, a query or a fragment. */
function pathUri(path: string): string {
  return path.toWellFormed().split("/").map(encodeURIComponent).join("/");
}

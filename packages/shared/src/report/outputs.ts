// Outputs of a step and environment for later ones.
import { exportVariable, setOutput } from "@actions/core";

const MAX_LIST_BYTES = 65_536;
/** For the element that says what was left out. */
const RESERVED_BYTES = 1_024;

/** Sets outputs: strings as they are, everything else as single-line JSON, lists and objects cut at 64 KiB. A list that is cut names `report-file`. */
export function setOutputs(outputs: Readonly<Record<string, unknown>>): void {
  const reportFile = outputs["report-file"];
  const isWritten = typeof reportFile === "string" && reportFile !== "";
  for (const [name, value] of Object.entries(outputs)) setOutput(name, outputText(value, isWritten ? reportFile : undefined));
}

function outputText(value: unknown, reportFile: string | undefined): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return listOutput(value, reportFile);
  return typeof value === "object" && value !== null ? objectOutput(value) : JSON.stringify(value);
}

/** What says in an object how many of its entries were left out: no table and no database is called so. */
const OMITTED = "(omitted)";

/** An object as JSON of at most 64 KiB. What does not fit is left out, and a last entry says how many there were: `"(omitted)":12`. */
function objectOutput(value: object): string {
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) <= MAX_LIST_BYTES) return text;
  const entries = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`);
  const kept = fitting(entries, RESERVED_BYTES);
  return `{${[...entries.slice(0, kept), `"${OMITTED}":${entries.length - kept}`].join(",")}}`;
}

/** How many of the texts fit, with a comma behind each and `reserved` bytes for what says the rest. */
function fitting(texts: readonly string[], reserved: number): number {
  const bytes = texts.map((text) => Buffer.byteLength(text) + 1);
  let kept = 0;
  for (let left = MAX_LIST_BYTES - reserved; left >= (bytes[kept] ?? 0) && kept < texts.length; kept++) left -= bytes[kept] ?? 0;
  return kept;
}

/**
 * A list as JSON of at most 64 KiB. What does not fit is left out, and a last element says so: `{"omitted":12,"report-file":"…"}`.
 * @param reportFile where the whole list stands
 */
function listOutput(items: readonly unknown[], reportFile: string | undefined): string {
  const texts = items.map((item) => JSON.stringify(item) ?? "null");
  const whole = `[${texts.join(",")}]`;
  if (Buffer.byteLength(whole) <= MAX_LIST_BYTES) return whole;
  const named = reportFile === undefined ? {} : { "report-file": reportFile };
  const kept = fitting(texts, RESERVED_BYTES + Buffer.byteLength(JSON.stringify(named)));
  const omitted = JSON.stringify({ omitted: items.length - kept, ...named });
  return `[${[...texts.slice(0, kept), omitted].join(",")}]`;
}

/**
 * Exports variables to later steps.
 * @returns the names of those that had another value before
 */
export function exportEnvironment(variables: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv): string[] {
  const replaced = Object.keys(variables).filter((name) => environment[name] && environment[name] !== variables[name]);
  for (const [name, value] of Object.entries(variables)) exportVariable(name, value);
  return replaced;
}

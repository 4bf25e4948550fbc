// The summary of a step: Markdown that the runner shows on the page of the run.
import { appendFile } from "node:fs/promises";
import { plainLine, warn } from "./log.ts";
import { redact } from "./secrets.ts";

/** The runner drops a summary above 1 MiB (actions/runner FileCommandManager.cs); stay below it and say so. */
const MAX_SUMMARY_BYTES = 1_000_000;

/** Text that Markdown shows as it is, on one line. */
export function markdownText(text: string): string {
  return escaped(plainLine(text));
}

/** Text shown as code, on one line. GitHub makes links of addresses in code too: nobody can follow one into a runner. */
export function markdownCode(text: string): string {
  return text === "" ? "" : `<code>${markdownText(text).replace(/\b(https?|ftp):(?=\/\/)/gi, "$1&#58;")}</code>`;
}

/** A message as its reader is to see it: line by line, and what stands between backticks as code. */
export function markdownMessage(message: string): string {
  const shown = (line: string) =>
    // Cut only after `plainLine` has taken secrets out, which might hold a backtick.
    plainLine(line)
      .split(/(?<!`)`([^`]+)`(?!`)/)
      .map((part, index) => (index % 2 === 0 ? escaped(part) : `<code>${escaped(part)}</code>`))
      .join("");
  return redact(message).split(/\r?\n/).map(shown).join("<br>");
}

/**
 * A Markdown table. Cells are Markdown already: use `markdownText` and `markdownCode` for what comes from outside.
 * @param numbers the heads of columns that stand at the right
 */
export function markdownTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: readonly string[] = [],
): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [row(header), row(header.map((head) => (numbers.includes(head) ? "--:" : "---"))), ...rows.map(row)].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#&~$@!]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Appends Markdown to the summary file of the step; nothing where the runner gave none. */
export async function writeSummary(file: string | undefined, markdown: string): Promise<void> {
  if (!file) return;
  const cut = Buffer.byteLength(markdown) > MAX_SUMMARY_BYTES;
  const text = cut
    ? `${Buffer.from(markdown)
        .subarray(0, MAX_SUMMARY_BYTES)
        .toString("utf8")
        .replace(/\n[^\n]*$/, "")}\n\n_The rest was cut: a summary holds 1 MiB._`
    : markdown;
  await appendFile(file, `${text}\n`).catch((problem: NodeJS.ErrnoException) => {
    // What the step has done does not become undone by it.
    warn(`The job summary could not be written (${problem.code}).`);
  });
}

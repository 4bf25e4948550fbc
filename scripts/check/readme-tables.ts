// The tables of inputs and outputs in the READMEs are made from action.yml, so that they cannot tell another story.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Input, type Manifest, type Output, readManifests } from "../manifest.ts";

export async function checkReadmeTables(root: string): Promise<string[]> {
  return readmesOf(root).flatMap(({ file, text, manifest }) => {
    if (text === undefined) return [`${file} is missing`];
    const { wanted, problems } = withTables(text, manifest);
    const stale = wanted === text ? [] : [`the tables of ${file} are not those of ${manifest.file}: run \`npm run docs\``];
    return [...problems.map((problem) => `${file}: ${problem}`), ...stale];
  });
}

/** A README beside an action.yml; `text` is undefined where an action has none. */
export interface Readme {
  file: string;
  text: string | undefined;
  manifest: Manifest;
}

/** The READMEs that hold tables: one per action; that of a sub-action, or of the root, only where it stands there with tables. */
export function readmesOf(root: string): Readme[] {
  return readManifests(root).flatMap((manifest) => {
    const file = manifest.folder === "." ? "README.md" : `${manifest.folder}/README.md`;
    const path = join(root, file);
    const text = existsSync(path) ? readFileSync(path, "utf8") : undefined;
    const isAction = /^action-[^/]+$/.test(manifest.folder);
    const hasTables = text !== undefined && (manifest.folder !== "." || text.includes("<!-- inputs -->"));
    return isAction || hasTables ? [{ file, text, manifest }] : [];
  });
}

/** The README with its tables as action.yml wants them, and what stands in the way of that. */
export function withTables(text: string, { inputs, outputs }: Manifest): { wanted: string; problems: string[] } {
  const problems = [...undescribed("input", inputs), ...undescribed("output", outputs)];
  let wanted = text;
  for (const [name, table] of [
    ["inputs", inputTable(inputs)],
    ["outputs", outputTable(outputs)],
  ] as const) {
    const block = new RegExp(`<!-- ${name} -->\n(?:[\\s\\S]*?\n)?<!-- /${name} -->`, "g");
    const found = text.match(block)?.length ?? 0;
    if (found !== 1)
      problems.push(`the markers <!-- ${name} --> and <!-- /${name} --> stand there ${found} times instead of once`);
    wanted = wanted.replace(block, () => `<!-- ${name} -->\n${table}\n<!-- /${name} -->`);
  }
  return { wanted, problems };
}

function undescribed(kind: string, named: Readonly<Record<string, Input | Output | null>>): string[] {
  const bare = Object.keys(named).filter((name) => String(named[name]?.description ?? "").trim() === "");
  return bare.map((name) => `the ${kind} \`${name}\` has no description in action.yml`);
}

/** A Markdown table with one row an input, in the order of action.yml. */
export function inputTable(inputs: Readonly<Record<string, Input>>): string {
  const rows = Object.entries(inputs).map(([name, input]) => {
    const retired = input?.deprecationMessage === undefined ? "" : `**Deprecated:** ${input.deprecationMessage} `;
    const missing = input?.required === true ? "(required)" : "";
    return [`\`${name}\``, defaultCell(input?.default) || missing, proseCell(`${retired}${input?.description ?? ""}`)];
  });
  return table(["Name", "Default", "Description"], rows);
}

/** A Markdown table with one row an output, in the order of action.yml. */
export function outputTable(outputs: Readonly<Record<string, Output>>): string {
  const rows = Object.entries(outputs).map(([name, output]) => [`\`${name}\``, proseCell(output?.description ?? "")]);
  return table(["Name", "Description"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "None.";
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Code, one span a line of the value. */
function defaultCell(value: Input["default"]): string {
  const lines = String(value ?? "")
    .split("\n")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  return lines.map((text) => escapePipes(text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``)).join("<br>");
}

/** Text of action.yml as one cell: a blank line starts a new line, `<` outside code is no HTML. */
function proseCell(text: string): string {
  const paragraphs = text.trim().split(/\n[ \t]*\n\s*/);
  const joined = paragraphs.map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, " ")).join("<br>");
  const harmless = joined.replaceAll(/(`+)[\s\S]*?\1|<br>|</g, (part) => (part === "<" ? "&lt;" : part));
  return escapePipes(harmless);
}

/** A cell ends at every pipe that has no backslash before it, in code as well (https://github.github.com/gfm/#tables-extension-). */
function escapePipes(cell: string): string {
  return cell.replaceAll("|", "\\|");
}

// What Flyway makes of the text of a script and of the settings beside it: the checksum, the transaction, and what it would put in place of words.
import { quote } from "../../inputs/quote.ts";
import type { FolderFinding } from "../folder-rules.ts";
import type { Script } from "../migration.ts";
import type { SourceFile } from "../source-folder.ts";

/** A placeholder as it is written unless it is set otherwise. */
const PLACEHOLDER = /\$\{[^}]*\}/;
/** Said of settings that change nothing here. */
const HARMLESS = new Set(["outputqueryresults"]);

/** CRC32 of the lines without what ends them, as a signed integer of 32 bits (`ChecksumCalculator` of flyway-core). */
export function checksumOfScript(text: string): string {
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|[\n\r]/);
  // Loaded only here: no other format needs it.
  return String(process.getBuiltinModule("node:zlib").crc32(lines.join("")) | 0);
}

/** What is run of a file, and what of it cannot be followed. @param conf the settings of its own, `<name>.sql.conf` */
export function readScript(
  source: SourceFile,
  conf: SourceFile | undefined,
): { readonly script: Script; readonly findings: readonly FolderFinding[] } {
  const { file, text } = source;
  const { transaction, placeholders, findings } = readConf(conf);
  return {
    script: { file, text, transaction },
    findings: [...findings, ...(placeholders ? placeholderFindings(source) : [])],
  };
}

function readConf(conf: SourceFile | undefined) {
  const settings = { transaction: true, placeholders: true, findings: [] as FolderFinding[] };
  for (const [index, line] of (conf?.text ?? "")
    .replace(/^\ufeff/, "")
    .split(/\r\n|[\n\r]/)
    .entries()) {
    const [, key = "", value = ""] = /^\s*([^\s=:#!][^\s=:]*)\s*[=:]?\s*(.*?)\s*$/.exec(line) ?? [];
    const [name, said] = [key.toLowerCase(), value.toLowerCase()];
    const isSwitch = said === "true" || said === "false";
    if (name === "" || HARMLESS.has(name)) continue;
    if (name === "executeintransaction" && isSwitch) settings.transaction = said === "true";
    else if (name === "placeholderreplacement" && isSwitch) settings.placeholders = said === "true";
    else if (name === "encoding" && said === "utf-8") continue;
    else
      settings.findings.push({
        code: "script-config",
        severity: "error",
        ...(conf === undefined ? {} : { file: conf.file }),
        line: index + 1,
        message:
          `${quote(line.trim())} would change what Flyway does, and cannot be followed. ` +
          "Known are `executeInTransaction` and `placeholderReplacement`, `true` or `false`, and `encoding=UTF-8`.",
      });
  }
  return settings;
}

/** Flyway replaces them everywhere, in comments and literals too, by values that stand in its own settings. */
function placeholderFindings({ file, text }: SourceFile): FolderFinding[] {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const line = lines.findIndex((candidate) => PLACEHOLDER.test(candidate));
  const found = PLACEHOLDER.exec(lines[line] ?? "");
  if (found === null) return [];
  return [
    {
      code: "placeholder",
      severity: "error",
      file,
      line: line + 1,
      column: [...(lines[line] ?? "").slice(0, found.index)].length + 1,
      message:
        `Flyway puts a value in place of ${quote(found[0])}, which only its own settings tell. ` +
        "Write the value, or say `placeholderReplacement=false` in the `.conf` of the script.",
    },
  ];
}

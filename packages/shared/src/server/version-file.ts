// Reads the version of libsql-server from a `.tool-versions` (asdf) or `mise.toml` file.
import { basename } from "node:path";
import { parse } from "smol-toml";
import { readGivenFile } from "../inputs/given-file.ts";
import { quote } from "../inputs/quote.ts";

const TOOL_NAMES = ["libsql-server", "sqld"];

/**
 * The version that a file names for `libsql-server` (or `sqld`).
 * @throws when the file cannot be read, is of another kind, or names no version
 */
export async function readVersionFile(path: string): Promise<string> {
  const text = await readGivenFile(path, "libsql-version-file");
  const name = basename(path);
  const version = name.endsWith(".toml")
    ? fromMise(text, path)
    : name.startsWith(".tool-versions")
      ? fromToolVersions(text)
      : unknownKind(path);
  if (version === undefined)
    throw new Error(`${quote(path)} names no version for \`libsql-server\`. Add one, or give \`libsql-version\`.`);
  return version;
}

/** Lines of `tool version…`, with `#` comments (https://asdf-vm.com/manage/configuration.html). */
function fromToolVersions(text: string): string | undefined {
  const entries = text.split(/\r?\n/).map((line) => line.replace(/#.*/, "").trim().split(/\s+/));
  return entries.find(([tool]) => TOOL_NAMES.includes(tool ?? ""))?.[1];
}

/** The `[tools]` table: a string, a list of strings, or a table with `version` (https://mise.jdx.dev/configuration.html). A backend such as `asdf:` may stand before the name. */
function fromMise(text: string, path: string): string | undefined {
  let tools: unknown;
  try {
    tools = parse(text)["tools"];
  } catch (problem) {
    throw new Error(`${quote(path)} is not valid TOML: ${(problem as Error).message.split("\n")[0]}`);
  }
  const entries = Object.entries((tools ?? {}) as Record<string, unknown>);
  const found = entries.find(([tool]) => TOOL_NAMES.includes(tool.slice(tool.lastIndexOf(":") + 1).replace(/^.*\//, "")))?.[1];
  const first: unknown = Array.isArray(found) ? found[0] : found;
  if (typeof first === "string") return first;
  return typeof first === "object" && first !== null && "version" in first && typeof first.version === "string"
    ? first.version
    : undefined;
}

function unknownKind(path: string): never {
  throw new Error(
    `The file of \`libsql-version-file\`, ${quote(path)}, is not one that is understood: use \`.tool-versions\` or \`mise.toml\`.`,
  );
}

// The JSON Schema of seed specs, by which editors complete and check them, is made of the schema that the action reads them with.
import { toJsonSchema } from "@valibot/to-json-schema";
import { specSchema } from "../../action-seed/src/spec/spec-schema.ts";
import { madeFileProblems } from "./made-file.ts";

export const SCHEMA_FILE = "action-seed/seed-spec.schema.json";
/** A list of texts, with what stands before it in its first line. */
const PLAIN_LIST = /^(.*)\[\n([^[\]{}]*)\n *\](,?)$/gm;
const LINE_CHARACTERS = 130;

export async function checkSeedSpecSchema(root: string): Promise<string[]> {
  return madeFileProblems(root, SCHEMA_FILE, seedSpecSchema());
}

/** The content of the file: draft 07, which all editors know. Rules between keys are not in it; the action checks them. */
export function seedSpecSchema(): string {
  const { $schema, ...schema } = toJsonSchema(specSchema({ lists: undefined, groups: undefined }), {
    typeMode: "input",
    target: "draft-07",
    ignoreActions: ["check"],
  });
  const head = { $schema, title: "Seed spec of libsql-actions", description: "Which tables action-seed fills, and with what." };
  return `${JSON.stringify({ ...head, ...schema }, undefined, 2).replaceAll(PLAIN_LIST, inOneLine)}\n`;
}

/** As the formatter of this repository has it. */
function inOneLine(lines: string, head: string, items: string, tail: string): string {
  const line = `${head}[${items.trim().replaceAll(/\n */g, " ")}]${tail}`;
  return line.length <= LINE_CHARACTERS ? line : lines;
}

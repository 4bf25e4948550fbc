// Reads a spec file, YAML or JSON, and reports all that is wrong with it at once.
import { plainLine } from "@libsql-actions/shared/report/log";
import * as v from "valibot";
import { MAX_LISTED } from "../findings-error.ts";
import { GENERATOR_VERSION } from "../generate/address.ts";
import { readDocument, type SpecDocument } from "./document.ts";
import type { Names } from "./generator-schemas.ts";
import type { Fault } from "./nodes.ts";
import { positionsOf } from "./position.ts";
import { type Place, SpecError } from "./problem.ts";
import { isList, isMapping, pathText, type Raw, type Step } from "./raw.ts";
import { rowComplaints } from "./row-rules.ts";
import type { Spec, TableSpec } from "./spec.ts";
import { specSchema, type WrittenSpec, type WrittenTable } from "./spec-schema.ts";
import { type ReadList, readWords } from "./word-list.ts";

/** A spec, and where its parts stand, for what is found out about it later. */
export interface SpecFile {
  readonly spec: Spec;
  /** Where a path such as `["tables", "episodes", "columns", "title", "generator"]` leads; where it leads nowhere, its nearest ancestor. */
  placeOf(path: readonly (string | number)[]): Place;
}

/**
 * @param text YAML or JSON
 * @param file its name, for messages
 * @param readList reads the files of word lists
 * @throws a `SpecError` with all problems
 */
export async function readSpec(text: string, file: string, readList: ReadList): Promise<SpecFile> {
  const content = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const document = readDocument(content);
  const faults: Fault[] = [...document.faults];
  const written = document.root === null ? {} : readWritten(document, faults);
  const lists = await readLists(written, document, faults, readList);
  const position = positionsOf(content);
  const readable: SpecFile = {
    spec: specOf(written, lists),
    placeOf: (path) => ({ file, ...position(document.offsetOf(path)) }),
  };
  if (faults.length === 0) return readable;
  // Of a file of one long line, the place of each problem takes its time: those that are not listed have none.
  const first = faults.toSorted((one, other) => one.offset - other.offset).slice(0, MAX_LISTED);
  const problems = first.map(({ offset, message }) => ({ file, ...position(offset), message }));
  throw new SpecError(problems, faults.length, readable);
}

/** Reads what can be read, and adds what cannot to `faults`. */
function readWritten(document: SpecDocument, faults: Fault[]): WrittenSpec {
  const { root } = document;
  // What was refused has null in its place, of which nothing is to be said.
  const refused = new Set(faults.map(({ offset }) => offset));
  const result = v.safeParse(specSchema(namesIn(root)), root, { abortPipeEarly: true });
  for (const { path = [], message } of result.issues ?? []) {
    const steps = path.map(({ key }) => key as Step);
    const isKey = (path.at(-1) as { readonly origin?: string } | undefined)?.origin === "key";
    const offset = isKey ? document.keyOffsetOf(steps) : document.offsetOf(steps);
    if (!refused.has(offset)) faults.push({ offset, message: explain(steps, root, message) });
  }
  // What could be read of a spec that is wrong somewhere has all its mappings and lists; what could not be read is missing from them.
  const written = result.output as WrittenSpec;
  for (const { path, message } of rowComplaints(written))
    faults.push({ offset: document.offsetOf(path), message: explain(path, root, message) });
  return written;
}

function explain(path: readonly Step[], root: Raw, message: string): string {
  return path.length === 0 ? message : plainLine(`${pathText(path, root)}: ${message}`);
}

/** The names that columns can name, whatever else is wrong with the file. */
function namesIn(root: Raw): Names {
  const [lists, groups] = ["lists", "groups"].map((key) => (isMapping(root) ? (root.get(key) ?? new Map()) : undefined));
  return {
    lists: isMapping(lists) ? [...lists.keys()].map(String) : undefined,
    groups: isMapping(groups) ? new Map([...groups].map(([name, rows]) => [String(name), fieldsOf(rows)])) : undefined,
  };
}

function fieldsOf(rows: Raw): string[] {
  const first = isList(rows) ? rows[0] : undefined;
  return isMapping(first) ? [...first.keys()].map(String) : [];
}

async function readLists(
  { lists = new Map() }: WrittenSpec,
  document: SpecDocument,
  faults: Fault[],
  readList: ReadList,
): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const [name, list] of lists) {
    if (typeof list !== "object" || !("file" in list) || typeof list.file !== "string") {
      found.set(name, list as readonly string[]);
      continue;
    }
    const path = ["lists", name, "file"];
    const { words, problems } = await readWords(list.file, readList);
    for (const problem of problems)
      faults.push({ offset: document.offsetOf(path), message: explain(path, document.root, problem) });
    found.set(name, words);
  }
  return found;
}

function specOf({ version = GENERATOR_VERSION, groups, tables = new Map(), profiles }: WrittenSpec, lists: Spec["lists"]): Spec {
  return {
    version,
    lists,
    groups: groups ?? new Map(),
    tables: new Map([...tables].map(([name, table]) => [name, tableOf(table)])),
    profiles: profiles ?? new Map(),
  };
}

function tableOf({ rows, columns = new Map(), literals = [] }: WrittenTable): TableSpec {
  return { ...(rows === undefined ? {} : { rows }), columns, literals };
}

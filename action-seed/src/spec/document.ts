// Reads YAML or JSON (which YAML 1.2 contains) into plain data that remembers where each part stands. Nothing in a file can make it slow or endless:
// depth, aliases and size are bounded, and no tag makes anything but text, numbers, lists and mappings.
import { plainLine } from "@libsql-actions/shared/report/log";
import { isScalar, parseDocument } from "yaml";
import { type Fault, type Nodes, readNode, TOO_DEEP } from "./nodes.ts";
import { childOf, isList, isMapping, type Raw, type Step } from "./raw.ts";

export interface SpecDocument {
  readonly root: Raw;
  /** What is wrong with the file whatever it means. */
  readonly faults: readonly Fault[];
  /** Where a path leads: to a scalar itself, to the key of a mapping or list; where it leads nowhere, to the nearest ancestor. */
  offsetOf(path: readonly Step[]): number;
  /** Where the last key of a path stands. */
  keyOffsetOf(path: readonly Step[]): number;
}

const MAX_BYTES = 10 * 1024 * 1024;
/** Reads a text; what cannot be read is in `faults`. Never throws. */
export function readDocument(text: string): SpecDocument {
  if (Buffer.byteLength(text) > MAX_BYTES)
    return nothing(`is larger than ${MAX_BYTES / 1024 / 1024} MB. Load large data with the input \`data\`.`);
  const document = parseDocument(text, {
    intAsBigInt: true,
    // Their check takes the square of the number of keys; `readMapping` has its own.
    uniqueKeys: false,
    prettyErrors: false,
    schema: "core",
    resolveKnownTags: false,
    logLevel: "error",
  });
  const exhausted = document.errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  const errors = exhausted === undefined ? [...document.errors, ...document.warnings] : [exhausted];
  const nodes: Nodes = { faults: [], spots: new Map(), anchors: new Map(), sizes: new Map(), aliasedNodes: 0 };
  for (const error of errors) nodes.faults.push({ offset: error.pos[0], message: explain(error.code, error.message) });
  if (nodes.faults.length > 0) return { ...nothing(""), faults: nodes.faults };
  const contents = document.contents;
  if (contents === null || (isScalar(contents) && contents.value === null))
    return nothing("is empty. Give `tables` with at least one table, or leave the input `spec` out.");
  const root = readNode(nodes, contents, 0);
  const offset = contents.range?.[0] ?? 0;
  return {
    root,
    faults: nodes.faults,
    offsetOf: (path) => follow(nodes, root, offset, path, "value"),
    keyOffsetOf: (path) => follow(nodes, root, offset, path, "key"),
  };
}

function nothing(message: string): SpecDocument {
  const faults = [{ offset: 0, message: `The file ${message}` }];
  return { root: null, faults, offsetOf: () => 0, keyOffsetOf: () => 0 };
}

/** The parser's own words, with what to do about them where that is not plain. */
function explain(code: string, message: string): string {
  if (code === "RESOURCE_EXHAUSTION") return TOO_DEEP;
  if (code === "MULTIPLE_DOCS") return "A second document begins here. Put each spec into a file of its own.";
  const advice: Readonly<Record<string, string>> = {
    TAB_AS_INDENT: " Indent with spaces.",
    BAD_SCALAR_START: " Put the text in quotes.",
    BLOCK_AS_IMPLICIT_KEY: " Put a text with a colon in quotes.",
    TAG_RESOLVE_FAILED: " Only the tags of the YAML core schema are allowed, such as `!!str`.",
  };
  return plainLine(`This is not valid YAML: ${message.slice(0, 300).toWellFormed()}.${advice[code] ?? ""}`);
}

function follow(nodes: Nodes, root: Raw, start: number, path: readonly Step[], part: "key" | "value"): number {
  let [at, offset]: [Raw, number] = [root, start];
  for (const [index, step] of path.entries()) {
    const spot = typeof at === "object" && at !== null ? nodes.spots.get(at)?.get(step) : undefined;
    if (spot === undefined) return offset;
    at = childOf(at, step) ?? null;
    const isKey = isMapping(at) || isList(at) || (part === "key" && index === path.length - 1);
    offset = isKey ? spot.key : spot.value;
  }
  return offset;
}

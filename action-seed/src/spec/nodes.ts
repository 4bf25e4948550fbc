// Turns the nodes of a YAML document into plain data, within bounds: depth, aliases, kinds of keys, numbers and texts that a database can hold.

import { quote } from "@libsql-actions/shared/inputs/quote";
import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { GREATEST_INTEGER, LEAST_INTEGER } from "../generate/value.ts";
import { isList, isMapping, type Raw, type Scalar, type Step } from "./raw.ts";

/** Offsets are in UTF-16 units. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
}

const MAX_DEPTH = 100;
export const TOO_DEEP = `What stands here is nested too deeply: at most ${MAX_DEPTH} levels are allowed.`;
/** How many nodes all aliases of a file may stand for. */
const MAX_ALIASED_NODES = 100_000;

interface Spot {
  readonly key: number;
  readonly value: number;
}

/** What is known while the nodes of a file are read, and afterwards. */
export interface Nodes {
  readonly faults: Fault[];
  /** Where the parts of a mapping or list stand, by key or index. */
  readonly spots: Map<object, Map<Step, Spot>>;
  /** What each anchor stands for; undefined while that is being read. */
  readonly anchors: Map<string, Raw | undefined>;
  /** How many nodes a mapping or list holds, aliases written out. */
  readonly sizes: Map<object, number>;
  aliasedNodes: number;
}

/** Reads a node; what is wrong with it is in `nodes.faults`, and null stands for it. @param depth how many mappings and lists it stands in */
export function readNode(nodes: Nodes, node: Node | null, depth: number): Raw {
  if (node === null) return null;
  const offset = node.range?.[0] ?? 0;
  const refuse = (message: string): null => {
    nodes.faults.push({ offset, message });
    return null;
  };
  if (isAlias(node)) return readAlias(nodes, node.source, refuse);
  if (depth > MAX_DEPTH) return refuse(TOO_DEEP);
  const anchor = "anchor" in node ? node.anchor : undefined;
  if (anchor !== undefined) nodes.anchors.set(anchor, undefined);
  const raw = isMap(node)
    ? readMapping(nodes, node, depth)
    : isSeq(node)
      ? readList(nodes, node, depth)
      : readScalar(isScalar(node) ? node.value : null, refuse);
  if (anchor !== undefined) nodes.anchors.set(anchor, raw);
  return raw;
}

function readAlias(nodes: Nodes, name: string, refuse: (message: string) => null): Raw {
  const raw = nodes.anchors.get(name);
  const shown = quote(name).slice(1, -1);
  if (!nodes.anchors.has(name))
    return refuse(`The alias *${shown} has no anchor above it. Put &${shown} before what it is to stand for.`);
  if (raw === undefined) return refuse(`The alias *${shown} stands for something that it is itself a part of.`);
  const before = nodes.aliasedNodes;
  nodes.aliasedNodes += sizeOf(nodes, raw);
  if (nodes.aliasedNodes <= MAX_ALIASED_NODES) return raw;
  return before > MAX_ALIASED_NODES
    ? null
    : refuse(`The aliases of this file stand for more than ${MAX_ALIASED_NODES} values in all.`);
}

function readScalar(value: unknown, refuse: (message: string) => null): Scalar {
  if (typeof value === "string") {
    return value.isWellFormed() ? value : refuse("This text holds half of a surrogate pair, which no database can store.");
  }
  if (typeof value === "number")
    return Number.isFinite(value) ? value + 0 : refuse("Only finite numbers can be stored: no infinity, no NaN.");
  if (typeof value === "bigint")
    return value >= LEAST_INTEGER && value <= GREATEST_INTEGER
      ? value
      : refuse(
          "An integer has at most 64 bits (-9223372036854775808 to 9223372036854775807). Write larger numbers with a point or an exponent.",
        );
  return typeof value === "boolean" ? value : null;
}

function readList(nodes: Nodes, node: YAMLSeq, depth: number): Raw {
  const spots = new Map<Step, Spot>();
  const list = node.items.map((item, index) => {
    const child = item as Node;
    const offset = child.range?.[0] ?? 0;
    spots.set(index, { key: offset, value: offset });
    return readNode(nodes, child, depth + 1);
  });
  nodes.spots.set(list, spots);
  nodes.sizes.set(
    list,
    list.reduce((sum: number, item) => sum + sizeOf(nodes, item), 1),
  );
  return list;
}

function readMapping(nodes: Nodes, node: YAMLMap, depth: number): Raw {
  const mapping = new Map<Scalar, Raw>();
  const spots = new Map<Step, Spot>();
  const merged: Raw[] = [];
  for (const pair of node.items as Pair<Node, Node | null>[]) {
    const offset = pair.key.range?.[0] ?? 0;
    if (isScalar(pair.key) && pair.key.value === "<<" && pair.key.type === "PLAIN") {
      merged.push(...mergedMappings(nodes, pair.value, depth, offset));
      continue;
    }
    const key = readNode(nodes, pair.key, depth + 1);
    const value = readNode(nodes, pair.value, depth + 1);
    if (isMapping(key) || isList(key)) nodes.faults.push({ offset, message: "A key must be a text, not a list or a mapping." });
    else if (mapping.has(key))
      nodes.faults.push({ offset, message: `The key ${quote(String(key))} stands twice in this mapping. Remove one.` });
    else {
      mapping.set(key, value);
      spots.set(key, { key: offset, value: pair.value?.range?.[0] ?? offset });
    }
  }
  for (const source of merged)
    for (const [key, value] of isMapping(source) ? source : [])
      if (!mapping.has(key)) {
        mapping.set(key, value);
        const spot = nodes.spots.get(source as object)?.get(key);
        if (spot !== undefined) spots.set(key, spot);
      }
  nodes.spots.set(mapping, spots);
  nodes.sizes.set(
    mapping,
    [...mapping.values()].reduce((sum: number, item) => sum + sizeOf(nodes, item), 1),
  );
  return mapping;
}

/** What `<<` brings in: one mapping or a list of them, the first of which comes first. */
function mergedMappings(nodes: Nodes, node: Node | null, depth: number, offset: number): Raw[] {
  const value = readNode(nodes, node, depth + 1);
  const sources = isList(value) ? [...value] : [value];
  if (sources.every(isMapping)) return sources;
  nodes.faults.push({
    offset,
    message: "The key << takes a mapping, or a list of mappings. Put it in quotes where it is a name.",
  });
  return [];
}

function sizeOf(nodes: Nodes, raw: Raw): number {
  return typeof raw === "object" && raw !== null ? (nodes.sizes.get(raw) ?? 1) : 1;
}

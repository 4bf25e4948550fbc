// Writes a spec as a person would: what `derive-spec` leaves behind, and the canonical text that digests are made of.
import { Document, type Node, Scalar as ScalarNode, YAMLMap, YAMLSeq } from "yaml";
import { rawTemplate } from "./json-template.ts";
import { jsonText, rawLiteral } from "./literal-value.ts";
import { durationText, momentText, timeOfDayText } from "./moments.ts";
import { isList, isMapping, type Raw, type RawMapping } from "./raw.ts";
import type { ColumnSpec, Generator, JsonTemplate, RowsSpec, Spec, TableSpec, Weighted } from "./spec.ts";

const HEAD = ` What each table is filled with. The same seed gives the same rows.`;
/** Longer mappings of options go over several lines. */
const MAX_LINE_CHARACTERS = 100;

/** A spec as YAML. `readSpec` reads it as the same spec. */
export function writeSpec(spec: Spec): string {
  const document = new Document(null, { schema: "core", version: "1.2" });
  document.contents = nodeOf(rawSpec(spec)) as never;
  document.commentBefore = HEAD;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A spec as JSON in one form: equal specs give equal texts, whatever the order of their tables and columns. */
export function specJson(spec: Spec): string {
  return jsonText(rawSpec(sorted(spec)), (message) => {
    throw new Error(message);
  });
}

/** A spec in the order of its names. Lists and documents keep their order, which counts. */
function sorted<T>(part: T): T {
  if (part instanceof Map) return new Map([...part].sort(byKey).map(([key, value]) => [key, sorted(value)])) as T;
  if (Array.isArray(part)) return part.map(sorted) as T;
  if (typeof part !== "object" || part === null || part instanceof Uint8Array) return part;
  return Object.fromEntries(
    Object.entries(part)
      .sort(byKey)
      .map(([key, value]) => [key, sorted(value)]),
  ) as T;
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function rawSpec({ version, lists, groups, tables, profiles }: Spec): RawMapping {
  const parts: readonly (readonly [string, RawMapping])[] = [
    ["lists", rawMap(lists, (words) => words)],
    ["groups", rawMap(groups, (rows) => rows.map((row) => rawMap(row, rawLiteral)))],
    ["tables", rawMap(tables, rawTable)],
    ["profiles", rawMap(profiles, (counts) => rawMap(counts, rawRows))],
  ];
  return new Map<string, Raw>([["version", BigInt(version)], ...parts.filter(([, part]) => part.size > 0)]);
}

function rawMap<T>(map: ReadonlyMap<string, T>, write: (part: T) => Raw): RawMapping {
  return new Map([...map].map(([name, part]) => [name, write(part)]));
}

function rawTable({ rows, columns, literals }: TableSpec): Raw {
  return new Map<string, Raw>([
    ...(rows === undefined ? [] : [["rows", rawRows(rows)] as const]),
    ...(columns.size === 0 ? [] : [["columns", rawMap(columns, rawColumn)] as const]),
    ...(literals.length === 0 ? [] : [["literals", literals.map((row) => rawMap(row, rawLiteral))] as const]),
  ]);
}

function rawRows(rows: RowsSpec): Raw {
  return typeof rows === "number" ? BigInt(rows) : rawObject(rows);
}

function rawColumn(spec: ColumnSpec): Raw {
  const raw = rawGenerator(spec);
  return raw.size === 1 ? spec.generator : raw;
}

function rawGenerator(spec: Generator): RawMapping {
  const { generator, ...options } = spec;
  return new Map<string, Raw>([
    ["generator", generator],
    ...Object.entries(options).map(([name, value]) => [name, rawOption(spec, name, value)] as const),
  ]);
}

function rawOption({ generator }: Generator, name: string, value: unknown): Raw {
  if (generator === "value" && name === "value") return rawLiteral(value as never);
  if (generator === "enum" && name === "values") return rawValues(value as readonly Weighted[]);
  if (generator === "json" && name === "template") return rawTemplate(value as JsonTemplate, rawGenerator);
  if (generator === "datetime" || generator === "date" || generator === "time") {
    if (name === "step") return durationText(value as number);
    if (name === "from" || name === "to") return (generator === "time" ? timeOfDayText : momentText)(value as number);
  }
  return rawObject(value);
}

/** Values without weights as a list, short texts with weights as a mapping, others with weights as pairs. */
function rawValues(values: readonly Weighted[]): Raw {
  if (values.every(({ weight }) => weight === 1)) return values.map(({ value }) => rawLiteral(value));
  if (values.every(({ value }) => typeof value === "string" && value.length <= MAX_LINE_CHARACTERS))
    return new Map(values.map(({ value, weight }) => [value as string, rawObject(weight)]));
  return values.map(
    ({ value, weight }) =>
      new Map([
        ["value", rawLiteral(value)],
        ["weight", rawObject(weight)],
      ]),
  );
}

/** Options that are written as they are: numbers without a point where they are whole. */
function rawObject(value: unknown): Raw {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== "object" || value === null) return value as Raw;
  return new Map(Object.entries(value).map(([name, part]) => [name, rawObject(part)]));
}

/** Nodes of YAML: what is short and one thing stands on one line. @param isItem whether it is an item of a list */
function nodeOf(raw: Raw, isItem = false): Node {
  if (!isMapping(raw) && !isList(raw)) return scalarNode(raw);
  const isShort = jsonText(raw, ignore).length <= MAX_LINE_CHARACTERS;
  if (isList(raw)) {
    const list = new YAMLSeq();
    list.items = raw.map((item) => nodeOf(item, true));
    list.flow = isShort && raw.every((item) => !isMapping(item) && !isList(item));
    return list;
  }
  const mapping = new YAMLMap();
  for (const [key, value] of raw) mapping.add({ key: scalarNode(key), value: nodeOf(value) } as never);
  mapping.flow = isShort && (isItem || raw.size === 0 || OPTION_KEYS.some((key) => raw.has(key)));
  return mapping;
}

/** Mappings with one of these are read in a line, such as `{generator: integer, minimum: 1}`. */
const OPTION_KEYS = ["generator", "per", "minimum", "$hex"];

function ignore(): void {
  // The length alone is asked for.
}

function scalarNode(raw: string | bigint | number | boolean | null): ScalarNode {
  const node = new ScalarNode(raw);
  // Without quotes the first would be a merge key, and others would go over several lines.
  if (raw === "<<" || (typeof raw === "string" && /[\r\n]/.test(raw))) node.type = "QUOTE_DOUBLE";
  // A number with a point stays one.
  if (typeof raw === "number") node.minFractionDigits = 1;
  return node;
}

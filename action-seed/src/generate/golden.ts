// What the golden tests hold fast: for every generator and every family of its options a digest of what it makes. Only tests use it.

import { createHash, type Hash } from "node:crypto";
import type { VectorType } from "@libsql-actions/shared/schema/vector";
import { DAY_MS } from "../milliseconds.ts";
import { type Drawn, type JsonTemplate, TEXT_KINDS, type TextKind } from "../spec/spec.ts";
import { addressKey, drawsOf } from "./address.ts";
import { domainOf } from "./domain-of.ts";
import type { Value } from "./value.ts";

const RANDOM_VALUES = 1_000;
const DISTINCT_VALUES = 200;
const KEY = addressKey("42", "table", "column");
const LISTS = new Map([["moods", ["calm", "Glad", "zürnend", "два слова", "x"]]]);
const LENGTH = { minimum: 12, maximum: 14 };

/** A line for each of `SPECS`: its name, two spaces, and the SHA-256 of 1,000 random values and up to 200 unique ones. */
export function goldenDigests(): string {
  return Object.entries(SPECS)
    .map(([name, spec]) => `${name}  ${digestOf(spec, VECTORS[name])}\n`)
    .join("");
}

function digestOf(spec: Drawn, vector: VectorType | undefined): string {
  const domain = domainOf(spec, { key: KEY, lists: LISTS, vector });
  const hash = createHash("sha256").update(`size ${domain.size}\n`);
  for (let row = 0; row < RANDOM_VALUES; row++) addValue(hash, domain.random(drawsOf(KEY, row)));
  const count = Math.min(domain.size, DISTINCT_VALUES);
  for (let index = 0; index < count; index++)
    addValue(hash, domain.distinct(Math.floor((index * domain.size) / count), drawsOf(KEY, index)));
  return hash.digest("hex");
}

function addValue(hash: Hash, value: Value): void {
  if (value === null) hash.update("null");
  else if (typeof value === "bigint") hash.update(`integer ${value}`);
  else if (typeof value === "number") hash.update("real ").update(new Float64Array([value]));
  else if (typeof value === "string") hash.update(`text ${value.length} ${value}`);
  else hash.update(`blob ${value.length} `).update(value);
  hash.update("\n");
}

const drawnLeaf = (generator: Drawn): JsonTemplate => ({ kind: "drawn", generator });
const even = (...values: Value[]) => values.map((value) => ({ value, weight: 1 }));

const DOCUMENT: JsonTemplate = {
  kind: "object",
  entries: [
    ["id", drawnLeaf({ generator: "uuid" })],
    ["fixed", { kind: "literal", json: '{"a":[1,null]}' }],
    ["list", { kind: "array", items: [drawnLeaf({ generator: "integer" }), drawnLeaf({ generator: "real", decimals: 2 })] }],
    ["on", drawnLeaf({ generator: "boolean" })],
    ["at", drawnLeaf({ generator: "datetime" })],
    ["inner", drawnLeaf({ generator: "json" })],
  ],
};

/** The declared types of the columns of some specs. */
const VECTORS: Readonly<Record<string, VectorType>> = {
  "vector of column": { element: "float64", dimensions: 5 },
};

const SPECS: Readonly<Record<string, Drawn>> = {
  integer: { generator: "integer" },
  "integer limits": { generator: "integer", minimum: -5, maximum: 1_000_000_000_000 },
  "integer step": { generator: "integer", minimum: 10, maximum: 100_000, step: 5 },
  "integer normal": { generator: "integer", distribution: "normal", minimum: 0, maximum: 1_000, mean: 300, deviation: 120 },
  "integer zipf": { generator: "integer", distribution: "zipf", minimum: 1, maximum: 500 },
  "integer zipf exponent": { generator: "integer", distribution: "zipf", minimum: 1, maximum: 100_000, exponent: 1.5 },
  real: { generator: "real" },
  "real limits": { generator: "real", minimum: -1.5, maximum: 2.25 },
  "real decimals": { generator: "real", minimum: 0, maximum: 500, decimals: 2 },
  "real normal": { generator: "real", distribution: "normal", minimum: -10, maximum: 10, mean: 1, deviation: 2 },
  "real zipf": { generator: "real", distribution: "zipf", minimum: 0, maximum: 1_000, decimals: 1 },
  boolean: { generator: "boolean" },
  "boolean share": { generator: "boolean", share: 0.1 },
  enum: { generator: "enum", values: even("a", "b", 3n, 4.5, null, Uint8Array.of(0, 255)) },
  "enum weights": {
    generator: "enum",
    values: [
      { value: "often", weight: 0.7 },
      { value: "seldom", weight: 0.2 },
      { value: "rare", weight: 0.1 },
    ],
  },
  datetime: { generator: "datetime" },
  "datetime iso-milliseconds": { generator: "datetime", format: "iso-milliseconds" },
  "datetime sqlite": { generator: "datetime", format: "sqlite" },
  "datetime seconds": { generator: "datetime", format: "seconds" },
  "datetime milliseconds": { generator: "datetime", format: "milliseconds" },
  "datetime limits": { generator: "datetime", from: -3_000 * DAY_MS, to: 40_000 * DAY_MS, step: 900_000 },
  date: { generator: "date" },
  "date limits": { generator: "date", from: -100 * DAY_MS, to: 366 * DAY_MS, step: 7 * DAY_MS },
  time: { generator: "time" },
  "time limits": { generator: "time", from: DAY_MS / 4, to: DAY_MS / 2, step: 60_000 },
  uuid: { generator: "uuid" },
  "uuid 7": { generator: "uuid", version: 7 },
  blob: { generator: "blob" },
  "blob bytes": { generator: "blob", bytes: 3 },
  "blob range": { generator: "blob", bytes: { minimum: 0, maximum: 40 } },
  pattern: { generator: "pattern", pattern: "[A-Z]{2}-\\d{4}" },
  "pattern small": { generator: "pattern", pattern: "(a|ab)(c|bc)?x{0,2}" },
  "pattern large": { generator: "pattern", pattern: "\\w{3,20}(\\.[a-f0-9_]{8})?é" },
  json: { generator: "json" },
  "json length": { generator: "json", length: { minimum: 0, maximum: 30 } },
  "json short": { generator: "json", length: { minimum: 4, maximum: 6 } },
  "json template": { generator: "json", template: DOCUMENT },
  vector: { generator: "vector", dimensions: 3 },
  "vector many": { generator: "vector", dimensions: 385, clusters: 20 },
  "vector float64": { generator: "vector", dimensions: 40, element: "float64" },
  "vector of column": { generator: "vector" },
  list: { generator: "list", list: "moods" },
  "list length": { generator: "list", list: "moods", length: { minimum: 5, maximum: 9 } },
  sentence: { generator: "sentence" },
  "sentence words": { generator: "sentence", words: 9 },
  "sentence length": { generator: "sentence", words: { minimum: 3, maximum: 30 }, length: { minimum: 10, maximum: 60 } },
  paragraph: { generator: "paragraph" },
  "paragraph sentences": { generator: "paragraph", sentences: { minimum: 2, maximum: 3 } },
  "paragraph length": { generator: "paragraph", sentences: 4, length: { minimum: 0, maximum: 100 } },
  phone: { generator: "phone" },
  "phone format": { generator: "phone", format: "+49 (0) ### ######" },
  "phone length": { generator: "phone", length: LENGTH },
  ...ofTextKinds((generator) => [generator, { generator }]),
  ...ofTextKinds((generator) => [`${generator} length`, { generator, length: LENGTH }]),
};

function ofTextKinds(entry: (kind: TextKind) => readonly [string, Drawn]): Record<string, Drawn> {
  return Object.fromEntries(TEXT_KINDS.map(entry));
}

// From a generator of the spec to the domain its values come from.
import type { VectorType } from "@libsql-actions/shared/schema/vector";
import type { Drawn } from "../spec/spec.ts";
import type { Key } from "./address.ts";
import { blobDomain } from "./binaries.ts";
import { enumDomain } from "./enums.ts";
import { jsonDomain } from "./json.ts";
import { booleanDomain, integerDomain, realDomain } from "./numbers.ts";
import { patternDomain } from "./pattern-domain.ts";
import { textDomain, wordDomain } from "./texts.ts";
import { timeDomain } from "./times.ts";
import { UnusableGenerator } from "./unusable-generator.ts";
import { uuidDomain } from "./uuids.ts";
import type { Domain } from "./value.ts";
import { vectorDomain } from "./vectors.ts";

export interface DrawnContext {
  /** Of the seed, the table and the column. */
  readonly key: Key;
  /** The spec's own word lists, by name. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** What the column is declared to hold. */
  readonly vector: VectorType | undefined;
}

/**
 * The domain of what is drawn for each cell by itself.
 * @throws UnusableGenerator when the options cannot be carried out for this column
 */
export function domainOf(spec: Drawn, context: DrawnContext): Domain {
  switch (spec.generator) {
    case "integer":
      return integerDomain(spec);
    case "real":
      return realDomain(spec);
    case "boolean":
      return booleanDomain(spec);
    case "enum":
      return enumDomain(spec);
    case "datetime":
    case "date":
    case "time":
      return timeDomain(spec);
    case "uuid":
      return uuidDomain(spec);
    case "blob":
      return blobDomain(spec);
    case "pattern":
      return patternDomain(spec);
    case "json":
      return jsonDomain(spec, (leaf) => domainOf(leaf, context));
    case "vector":
      return vectorDomain(spec, context.key, context.vector);
    case "list":
      return wordDomain(wordsOf(spec.list, context.lists), spec.length);
    default:
      return textDomain(spec);
  }
}

function wordsOf(name: string, lists: DrawnContext["lists"]): readonly string[] {
  const words = lists.get(name);
  if (words !== undefined) return words;
  const known =
    lists.size === 0 ? "the spec has no lists" : `there are ${[...lists.keys()].map((one) => JSON.stringify(one)).join(", ")}`;
  throw new UnusableGenerator(`There is no list ${JSON.stringify(name)}: ${known}.`);
}

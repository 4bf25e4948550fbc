// The content of a spec file before anything is known of its meaning. Mappings are `Map`s, so that a name such as `__proto__` is one like any other.
import { quote } from "@libsql-actions/shared/inputs/quote";

/** `bigint` is a number that is written without a point, `number` one with a point or an exponent. */
export type Scalar = string | bigint | number | boolean | null;
export type Raw = Scalar | RawList | RawMapping;
export type RawList = readonly Raw[];
export type RawMapping = ReadonlyMap<Scalar, Raw>;

/** A key of a mapping, or an index of a list. */
export type Step = Scalar;

export function isMapping(raw: unknown): raw is RawMapping {
  return raw instanceof Map;
}

export function isList(raw: unknown): raw is RawList {
  return Array.isArray(raw);
}

/** Shows a value inside a message: quoted, bounded and harmless. */
export function show(raw: unknown): string {
  if (isMapping(raw)) return "a mapping";
  if (isList(raw)) return "a list";
  if (raw === null || raw === undefined) return "nothing";
  return typeof raw === "string" ? quote(raw) : String(raw);
}

const PLAIN_STEP = /^[\p{L}_*$][\p{L}\p{N}_*$-]*$/u;
const MAX_STEP_CHARACTERS = 80;

/** Writes a path the way people say it: `tables.episodes.columns.title`, `lists.verbs[3]`. */
export function pathText(path: readonly Step[], root: Raw): string {
  let [text, at]: [string, Raw | undefined] = ["", root];
  for (const step of path) {
    if (isList(at)) text += `[${step}]`;
    else text += `${text === "" ? "" : "."}${stepText(step)}`;
    at = childOf(at, step);
  }
  return text;
}

function stepText(step: Step): string {
  const text = String(step);
  return PLAIN_STEP.test(text) && text.length <= MAX_STEP_CHARACTERS ? text : quote(text);
}

/** What stands under a key or index; undefined where there is none. */
export function childOf(raw: Raw | undefined, step: Step): Raw | undefined {
  if (isMapping(raw)) return raw.get(step);
  return isList(raw) && typeof step === "number" ? raw[step] : undefined;
}

/** Writes a number with a point or an exponent, so that it is read as one with a point. */
export function realText(value: number): string {
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

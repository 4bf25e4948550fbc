// Values that a spec gives as they are: cells of literal rows and groups, the choices of an enum.
import type { Value } from "../generate/value.ts";
import { isList, isMapping, type Raw, type RawMapping, realText, show } from "./raw.ts";
import { kindOf, type Schema } from "./schema-kinds.ts";

/** The only key of a mapping that stands for bytes. */
const HEX_KEY = "$hex";
const HEX = /^(?:[0-9a-f]{2})*$/i;

type Refuse = (message: string) => void;

/** Null, a boolean (stored as 1 or 0), a number, a text, `{$hex: 00ff}` for bytes; a list or a mapping stands for its JSON. */
export function literal(): Schema<Value> {
  return kindOf("unknown", {}, (input, { refuse }) => readLiteral(input as Raw, refuse));
}

/** The value that stands for what a file holds. */
export function readLiteral(raw: Raw, refuse: Refuse): Value {
  if (typeof raw === "boolean") return raw ? 1n : 0n;
  if (isMapping(raw) && raw.has(HEX_KEY)) return readBytes(raw, refuse);
  return isMapping(raw) || isList(raw) ? jsonText(raw, refuse) : raw;
}

function readBytes(raw: RawMapping, refuse: Refuse): Value {
  const hex = raw.get(HEX_KEY);
  const isHex = typeof hex === "string" && HEX.test(hex);
  if (!isHex) refuse(`${show(hex)} is no text of pairs of hexadecimal digits. Allowed: such as {$hex: "00ff"}, in quotes.`);
  if (raw.size > 1) refuse(`Beside \`$hex\` no other key is allowed.`);
  return isHex ? new Uint8Array(Buffer.from(hex, "hex")) : null;
}

/** JSON as it is stored: without whitespace, numbers as they were written. */
export function jsonText(raw: Raw, refuse: Refuse): string {
  if (isList(raw)) return `[${raw.map((item) => jsonText(item, refuse)).join(",")}]`;
  if (isMapping(raw)) {
    const entries = [...raw].map(([key, value]) => {
      if (typeof key !== "string") refuse(`${show(key)} is no text, and a key of a JSON document must be one. Put it in quotes.`);
      return `${JSON.stringify(String(key))}:${jsonText(value, refuse)}`;
    });
    return `{${entries.join(",")}}`;
  }
  if (typeof raw === "bigint") return String(raw);
  return typeof raw === "number" ? realText(raw) : JSON.stringify(raw);
}

/** What a file holds for a value, so that it is read as the same one. */
export function rawLiteral(value: Value): Raw {
  return value instanceof Uint8Array ? new Map([[HEX_KEY, Buffer.from(value).toString("hex")]]) : value;
}

// Documents with drawn values in them. A mapping with the key `generator` is such a value, everything else stands as it is.
import { readDocument } from "./document.ts";
import { jsonText } from "./literal-value.ts";
import { isList, isMapping, type Raw, show } from "./raw.ts";
import { kindOf, type Reader, type Schema } from "./schema-kinds.ts";
import type { Drawn, JsonTemplate } from "./spec.ts";

/** @param drawn what the values in it are read with; asked for when it is needed, since a drawn value can be a document again */
export function template(drawn: () => Schema<Drawn>): Schema<JsonTemplate> {
  const part: Schema<JsonTemplate> = kindOf("unknown", {}, (input, reader) => readTemplate(input as Raw, reader, part, drawn));
  return part;
}

function readTemplate(raw: Raw, { read, refuse }: Reader, part: Schema<JsonTemplate>, drawn: () => Schema<Drawn>): JsonTemplate {
  if (isList(raw)) return { kind: "array", items: raw.map((item, index) => read(part, item, index)) };
  if (!isMapping(raw)) return { kind: "literal", json: jsonText(raw, refuse) };
  if (raw.has("generator")) return { kind: "drawn", generator: read(drawn(), raw) };
  const entries = [...raw].map(([key, value]): [string, JsonTemplate] => {
    if (typeof key !== "string")
      refuse(`${show(key)} is no text, and a key of a JSON document must be one. Put it in quotes.`, key, "key");
    return [String(key), read(part, value, key)];
  });
  return { kind: "object", entries };
}

/** What a file holds for a template. @param drawn writes a drawn value */
export function rawTemplate(template: JsonTemplate, drawn: (generator: Drawn) => Raw): Raw {
  switch (template.kind) {
    case "literal":
      return readDocument(template.json).root;
    case "array":
      return template.items.map((item) => rawTemplate(item, drawn));
    case "object":
      return new Map(template.entries.map(([name, value]) => [name, rawTemplate(value, drawn)]));
    case "drawn":
      return drawn(template.generator);
  }
}

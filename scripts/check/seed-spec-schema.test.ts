// The JSON Schema of seed specs is up to date, takes the example and refuses what the action refuses.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { HOUSE } from "../run-tool.ts";
import { checkSeedSpecSchema, SCHEMA_FILE } from "./seed-spec-schema.ts";

const validate = new Ajv().compile(JSON.parse(readFileSync(join(HOUSE, SCHEMA_FILE), "utf8")));

it("is made of the sources as they are", async () => {
  expect(await checkSeedSpecSchema(HOUSE)).toEqual([]);
});

it("takes the example", () => {
  validate(parse(readFileSync(join(HOUSE, "examples/agent-memory/seed.yaml"), "utf8")));
  expect(validate.errors ?? []).toEqual([]);
});

const column = (spec: string) => `tables: {t: {columns: {c: ${spec}}}}`;

it.each([
  column("sentense"),
  column("enum"),
  column("{generator: integer, minimun: 1}"),
  column("{generator: email, minimum: 1}"),
  column("{generator: integer, minimum: 0.5}"),
  column("{generator: word, nullable: 2}"),
  column("{generator: real, distribution: gaussian}"),
  "tabels: {}",
  "tables: {t: {rows: many}}",
  "tables: {t: {rows: {per: p}}}",
  "lists: {l: 5}",
])("refuses %s", (text) => {
  expect(validate(parse(text))).toBe(false);
});

it.each([
  column("email"),
  column("{generator: sentence, words: 5}"),
  column("{generator: enum, values: {a: 1, b: 2.5}}"),
  column("{generator: enum, values: [a, {value: 1, weight: 2}]}"),
  column("{generator: json, template: {a: {generator: email}}, unique: false}"),
  "tables: {t: {rows: {per: p, minimum: 1, maximum: 2}, literals: [{a: null}]}}",
])("takes %s", (text) => {
  expect(validate(parse(text))).toBe(true);
});

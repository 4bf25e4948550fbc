// `npm run docs`: writes the JSON Schema of seed specs.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkSeedSpecSchema, SCHEMA_FILE, seedSpecSchema } from "./check/seed-spec-schema.ts";
import { HOUSE } from "./run-tool.ts";

const stale = await checkSeedSpecSchema(HOUSE);
if (stale.length > 0) {
  writeFileSync(join(HOUSE, SCHEMA_FILE), seedSpecSchema());
  console.log(`${SCHEMA_FILE} written`);
}

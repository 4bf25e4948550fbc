// A project that migrates with drizzle-orm or Prisma can take turns with us on one database.
import { describe } from "vitest";
import { drizzleFolders, drizzleJournal } from "./drizzle-migrators.ts";
import { prisma } from "./prisma-engine.ts";
import { takesTurns } from "./takes-turns.ts";

for (const make of [drizzleJournal, drizzleFolders, prisma])
  for (const tool of [make("file"), make("server")]) describe(`${tool.name} on a ${tool.on}`, () => takesTurns(tool));

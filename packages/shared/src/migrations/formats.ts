// Every format that is read, in the order in which a folder is asked whether it is of one: the surest signs first.
import type { Format } from "./format.ts";
import { atlas } from "./formats/atlas.ts";
import { dbmate } from "./formats/dbmate.ts";
import { drizzle } from "./formats/drizzle.ts";
import { flyway } from "./formats/flyway.ts";
import { geni } from "./formats/geni.ts";
import { golangMigrate } from "./formats/golang-migrate.ts";
import { goose } from "./formats/goose.ts";
import { pair } from "./formats/pair.ts";
import { plain } from "./formats/plain.ts";
import { prisma } from "./formats/prisma.ts";
import { sqlx } from "./formats/sqlx.ts";
import type { SourceFolder } from "./source-folder.ts";

export const FORMATS: readonly Format[] = [goose, dbmate, drizzle, prisma, flyway, atlas, sqlx, golangMigrate, geni, pair, plain];

/** The format that a folder is surely of, as it tells by itself; undefined where it has no scripts, or they are of none that is known. */
export function detectFormat(folder: SourceFolder): Format | undefined {
  return FORMATS.find(({ detect }) => detect(folder));
}

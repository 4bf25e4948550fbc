// Every format that is read, in the order in which a folder is asked whether it is of one: the surest signs first.
import { atlas } from "./atlas.ts";
import { dbmate } from "./dbmate.ts";
import { drizzle } from "./drizzle.ts";
import { flyway } from "./flyway.ts";
import type { Format } from "./format.ts";
import { geni } from "./geni.ts";
import { golangMigrate } from "./golang-migrate.ts";
import { goose } from "./goose.ts";
import { pair } from "./pair.ts";
import { plain } from "./plain.ts";
import { prisma } from "./prisma.ts";
import { sqlx } from "./sqlx.ts";

export const FORMATS: readonly Format[] = [goose, dbmate, drizzle, prisma, flyway, atlas, sqlx, golangMigrate, geni, pair, plain];

// What bench/seed.ts measures of drizzle-seed: a project's own script that seeds the tables of bench/seed-schema.sql, with values of the same kinds.
// Arguments: URL of the database, rows in all.
import { createClient } from "@libsql/client";
import { createClient as createHttpClient } from "@libsql/client/http";
import { drizzle } from "drizzle-orm/libsql";
import { drizzle as drizzleHttp } from "drizzle-orm/libsql/http";
import { index, integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { seed } from "drizzle-seed";

const episodes = sqliteTable("episodes", {
  id: integer().primaryKey(),
  agent: text().notNull(),
  task: text().notNull(),
  status: text().notNull(),
  reward: real(),
  started_at: integer().notNull(),
  note: text(),
});
const steps = sqliteTable(
  "steps",
  {
    id: integer().primaryKey(),
    episode_id: integer()
      .notNull()
      .references(() => episodes.id),
    position: integer().notNull(),
    tool: text().notNull(),
    action: text().notNull(),
    succeeded: integer().notNull(),
    latency: real().notNull(),
    created_at: integer().notNull(),
  },
  (table) => [index("steps_by_episode").on(table.episode_id)],
);
const patterns = sqliteTable("patterns", {
  id: integer().primaryKey(),
  episode_id: integer()
    .notNull()
    .references(() => episodes.id),
  name: text().notNull(),
  description: text().notNull(),
  confidence: real().notNull(),
  seen: integer().notNull(),
});

const [url, rows] = process.argv.slice(2);
const isHttp = url.startsWith("http");
const client = isHttp ? createHttpClient({ url }) : createClient({ url });
const database = isHttp ? drizzleHttp({ client }) : drizzle({ client });
const tenth = Number(rows) / 10;
const moment = { minValue: 1_704_067_200, maxValue: 1_735_689_600 };
await seed(database, { episodes, steps, patterns }, { seed: 42 }).refine((f) => ({
  episodes: {
    count: tenth,
    columns: {
      agent: f.valuesFromArray({ values: ["planner", "coder", "reviewer"] }),
      task: f.loremIpsum({ sentencesCount: 1 }),
      status: f.valuesFromArray({ values: ["running", "succeeded", "failed"] }),
      reward: f.number({ minValue: -1, maxValue: 1, precision: 1000 }),
      started_at: f.int(moment),
      note: f.fullName(),
    },
  },
  steps: {
    count: 8 * tenth,
    columns: {
      position: f.int({ minValue: 1, maxValue: 100 }),
      tool: f.valuesFromArray({ values: ["bash", "editor", "browser", "search"] }),
      action: f.streetAddress(),
      succeeded: f.int({ minValue: 0, maxValue: 1 }),
      latency: f.number({ minValue: 1, maxValue: 5000, precision: 100 }),
      created_at: f.int(moment),
    },
  },
  patterns: {
    count: tenth,
    columns: {
      name: f.companyName(),
      description: f.loremIpsum({ sentencesCount: 1 }),
      confidence: f.number({ minValue: 0, maxValue: 1, precision: 1000 }),
      seen: f.int({ minValue: 1, maxValue: 100 }),
    },
  },
}));
client.close();

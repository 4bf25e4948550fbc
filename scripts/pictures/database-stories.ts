// Stories of the actions that start, migrate and fill databases.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startHttp } from "@libsql-actions/shared/testing/http";
import type { Job } from "@libsql-actions/shared/testing/job/job";
import type { Story } from "./story.ts";

/** A column that is misspelt, between a migration that is fine and one that is never reached. */
const LATER_MIGRATIONS = {
  "0009_episode_score.up.sql": "ALTER TABLE episodes ADD COLUMN score REAL;\n",
  "0009_episode_score.down.sql": "ALTER TABLE episodes DROP COLUMN score;\n",
  "0010_score_index.up.sql": "CREATE INDEX episodes_by_score ON episodes (agent, scroe);\n",
  "0010_score_index.down.sql": "DROP INDEX episodes_by_score;\n",
  "0011_agents.up.sql": "CREATE TABLE agents (name TEXT PRIMARY KEY) STRICT;\n",
};

/** A table and a column that the schema does not have. */
const BROKEN_SPEC = `version: 1
tables:
  episodes:
    rows: 100
    columns:
      stauts: {generator: enum, values: [running, succeeded]}
  pattern:
    rows: 25
`;

async function prepare(job: Job, ...actions: readonly ("action-setup-libsql" | "action-migrate")[]): Promise<void> {
  for (const action of actions) await job.uses(action);
}

export const DATABASE_STORIES: readonly Story[] = [
  {
    name: "setup",
    outcome: "success",
    play: (job) => job.uses("action-setup-libsql", { with: { instances: "primary, analytics, archive" } }),
  },
  {
    name: "setup-failure",
    outcome: "failure",
    async play(job) {
      const other = await startHttp((_, response) => response.end());
      const step = await job.uses("action-setup-libsql", { with: { ports: other.port } });
      await other.stop();
      return step;
    },
  },
  {
    name: "migrate",
    outcome: "success",
    async play(job) {
      await prepare(job, "action-setup-libsql");
      return job.uses("action-migrate");
    },
  },
  {
    name: "migrate-failure",
    outcome: "failure",
    async play(job) {
      await prepare(job, "action-setup-libsql", "action-migrate");
      for (const [file, script] of Object.entries(LATER_MIGRATIONS))
        await writeFile(join(job.workspace, "migrations", file), script);
      return job.uses("action-migrate");
    },
  },
  {
    name: "seed",
    outcome: "success",
    async play(job) {
      await prepare(job, "action-setup-libsql", "action-migrate");
      return job.uses("action-seed", { with: { spec: "seed.yaml", profile: "standard" } });
    },
  },
  {
    name: "seed-failure",
    outcome: "failure",
    async play(job) {
      await prepare(job, "action-setup-libsql", "action-migrate");
      await writeFile(join(job.workspace, "seed.yaml"), BROKEN_SPEC);
      return job.uses("action-seed", { with: { spec: "seed.yaml" } });
    },
  },
];

import { expect, it } from "vitest";
import type { Leg } from "../legs.ts";
import { type Ended, judge } from "./judge.ts";
import type { Ends } from "./scenarios.ts";
import type { Snapshot } from "./snapshot.ts";

const leg = (name: string, passed: boolean, ...log: string[]): Leg => ({
  name: `promote/promote/${name}`,
  passed,
  milliseconds: 1,
  log,
});
const at = (...versions: string[]): Snapshot => ({
  definitions: ["d"],
  rows: { users: ["1"], _libsql_actions_migrations: versions.map((version, index) => `${index + 1}, "${version}", "n"`) },
});
const TOKEN = "eyJhbGci.eyJwYXlsb2Fk.c2lnbmF0dXJl";
const DUMP = { text: "CREATE TABLE users(id)" };

const ENDS: Ends = {
  jobs: { staging: true, production: false },
  migrated: { staging: ["1", "2"] },
  said: { production: ["it broke"] },
  commented: ["0002"],
  kept: ["staging"],
};
const ENDED: Ended = {
  legs: [
    { ...leg("", false), name: "deploy/promote" },
    leg("staging", true, "token ***"),
    leg("production", false, "so it broke here"),
  ],
  before: { staging: at("1"), production: at("1") },
  after: { staging: at("1", "2"), production: at("1") },
  secrets: { TOKEN },
  backups: [{ ...DUMP, name: "backup-staging-0123456789ab.3-days" }],
  comments: ["plan: 0002"],
};

it("finds nothing where all ended as it had to", () => {
  expect(judge(ENDS, ENDED)).toEqual([]);
});

it.each<[string, Partial<Ended>, string[]]>([
  [
    "a job that passes and must not",
    { legs: [leg("staging", true), leg("production", true, "it broke")] },
    ["production has passed, and should have failed"],
  ],
  ["a job that did not run", { legs: [leg("production", false, "it broke")] }, ["staging has not run, and should have passed"]],
  ["a job that must not run", { legs: [...ENDED.legs, leg("plan", true)] }, ["plan has passed, and should have not run"]],
  ["silence", { legs: [leg("staging", true), leg("production", false, "it")] }, ["production did not say: it broke"]],
  [
    "a database that is not as it was",
    { after: { ...ENDED.after, production: at("1", "2") } },
    ["production: the rows of _libsql_actions_migrations changed"],
  ],
  ["a database at another version", { after: { ...ENDED.after, staging: at("1") } }, ["staging is at 1, and should be at 1, 2"]],
  ["a backup that is missing", { backups: [] }, ["backups were kept of: nothing"]],
  [
    "a backup of nothing",
    { backups: [{ text: "", name: "backup-staging-0123456789ab.3-days" }] },
    ["backup-staging-0123456789ab.3-days is no dump"],
  ],
  ["a comment that is missing", { comments: [] }, ["there are 0 comments"]],
  ["a comment about something else", { comments: ["0001"] }, ["the comment does not say: 0002"]],
  [
    "a token in a log",
    { legs: [...ENDED.legs.slice(0, 2), leg("production", false, "it broke", TOKEN)] },
    ["TOKEN stands in the log"],
  ],
  [
    "a part of a token in a log",
    { legs: [...ENDED.legs.slice(0, 2), leg("production", false, "it broke", "eyJwYXlsb2Fk")] },
    ["TOKEN stands in the log"],
  ],
])("finds %s", (_, changed, problems) => {
  expect(judge(ENDS, { ...ENDED, ...changed })).toEqual(problems);
});

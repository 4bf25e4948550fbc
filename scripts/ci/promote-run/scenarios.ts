// What promote.yml is put through, one after the other on the same two databases, as the life of a repository goes, and how each time has to end.
import type { Asked, Pair } from "./consumer.ts";
import type { Place } from "./stage.ts";

export interface Scenario {
  readonly name: string;
  /** Default: `push`. */
  readonly event?: "pull_request";
  readonly migrations: readonly Pair[];
  readonly asked: Asked;
  /** What the application has written meanwhile. */
  readonly written?: Readonly<Record<Place, readonly string[]>>;
  readonly ends: Ends;
}

/** How a scenario has to end. */
export interface Ends {
  /** The jobs that run, and whether each passes; no other one runs. */
  readonly jobs: Readonly<Record<string, boolean>>;
  /** Databases that are at these versions now. The others are exactly as they were before. */
  readonly migrated: Readonly<Partial<Record<Place, readonly string[]>>>;
  /** What stands in the log of a job. */
  readonly said: Readonly<Record<string, readonly string[]>>;
  /** What stands in the one comment on the pull request. */
  readonly commented?: readonly string[];
  /** Which jobs keep an encrypted backup. */
  readonly kept?: readonly string[];
}

const USERS: Pair = {
  name: "0001_create_users",
  up: "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL);",
  down: "DROP TABLE users;",
};
const NOTES: Pair = {
  name: "0002_create_notes",
  up: "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER NOT NULL REFERENCES users(id), body TEXT NOT NULL);",
  down: "DROP TABLE notes;",
};
const NICKNAME: Pair = {
  name: "0003_add_nickname",
  up: "ALTER TABLE users ADD COLUMN nickname TEXT;\nUPDATE users SET nickname = substr(email, 1, instr(email, '@') - 1);",
  down: "ALTER TABLE users DROP COLUMN nickname;",
};
/** Fails where two users have the same address. */
const UNIQUE_EMAIL: Pair = {
  name: "0004_unique_email",
  up: "CREATE UNIQUE INDEX users_email ON users(email);",
  down: "DROP INDEX users_email;",
};
const TAGS: Pair = { name: "0005_create_tags", up: "CREATE TABLE tags (name TEXT);", down: "DROP TABLE tags;" };
/** Fails where two notes are the same. */
const UNIQUE_BODY: Pair = {
  name: "0006_unique_body",
  up: "CREATE UNIQUE INDEX notes_body ON notes(body);",
  down: "DROP INDEX notes_body;",
};

const FIRST = [USERS, NOTES];
const BREAKS_ON_PRODUCTION = [...FIRST, NICKNAME, UNIQUE_EMAIL];
const BREAKS_ON_STAGING = [...BREAKS_ON_PRODUCTION, TAGS, UNIQUE_BODY];

/** Production has what the migrations to come do not expect, and so has staging. AUTOINCREMENT has counted further than the rows tell. */
const WRITTEN = {
  staging: [
    "INSERT INTO users VALUES (1, 'ada@example.com'), (2, 'grace@example.com')",
    "INSERT INTO notes VALUES (7, 1, 'twice'), (8, 2, 'twice')",
  ],
  production: [
    "INSERT INTO users VALUES (1, 'ada@example.com'), (2, 'ada@example.com')",
    "INSERT INTO notes VALUES (7, 1, 'it''s'), (9, 2, 'gone')",
    "DELETE FROM notes WHERE id = 9",
  ],
};

/** Far above what a loaded machine needs. */
const PATIENT = { "max-latency": "read=10s, batch=20s" };
const BROKEN = "UNIQUE constraint failed";
const UNDONE = (policy: string) => `as-before: what was applied is undone (${policy}): a dump is the same as the backup`;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: "both databases are migrated and verified",
    migrations: FIRST,
    asked: PATIENT,
    ends: {
      jobs: { staging: true, production: true },
      migrated: { staging: ["0001", "0002"], production: ["0001", "0002"] },
      said: {
        staging: ["the rehearsal went well", "verified: 2 applied", "staging: promoted"],
        production: ["the rehearsal went well", "verified: 2 applied", "production: promoted"],
      },
    },
  },
  {
    name: "a pull request is planned, and nothing is touched",
    event: "pull_request",
    migrations: BREAKS_ON_PRODUCTION,
    asked: PATIENT,
    written: WRITTEN,
    ends: {
      jobs: { plan: true },
      migrated: {},
      said: { plan: ["2 pending, 2 to apply"] },
      commented: ["0003", "0004", "unique-index-on-existing-table"],
    },
  },
  {
    name: "a database that is too slow is not begun with",
    migrations: BREAKS_ON_PRODUCTION,
    asked: { "max-latency": "batch=1ms" },
    ends: {
      jobs: { staging: false },
      migrated: {},
      said: { staging: ["latency FAILED (slow)", "staging: as-before: nothing was begun"] },
    },
  },
  {
    name: "production fails behind a file that is applied, and is restored",
    migrations: BREAKS_ON_PRODUCTION,
    asked: { ...PATIENT, rehearse: false, "on-failure": "restore", "keep-backup": 3 },
    ends: {
      jobs: { staging: true, production: false },
      migrated: { staging: ["0001", "0002", "0003", "0004"] },
      said: {
        staging: ["staging: promoted"],
        production: ["applied migrations/0003_add_nickname.up.sql", BROKEN, `production: ${UNDONE("restore")}`],
      },
      kept: ["production", "staging"],
    },
  },
  {
    name: "production fails behind a file that is applied, and that is taken back",
    migrations: BREAKS_ON_PRODUCTION,
    asked: { ...PATIENT, rehearse: false },
    ends: {
      jobs: { staging: true, production: false },
      migrated: {},
      said: {
        staging: ["staging: promoted"],
        production: [
          "applied migrations/0003_add_nickname.up.sql",
          BROKEN,
          "took back migrations/0003_add_nickname.up.sql",
          `production: ${UNDONE("down")}`,
        ],
      },
    },
  },
  {
    name: "the rehearsal fails, and production is not touched",
    migrations: BREAKS_ON_PRODUCTION,
    asked: { ...PATIENT, "on-failure": "restore" },
    ends: {
      jobs: { staging: true, production: false },
      migrated: {},
      said: { production: ["the database was not touched", BROKEN, "production: as-before: nothing was changed"] },
    },
  },
  {
    name: "staging fails, and production is not begun",
    migrations: BREAKS_ON_STAGING,
    asked: { ...PATIENT, rehearse: false },
    ends: {
      jobs: { staging: false },
      migrated: {},
      said: { staging: ["applied migrations/0005_create_tags.up.sql", BROKEN, `staging: ${UNDONE("down")}`] },
    },
  },
];

// Causes and cures of the messages of action-seed.
import type { Area } from "../group.ts";

const SEED = "action-seed/src";

export const SEED_AREA: Area = {
  title: "action-seed",
  groups: [
    {
      title: "Inputs of action-seed",
      files: [`${SEED}/inputs.ts`, `${SEED}/run.ts`, `${SEED}/written-files.ts`, `${SEED}/choose-tables.ts`, `${SEED}/prepare`],
      cause: "An input is missing, contradicts another one, or names a table or a profile that is not there.",
      cure: "Give what the message allows. Names of tables are those of the database; migrate it first.",
    },
    {
      title: "The spec: its form",
      files: [`${SEED}/spec/`],
      cause:
        "The spec has a key or a value that is not known. The place is given as file:line:column, and all problems are listed at once.",
      cure: "Take one of what is allowed. An editor that knows `action-seed/seed-spec.schema.json` shows the same while you write.",
    },
    {
      title: "The spec and the schema",
      files: [`${SEED}/check-spec.ts`, `${SEED}/derive`, `${SEED}/schema`],
      cause:
        "The spec speaks of tables or columns that the schema does not have, or `schema` is no script and no folder of migrations.",
      cure: "Correct the names in the spec, or migrate the database first.",
    },
    {
      title: "Generators",
      files: [`${SEED}/generate/`],
      cause:
        "The options of a generator contradict each other, or leave it no value. The table, the column and the place in the spec stand in front.",
      cure: "Widen the limits, or leave out one of the two options.",
    },
    {
      title: "Rows that the schema does not allow",
      files: [`${SEED}/plan/`, `${SEED}/checks/`],
      cause: "A key, a foreign key or a CHECK leaves no room for the rows that are wanted. Nothing was written.",
      cure: "Ask for fewer rows (`rows: table=100`), say in a spec where the values come from, or leave the table out with `exclude`.",
    },
    {
      title: "Data files",
      files: [`${SEED}/data/`],
      cause: "A file of `data` is not what its ending says, or holds a value that the column would not keep as it is.",
      cure: "The place is given as file:line:column. Correct the file; SQL files hold rows only, the schema belongs to migrations.",
    },
    {
      title: "Loading",
      files: [`${SEED}/load/`, `${SEED}/seed-database.ts`],
      cause:
        "The database refused rows, another writer came in between, or the answer of the server was lost. The message says what stays.",
      cure: "Run it again: it looks first what is there, and goes on. `mode: reset` begins anew.",
    },
    {
      title: "Writing `output`",
      files: [`${SEED}/output/`],
      cause: "The file cannot be written, or the schema cannot be made in it.",
      cure: "Name a path below the workspace that this user may write.",
    },
    {
      title: "Verifying and comparing",
      files: [`${SEED}/verify`, `${SEED}/find-other.ts`, `${SEED}/compare-with-other.ts`],
      cause:
        "What the database holds is not what was generated, or two databases differ: other rows were there, a trigger changes them, or something else writes.",
      cure: "Seed an empty database, or use `mode: reset`; look at the triggers of the table that is named.",
    },
    {
      title: "The summary of action-seed",
      files: [`${SEED}/summary.ts`],
      cause: "The state of a database that was not seeded, or not wholly, as the job summary says it.",
      cure: "The error of the step has the reason.",
    },
  ],
};

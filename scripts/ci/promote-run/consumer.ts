// A throwaway repository as a user has it: a folder of migrations, and a workflow that calls promote.yml.
import { write } from "@libsql-actions/shared/testing/write-files";
import { stringify } from "yaml";
import { released } from "../../names.ts";
import { makeRepository } from "../../throwaway-repository.ts";

/** A migration: what it does, and what takes it back. */
export interface Pair {
  readonly name: string;
  readonly up: string;
  readonly down: string;
}

/** Inputs of promote.yml. */
export type Asked = Readonly<Record<string, string | number | boolean>>;

export const REPOSITORY = "acme/app";
/** The workflow, relative to the repository. */
export const CALLER = ".github/workflows/deploy.yml";
/** What promote.yml takes; the repository has secrets of the same names. */
const SECRETS = [
  "STAGING_DATABASE_URL",
  "STAGING_AUTH_TOKEN",
  "PRODUCTION_DATABASE_URL",
  "PRODUCTION_AUTH_TOKEN",
  "BACKUP_PASSPHRASE",
];

export interface Consumer {
  readonly migrations: readonly Pair[];
  readonly asked: Asked;
  /** The address that the steps are given for GitHub's API. */
  readonly apiUrl: string;
}

/** Makes the repository, with one commit. */
export function makePromoteConsumer(path: string, { migrations, asked, apiUrl }: Consumer): void {
  write(path, {
    [CALLER]: stringify(callerOf(asked)),
    // act reads it for what the runner would set.
    ".env": `GITHUB_API_URL=${apiUrl}\n`,
    ...Object.fromEntries(
      migrations.flatMap(({ name, up, down }) => [
        [`migrations/${name}.up.sql`, up],
        [`migrations/${name}.down.sql`, down],
      ]),
    ),
  });
  makeRepository(path, REPOSITORY);
}

function callerOf(asked: Asked) {
  const promote = {
    uses: released(".github/workflows/promote.yml"),
    permissions: { contents: "read", "pull-requests": "write" },
    with: asked,
    secrets: Object.fromEntries(SECRETS.map((name) => [name, `\${{ secrets.${name} }}`])),
  };
  return { name: "deploy", on: ["push", "pull_request"], permissions: {}, jobs: { promote } };
}

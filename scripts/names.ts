// The names under which the suite is published.

export const OWNER = "libsql-actions";

/** This repository on GitHub. */
export const MONOREPO = `${OWNER}/libsql-actions`;

/** This repository as workflows elsewhere name it: by the tag that moves with its releases. */
export const RELEASE = `${MONOREPO}@v1`;

/** The same for an action or a workflow in it. @param path relative to the repository */
export function released(path: string): string {
  return RELEASE.replace("@", `/${path}@`);
}

/** The actions, which have repositories of their own besides: folder here, name there. */
export const ACTIONS = ["action-setup-libsql", "action-migrate", "action-seed", "action-validate-secrets"] as const;

// The commands that work on a database, by name.
import type { Command } from "../inputs.ts";
import type { Session } from "../session.ts";
import { backup } from "./backup.ts";
import { baseline } from "./baseline.ts";
import { down } from "./down.ts";
import { drift } from "./drift.ts";
import { plan } from "./plan.ts";
import { repair } from "./repair.ts";
import { restore } from "./restore.ts";
import { status } from "./status.ts";
import { up } from "./up.ts";
import { verify } from "./verify.ts";

/** All but those that need no database, or look after theirs by themselves. */
export type DatabaseCommand = Exclude<Command, "create" | "validate">;

export interface CommandSpec {
  readonly run: (session: Session) => Promise<void>;
  /** It changes the database. */
  readonly writes: boolean;
  /** It makes a file that does not exist yet. */
  readonly makes?: true;
  /** A file that does not exist yet counts as an empty database; for commands that only look. */
  readonly acceptsMissing?: true;
}

export const COMMANDS: Readonly<Record<DatabaseCommand, CommandSpec>> = {
  up: { run: up, writes: true, makes: true },
  down: { run: down, writes: true },
  status: { run: status, writes: false, acceptsMissing: true },
  plan: { run: plan, writes: false, acceptsMissing: true },
  verify: { run: verify, writes: false },
  drift: { run: drift, writes: false },
  baseline: { run: baseline, writes: true, makes: true },
  repair: { run: repair, writes: true },
  backup: { run: backup, writes: false },
  restore: { run: restore, writes: true, makes: true },
};

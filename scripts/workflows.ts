// The workflows of the repository: where they stand, and what is in them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { findFiles } from "./find-files.ts";

/** What is looked at of a step. */
export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly permissions?: unknown;
  readonly environment?: string;
  readonly concurrency?: unknown;
  readonly "timeout-minutes"?: number;
  /** A job that calls a workflow has none. */
  readonly steps?: readonly Step[];
}

export interface Workflow {
  /** Event → how it is narrowed, or what it takes. */
  readonly on: unknown;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The paths of the repository's own workflows, relative to `root`. */
export function ownWorkflows(root: string): string[] {
  return findFiles(root, ".github/workflows/*.{yml,yaml}");
}

/** Those of the examples, each of which is a repository to be copied. */
export function exampleWorkflows(root: string): string[] {
  return findFiles(root, "examples/*/.github/workflows/*.{yml,yaml}");
}

/** @throws when it is not there, or no YAML */
export function readWorkflow(root: string, file: string): Workflow {
  return parse(readFileSync(join(root, file), "utf8"));
}

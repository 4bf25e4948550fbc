// What the tests of interchange need of a migration tool: what its folder looks like, how it is run, and what it records.
import type { Step } from "./steps.ts";

/** A database, and the folder of migrations for it. */
export interface Place {
  /** `file:/…` or `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Path of the database; empty on a server. */
  readonly file: string;
  /** Absolute path of the migrations. */
  readonly folder: string;
}

export interface Tool {
  /** Its name and version. */
  readonly name: string;
  /** What the input `format` calls it. */
  readonly format: string;
  readonly on: "file" | "server";
  /** The folder with these steps in it: texts by path. */
  readonly files: (steps: readonly Step[]) => Readonly<Record<string, string>>;
  /** Applies everything that is pending. */
  readonly up: (place: Place) => Promise<void>;
  /** Takes the newest back; undefined for a tool that cannot. */
  readonly down: ((place: Place) => Promise<void>) | undefined;
  /** The numbers of the steps that it says are pending; undefined for a tool that does not tell. */
  readonly pending: ((place: Place) => Promise<number[]>) | undefined;
  /** Its folders hold scripts that take back. */
  readonly reversible: boolean;
  /** Where its own run keeps the children of a parent that is rebuilt: foreign keys are off, or were never on. */
  readonly rebuilds: boolean;
  /** Where it keeps its history. */
  readonly table: string;
  /** Selects of that what every run has to come to: what is applied, and of times, durations and ids only their types. */
  readonly history: string;
}

/** The number of a step in a version, `0003` or `20260101000003`. */
export function numberOf(version: string): number {
  return Number(version.slice(-1));
}

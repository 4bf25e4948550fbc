// A repository outside of this one, whose workflows use the actions by the names under which they are published.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { makeRepository } from "../throwaway-repository.ts";

/** Its files, as they stand here. */
export const CONSUMER = join(import.meta.dirname, "consumer");

/** Makes the repository at `path`, with one commit. */
export function makeConsumer(path: string): void {
  cpSync(CONSUMER, path, { recursive: true });
  makeRepository(path, "acme/podcasts");
}

// Two servers that play staging and production, and what a repository would hold as secrets for them.
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { startGuardedServer } from "../guarded-server.ts";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

export const PLACES = ["staging", "production"] as const;
export type Place = (typeof PLACES)[number];

export interface Stage {
  readonly databases: Readonly<Record<Place, StagedDatabase>>;
  stop(): Promise<void>;
}

export interface StagedDatabase {
  readonly url: string;
  /** Worth nothing to the other database: each server has a key of its own. */
  readonly token: string;
  look(): Promise<Snapshot>;
  /** Writes as an application does, past all migrations. */
  write(statements: readonly string[]): Promise<void>;
}

const TOKEN_DAYS = 90;

/** Starts both, with everything of theirs below `folder`. */
export async function setStage(folder: string): Promise<Stage> {
  const started = await Promise.allSettled(PLACES.map((place) => start(folder, place)));
  const servers = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const stop = async () => {
    await Promise.all(servers.map((one) => one.stop()));
  };
  const [staging, production] = servers;
  if (staging === undefined || production === undefined) {
    await stop();
    throw new AggregateError(
      started.flatMap((one) => (one.status === "rejected" ? [one.reason] : [])),
      "a server did not start",
    );
  }
  return { databases: { staging, production }, stop };
}

async function start(folder: string, place: Place): Promise<StagedDatabase & { stop(): Promise<void> }> {
  // Two tokens with the same claims would have a part in common, and look leaked when the other one is.
  const { url, token, stop } = await startGuardedServer(join(folder, place), TOKEN_DAYS + PLACES.indexOf(place));
  return {
    url,
    token,
    look: () => takeSnapshot(url, token),
    write: async (statements) => {
      const client = createClient({ url, authToken: token });
      await client.batch([...statements], "write").finally(() => client.close());
    },
    stop,
  };
}

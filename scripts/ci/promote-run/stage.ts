// Two servers that play staging and production, and what a repository would hold as secrets for them.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createClient } from "@libsql/client";
import { tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startSqld } from "@libsql-actions/shared/testing/sqld";
import { type Snapshot, takeSnapshot } from "./snapshot.ts";

export const PLACES = ["staging", "production"] as const;
export type Place = (typeof PLACES)[number];

export interface Stage {
  readonly databases: Readonly<Record<Place, StagedDatabase>>;
  stop(): Promise<void>;
}

export interface StagedDatabase {
  readonly url: string;
  /** Of a key of its own: a token of one database is worth nothing to the other. */
  readonly token: string;
  look(): Promise<Snapshot>;
  /** Writes as an application does, past all migrations. */
  write(statements: readonly string[]): Promise<void>;
}

const EXPIRES_AFTER_SECONDS = 90 * 86_400;

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
  const issuer = tokenIssuer();
  const directory = join(folder, place);
  await mkdir(directory);
  const authJwtKeyFile = join(directory, "key.pem");
  await writeFile(authJwtKeyFile, issuer.publicKey);
  // Two tokens with the same claims would have a part in common, and look leaked when the other one is.
  const now = Math.floor(Date.now() / 1_000) - PLACES.indexOf(place);
  const token = issuer.token({ a: "rw", iat: now, exp: now + EXPIRES_AFTER_SECONDS });
  const { url, stop } = await startSqld({ directory, authJwtKeyFile });
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

// A server that asks for tokens, as Turso Cloud does, for what runs under act.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TokenIssuer, tokenIssuer } from "@libsql-actions/shared/testing/jwt";
import { startSqld } from "@libsql-actions/shared/testing/sqld";

export interface GuardedServer {
  readonly url: string;
  /** Has the only key that the server knows. */
  readonly issuer: TokenIssuer;
  /** With full access. */
  readonly token: string;
  stop(): Promise<void>;
}

const DAY_SECONDS = 86_400;

/** Starts a server with a key of its own. @param folder for all that it keeps; it is made @param days how long its token is good */
export async function startGuardedServer(folder: string, days = 30): Promise<GuardedServer> {
  await mkdir(folder);
  const issuer = tokenIssuer();
  const authJwtKeyFile = join(folder, "key.pem");
  await writeFile(authJwtKeyFile, issuer.publicKey);
  const { url, stop } = await startSqld({ directory: folder, authJwtKeyFile });
  const token = issuer.token({ a: "rw", exp: Math.floor(Date.now() / 1_000) + days * DAY_SECONDS });
  return { url, issuer, token, stop };
}

// Makes the key pair that servers verify tokens with, and one token each for full and for read-only access.
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { writeFileSync } from "node:fs";

export interface ServerTokens {
  /** PEM file with the public key, for sqld's `--auth-jwt-key-file`. The private key is never written anywhere. */
  readonly keyFile: string;
  readonly fullAccess: string;
  readonly readOnly: string;
}

/** Long enough for any job, and no test of expiry warns about it. */
const LIFETIME_S = 30 * 86_400;

/**
 * Makes an Ed25519 key and tokens in the form sqld takes (libsql-server src/auth/user_auth_strategies/jwt.rs): claim `a` is `rw` or `ro`.
 * @param nowMs the current time
 */
export function makeServerTokens(keyFile: string, nowMs: number): ServerTokens {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(keyFile, publicKey.export({ type: "spki", format: "pem" }), { mode: 0o600 });
  const issuedAt = Math.floor(nowMs / 1_000);
  const token = (access: "rw" | "ro") => signToken(privateKey, { a: access, iat: issuedAt, exp: issuedAt + LIFETIME_S });
  return { keyFile, fullAccess: token("rw"), readOnly: token("ro") };
}

/** A JWT signed with EdDSA (RFC 8037). */
function signToken(key: KeyObject, claims: Readonly<Record<string, unknown>>): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode({ alg: "EdDSA", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${sign(null, Buffer.from(signed), key).toString("base64url")}`;
}

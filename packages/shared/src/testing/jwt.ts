// Makes database tokens of every kind for tests, good and bad: an Ed25519 key, and JWTs signed with it.
import { generateKeyPairSync, sign } from "node:crypto";

export interface TokenIssuer {
  /** What sqld's `--auth-jwt-key-file` takes. */
  readonly publicKey: string;
  /** A token with these claims. `header` is put over the right one. */
  token(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string;
}

/** An issuer with a new key pair. */
export function tokenIssuer(): TokenIssuer {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    token(claims, header = {}) {
      const signed = `${encode({ alg: "EdDSA", typ: "JWT", ...header })}.${encode(claims)}`;
      return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`;
    },
  };
}

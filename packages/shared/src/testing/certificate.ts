// Makes a self-signed certificate for TLS servers in tests, so that no key has to lie in the repository.
import { generateKeyPairSync, sign } from "node:crypto";

/** A DER element (ITU-T X.690 §8.1): tag, length, content. */
function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const octets = (content: Buffer) => der(0x04, content);
const TRUE = der(0x01, Buffer.from([0xff]));
const ED25519 = sequence(objectId("2b6570"));
const COMMON_NAME = "550403";
const SUBJECT_ALTERNATIVE_NAME = "551d11";
const BASIC_CONSTRAINTS = "551d13";

/** A key and a certificate in PEM for 127.0.0.1, localhost and `hosts`, valid until 2049 (RFC 5280 §4.1). */
export function makeCertificate(hosts: readonly string[] = []): { key: string; cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const name = sequence(der(0x31, sequence(objectId(COMMON_NAME), der(0x0c, Buffer.from("libsql-actions test")))));
  const time = (text: string) => der(0x17, Buffer.from(text));
  const hostNames = ["localhost", ...hosts].map((host) => der(0x82, Buffer.from(host)));
  const extensions = sequence(
    sequence(objectId(BASIC_CONSTRAINTS), TRUE, octets(sequence(TRUE))),
    sequence(objectId(SUBJECT_ALTERNATIVE_NAME), octets(sequence(der(0x87, Buffer.from([127, 0, 0, 1])), ...hostNames))),
  );
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    ED25519,
    name,
    sequence(time("250101000000Z"), time("491231235959Z")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = der(0x03, Buffer.from([0]), sign(null, content, privateKey));
  const lines =
    sequence(content, ED25519, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
  };
}

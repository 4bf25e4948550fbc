// Seals a value for GitHub as libsodium's `crypto_box_seal` does (https://doc.libsodium.org/public-key_cryptography/sealed_boxes):
// node:crypto has X25519, and not the cipher.
import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from "node:crypto";
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { blake2b } from "@noble/hashes/blake2.js";

const NONCE_BYTES = 24;
/** `expand 32-byte k`, as four words. */
const SIGMA = Uint32Array.of(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574);

/**
 * The sealed box of a text, in base64. Only the holder of the private key can open it, and nobody can tell who sealed it.
 * @param publicKey X25519, 32 bytes
 * @throws an `Error` for a key that is none
 */
export function sealedBox(text: string, publicKey: Uint8Array): string {
  const ephemeral = generateKeyPairSync("x25519");
  const ephemeralKey = rawKey(ephemeral.publicKey);
  const shared = sharedPoint(ephemeral.privateKey, publicKey);
  const nonce = blake2b(Buffer.concat([ephemeralKey, publicKey]), { dkLen: NONCE_BYTES });
  const box = xsalsa20poly1305(boxKey(shared), nonce).encrypt(Buffer.from(text, "utf8"));
  return Buffer.concat([ephemeralKey, box]).toString("base64");
}

function sharedPoint(privateKey: KeyObject, publicKey: Uint8Array): Buffer {
  try {
    return diffieHellman({ privateKey, publicKey: keyOf(publicKey) });
  } catch {
    throw new Error("The store's public key is none that anything can be sealed with."); // OpenSSL's own words name its functions.
  }
}

/** The key of `crypto_box`: HSalsa20 of the shared point and a nonce of zeros. */
function boxKey(shared: Buffer): Uint8Array {
  const words = Uint32Array.from({ length: 8 }, (_, index) => shared.readUInt32LE(index * 4));
  const key = new Uint32Array(8);
  hsalsa(SIGMA, words, new Uint32Array(4), key);
  const bytes = Buffer.alloc(32);
  for (const [index, word] of key.entries()) bytes.writeUInt32LE(word, index * 4);
  return bytes;
}

function keyOf(bytes: Uint8Array): KeyObject {
  return createPublicKey({
    key: { kty: "OKP", crv: "X25519", x: Buffer.from(bytes).toString("base64url") },
    format: "jwk",
  });
}

function rawKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
}

import fc from "fast-check";
import sodium from "libsodium-wrappers";
import { describe, expect, it } from "vitest";
import { sealedBox } from "./sealed-box.ts";

describe("sealedBox", async () => {
  await sodium.ready;
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  const opened = (box: string) =>
    Buffer.from(sodium.crypto_box_seal_open(Buffer.from(box, "base64"), publicKey, privateKey)).toString("utf8");

  it("is opened by libsodium, whatever is in it", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => opened(sealedBox(text, publicKey)) === text));
  });

  it("is another one each time, and 48 bytes longer", () => {
    const [one, other] = [sealedBox("value", publicKey), sealedBox("value", publicKey)];
    expect(one).not.toBe(other);
    expect(Buffer.from(one, "base64")).toHaveLength(5 + 48);
  });

  it("is not opened by another key, nor when a bit of it is another", () => {
    const stranger = sodium.crypto_box_keypair();
    const box = Buffer.from(sealedBox("value", publicKey), "base64");
    expect(() => sodium.crypto_box_seal_open(box, stranger.publicKey, stranger.privateKey)).toThrow();
    box[40] = (box[40] ?? 0) ^ 1;
    expect(() => opened(box.toString("base64"))).toThrow();
  });

  it.each([
    ["too short", new Uint8Array(31).fill(9)],
    ["a point of low order", new Uint8Array(32)],
  ])("refuses a key that is %s", (_, key) => {
    expect(() => sealedBox("value", key)).toThrow("The store's public key is none");
  });
});

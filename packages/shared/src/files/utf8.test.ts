import { expect, it } from "vitest";
import { decodeText, strictDecoder } from "./utf8.ts";

it("reads UTF-8 as it is, with its byte order mark", () => {
  expect(decodeText(Buffer.from("\uFEFFä\0"))).toBe("\uFEFFä\0");
  expect(decodeText(new ArrayBuffer(0))).toBe("");
});

it("gives nothing of bytes that are no text, and reads the next ones all the same", () => {
  expect(decodeText(Uint8Array.of(0x61, 0xc3))).toBeUndefined();
  expect(decodeText(Uint8Array.of(0xa4))).toBeUndefined();
  expect(decodeText(Uint8Array.of(0xc3, 0xa4))).toBe("ä");
});

it("reads other encodings too", () => {
  const decoder = strictDecoder("utf-16le");
  expect(decodeText(Buffer.from("ä", "utf16le"), decoder)).toBe("ä");
  expect(decodeText(Uint8Array.of(0x00, 0xd8), decoder)).toBeUndefined();
});

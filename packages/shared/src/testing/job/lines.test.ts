import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineSplitter, splitLines } from "./lines.ts";

function linesOf(...chunks: (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  splitter.end();
  return lines;
}

describe("lineSplitter", () => {
  it("ends a line at LF, CR LF and a lone CR, and keeps empty lines", () => {
    expect(linesOf("a\nb\r\nc\rd\n\ne")).toEqual(["a", "b", "c", "d", "", "e"]);
  });

  it("takes a CR LF that is torn between two chunks for one line end", () => {
    expect(linesOf("a\r", "\nb\n")).toEqual(["a", "b"]);
    expect(linesOf("a\r", "b")).toEqual(["a", "b"]);
  });

  it("does not end a line at the Unicode separators that other readers take for line ends", () => {
    expect(linesOf("a\u2028b\u2029c\u0085d\n")).toEqual(["a\u2028b\u2029c\u0085d"]);
  });

  it("has no last line after a final line end, drops a byte order mark, and survives broken UTF-8", () => {
    expect(linesOf("a\n")).toEqual(["a"]);
    expect(linesOf("")).toEqual([]);
    expect(linesOf("\ufeffa")).toEqual(["a"]);
    expect(linesOf(Uint8Array.of(0x61, 0xff, 0x0a))).toEqual(["a\ufffd"]);
  });

  it("gives the same lines however the bytes are cut", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "\r", "\n", "\u00e9", "\u{1f642}", " ") });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 7 }), (whole, size) => {
        const bytes = Buffer.from(whole);
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
        expect(linesOf(...chunks)).toEqual(splitLines(whole));
      }),
    );
  });
});

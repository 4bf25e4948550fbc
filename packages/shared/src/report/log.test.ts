import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { annotationText, foreignLines, line, note, plainLine, warn } from "./log.ts";
import { maskSecret } from "./secrets.ts";

let written = "";
beforeEach(() => {
  written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

describe("plainLine", () => {
  it.each([
    ["plain text", "plain text"],
    ["a\nb\r\nc", "a b c"],
    ["tab\tstays", "tab\tstays"],
    ["\u001b[31mred\u001b[0m \u001b[?25l", "red "],
    ["::set-env name=A::b", ": :set-env name=A::b"],
    ["  ::add-path::/x", "  : :add-path::/x"],
    ["\n::stop-commands::x", " : :stop-commands::x"],
    ["\u200b::debug::x", " : :debug::x"],
    ["\u00ad:\u00ad:debug::x", " : :debug::x"],
    [":\u200b:debug::x", ": :debug::x"],
    ["\u001b[0m::debug::x", ": :debug::x"],
    ["x ##[error]y ##\u200b[group]", "x ## [error]y ## [group]"],
    ["a :: b", "a :: b"],
  ])("makes %j harmless", (text, expected) => expect(plainLine(text)).toBe(expected));

  it("never yields a line that the runner takes for a command", () => {
    const piece = fc.constantFrom(
      ":",
      "::",
      "#",
      "##",
      "[",
      "##[",
      " ",
      "\n",
      "\r",
      "\u001b[",
      "m",
      "\u200b",
      "\u00ad",
      "\u0085",
      "\u2028",
      "x",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const shown = plainLine(pieces.join(""));
        // The runner trims, and compares by culture: what is ignorable there does not count.
        const seen = shown.replace(/[\p{Cf}\p{Cc}]/gu, (character) => (character === "\t" ? "\t" : "")).trimStart();
        expect(seen.startsWith("::")).toBe(false);
        expect(seen).not.toContain("##[");
        expect(shown).not.toMatch(/[\r\n\u2028\u2029\u0085]/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("takes out a secret, also one that colours split", () => {
    maskSecret("a-secret-value");
    expect(plainLine("x a-secret-value a-sec\u001b[1mret-value")).toBe("x *** ***");
  });
});

it("writes lines and annotations without any of it acting as a command", () => {
  line("::error::x");
  warn("one\n::set-env name=A::b\u001b[31m");
  note("100% ##[x]");
  expect(written).toBe(": :error::x\n::warning::one%0A: :set-env name=A::b\n::notice::100%25 ## [x]\n");
});

it("bounds an annotation", () => {
  expect(annotationText("é".repeat(70_000))).toHaveLength(4_001);
});

it("prints foreign lines in a group with commands switched off", () => {
  foreignLines("log of\n::db-1::", ["::stop-commands::x", "ok"]);
  const [group, stop, first, second, resume, end] = written.split("\n");
  const token = /^::stop-commands::([0-9a-f-]{36})$/.exec(stop ?? "")?.[1];
  expect([group, first, second, resume, end]).toEqual([
    "::group::log of ::db-1::",
    ": :stop-commands::x",
    "ok",
    `::${token}::`,
    "::endgroup::",
  ]);
});

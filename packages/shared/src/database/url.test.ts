import { expandConfig } from "@libsql/core/config";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FileUrl, fileUrl, parseDatabaseUrl, type RemoteUrl } from "./url.ts";

const HOME = "/work space";
const parse = (text: string) => parseDatabaseUrl(text, HOME, "linux");

describe("local databases", () => {
  it.each([":memory:", "file::memory:"])("%s is memory", (text) =>
    expect(parse(text)).toEqual({ kind: "memory", url: ":memory:" }),
  );

  it.each([
    ["file:a.db", "/work space/a.db"],
    ["file:./a.db", "/work space/a.db"],
    ["file:../a.db", "/a.db"],
    ["file:/abs/a.db", "/abs/a.db"],
    ["file:///abs/a.db", "/abs/a.db"],
    ["file://localhost/abs/a.db", "/abs/a.db"],
    ["FILE:/abs/a.db", "/abs/a.db"],
    ["file:/a%20b%3F.db", "/a b?.db"],
    ["file:größe/漢字.db", "/work space/größe/漢字.db"],
  ])("%s is %s", (text, path) => expect(parse(text)).toEqual({ kind: "file", path, url: fileUrl(path, "linux") }));

  it.each([
    ["file:D:/a/b.db", "D:/a/b.db"],
    ["file:///D:/a/b.db", "D:/a/b.db"],
    ["file:D:\\a\\b.db", "D:\\a\\b.db"],
    ["file:b.db", "C:\\w\\b.db"],
  ])("on Windows %s is %s", (text, path) => {
    const url = parseDatabaseUrl(text, "C:\\w", "win32");
    expect(url).toEqual({ kind: "file", path, url: `file:${path.replaceAll("\\", "/")}` });
  });

  it.each([
    ["file:", "it names no file"],
    ["file://", "write an absolute path as"],
    ["file://tmp/x", "write an absolute path as"],
    ["file://localhost", "write an absolute path as"],
    ["file:a.db?mode=ro", "a `file:` URL has no parameters"],
    ["file:a.db#x", "a `file:` URL has no parameters"],
    ["file:100%.db", "a `%` in it does not begin an escape"],
    ["file:a%00b", "its path holds control characters"],
    ["file:a%0Ab", "its path holds control characters"],
    ["file:a\nb", "it holds control characters"],
  ])("refuses %j", (text, reason) => expect(() => parse(text)).toThrow(reason));
});

describe("remote databases", () => {
  const remote = (url: string, host: string, more: Partial<RemoteUrl> = {}) => ({
    kind: "remote",
    url,
    host,
    loopback: false,
    encrypted: true,
    ...more,
  });
  it.each([
    ["libsql://db-org.turso.io", remote("https://db-org.turso.io", "db-org.turso.io")],
    ["libsql://db-org.turso.io/", remote("https://db-org.turso.io", "db-org.turso.io")],
    ["LIBSQL://DB-Org.Turso.io", remote("https://db-org.turso.io", "db-org.turso.io")],
    ["https://db.test", remote("https://db.test", "db.test")],
    ["https://db.test:443", remote("https://db.test", "db.test")],
    ["wss://db.test:8443", remote("https://db.test:8443", "db.test:8443")],
    ["http://db.test", remote("http://db.test", "db.test", { encrypted: false })],
    ["ws://127.0.0.1:8080", remote("http://127.0.0.1:8080", "127.0.0.1:8080", { encrypted: false, loopback: true })],
    ["http://localhost:8080", remote("http://localhost:8080", "localhost:8080", { encrypted: false, loopback: true })],
    ["http://[::1]:8080", remote("http://[::1]:8080", "[::1]:8080", { encrypted: false, loopback: true })],
    ["http://127.1:8080", remote("http://127.0.0.1:8080", "127.0.0.1:8080", { encrypted: false, loopback: true })],
    ["http://0x7f.1", remote("http://127.0.0.1", "127.0.0.1", { encrypted: false, loopback: true })],
    [
      "http://localhost:8080/dev/ns/",
      remote("http://localhost:8080/dev/ns", "localhost:8080", { encrypted: false, loopback: true }),
    ],
    ["libsql://h:8080?tls=0", remote("http://h:8080", "h:8080", { encrypted: false })],
    ["libsql://h:443?tls=0", remote("http://h:443", "h:443", { encrypted: false })],
    ["libsql://h:80?tls=0", remote("http://h", "h", { encrypted: false })],
    ["libsql://h:80", remote("https://h:80", "h:80")],
    ["libsql://h?tls=1", remote("https://h", "h")],
    ["https://h?tls=1", remote("https://h", "h")],
    ["libsql://h?authToken=a%2Bb.c&tls=1", remote("https://h", "h", { token: "a+b.c" })],
    ["libsql://h?authToken=", remote("https://h", "h")],
    ["https://bücher.test", remote("https://xn--bcher-kva.test", "xn--bcher-kva.test")],
    ["https://good.test\\@evil.test", remote("https://good.test/@evil.test", "good.test")],
  ])("%s", (text, expected) => expect(parse(text)).toEqual(expected));

  it.each([
    ["db.sqlite", "use `file:…`"],
    ["/abs/db.sqlite", "use `file:…`"],
    ["sqlite:a.db", "use `file:…`"],
    ["postgres://h/db", "use `file:…`"],
    ["", "use `file:…`"],
    ["libsql:h", "write `libsql://host`"],
    ["https:/h", "write `https://host`"],
    ["https://", "host or port is not valid"],
    ["https://h:99999", "host or port is not valid"],
    ["https://a b", "host or port is not valid"],
    ["https://user:pw@h", "credentials cannot stand in it"],
    ["https://user@h", "credentials cannot stand in it"],
    ["https://h#x", "it has a `#` part"],
    ["https://h?token=x", "unknown parameter"],
    ["https://h?tls=2", "`tls` is 0 or 1"],
    ["https://h?tls=0", "`tls=0` contradicts `https:`"],
    ["ws://h?tls=1", "`tls=1` contradicts `ws:`"],
    ["libsql://h?tls=0", "`tls=0` needs a port"],
    ["libsql://[::1]?tls=0", "`tls=0` needs a port"],
    ["libsql://h,secret", "its host is no name"],
    ["libsql://h;authToken=secret", "its host is no name"],
    ["libsql://h%2Csecret", "its host is no name"],
    ["https://h\u0000", "control characters"],
    ["https://h\r\nx: y", "control characters"],
  ])("refuses %j", (text, reason) => expect(() => parse(text)).toThrow(reason));
});

describe("fileUrl", () => {
  it.each([
    ["/a b/c?#%.db", "linux", "file:/a b/c%3F%23%25.db"],
    ["/back\\slash", "linux", "file:/back\\slash"],
    ["//two", "linux", "file:////two"],
    ["D:\\a\\b.db", "win32", "file:D:/a/b.db"],
    ["\\\\server\\share\\b.db", "win32", "file:////server/share/b.db"],
  ] as const)("writes %s on %s", (path, platform, url) => expect(fileUrl(path, platform)).toBe(url));

  const name = fc
    .oneof(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[%?#:@/\\.~ a0]{0,8}$/))
    .filter((text) => !/[\u0000-\u001f\u007f]/.test(text));

  it("is read back to the same path, by us and by libSQL's own reader", () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
        const path = `/${names.join("/")}`;
        const url = fileUrl(path, "linux");
        expect((parse(url) as FileUrl).path).toBe(path);
        expect(parse(url).url).toBe(url);
        expect(expandConfig({ url }, true)).toMatchObject({ scheme: "file", path });
      }),
      { numRuns: 1_000, examples: [[["", "\u2028"]]] },
    );
  });

  it("is read back to the same path on Windows", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("C:\\", "d:\\", "\\\\server\\share\\"),
        fc.array(name, { minLength: 1, maxLength: 3 }),
        (root, names) => {
          const path = `${root}${names.join("\\")}`;
          const read = parseDatabaseUrl(fileUrl(path, "win32"), "C:\\", "win32") as FileUrl;
          expect(read.path.replaceAll("/", "\\")).toBe(path.replaceAll("/", "\\"));
        },
      ),
      { numRuns: 500 },
    );
  });
});

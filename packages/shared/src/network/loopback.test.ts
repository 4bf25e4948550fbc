import { expect, it } from "vitest";
import { isLoopback, isLoopbackAddress } from "./loopback.ts";

it("isLoopback holds for names and addresses of this machine only", () => {
  const hosts = ["localhost", "LOCALHOST", "127.0.0.1", "127.255.0.9", "[::1]", "[::ffff:7f00:1]"];
  expect(hosts.map(isLoopback)).toEqual(hosts.map(() => true));
  const others = [
    "0.0.0.0",
    "128.0.0.1",
    "localhost.test",
    "127.0.0.1.test",
    "x127.0.0.1",
    "[::2]",
    "[::ffff:8000:1]",
    "10.0.0.1",
    "",
  ];
  expect(others.map(isLoopback)).toEqual(others.map(() => false));
});

it("isLoopbackAddress reads addresses in any spelling", () => {
  expect(["127.0.0.1", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"].map(isLoopbackAddress)).toEqual([true, true, true, true]);
  expect(["0.0.0.0", "::", "192.168.0.1", "fe80::1"].map(isLoopbackAddress)).toEqual([false, false, false, false]);
});

import { describe, expect, it } from "vitest";
import {
  ConnectTimeoutError,
  faultCode,
  isPassing,
  isUnresolvable,
  isUnsent,
  RedirectError,
  StatusError,
  TimeoutError,
} from "./fault.ts";

const withCode = (code: string, cause?: unknown) => Object.assign(new Error(code, { cause }), { code });
const status = (code: number) => new StatusError("db.test", code, "", undefined);

describe("faultCode", () => {
  it.each([
    ["its own", withCode("ECONNREFUSED"), "ECONNREFUSED"],
    ["the innermost of several", withCode("SERVER_ERROR", withCode("ENOTFOUND")), "ENOTFOUND"],
    ["of a host with several addresses", new AggregateError([withCode("ECONNREFUSED"), new Error("x")]), "ECONNREFUSED"],
    ["no code", new Error("x"), undefined],
    ["no error", "ECONNREFUSED", undefined],
  ])("finds %s", (_, thrown, code) => expect(faultCode(thrown)).toBe(code));

  it("comes to an end with causes in a circle", () => {
    const circle = withCode("ECONNRESET");
    circle.cause = circle;
    expect(faultCode(circle)).toBe("ECONNRESET");
  });
});

type Case = readonly [string, unknown, boolean, boolean];

describe("isPassing", () => {
  // What may pass: with a request that may be repeated, and with one that may not.
  const cases: Case[] = [
    ["refused", withCode("ECONNREFUSED"), true, true],
    ["connect timeout", withCode("UND_ERR_CONNECT_TIMEOUT"), true, true],
    ["reset", withCode("ECONNRESET"), true, false],
    ["closed by the other side", withCode("UND_ERR_SOCKET"), true, false],
    ["timeout", new TimeoutError("late"), true, false],
    ["no such host", withCode("ENOTFOUND"), false, false],
    ["no resolver", withCode("EAI_AGAIN"), false, false],
    ["no HTTP", withCode("HPE_INVALID_CONSTANT"), false, false],
    ["TLS", withCode("ERR_SSL_WRONG_VERSION_NUMBER"), false, false],
    ["redirect", new RedirectError("elsewhere"), false, false],
    ["anything else", new Error("x"), false, false],
    ["429", status(429), true, true],
    ...[408, 500, 502, 503, 504, 520].map((code): Case => [String(code), status(code), true, false]),
    ...[301, 400, 401, 403, 404, 405, 409, 413, 422, 501, 505, 511].map(
      (code): Case => [String(code), status(code), false, false],
    ),
  ];
  it.each(cases)("%s", (_, fault, repeatable, once) =>
    expect([isPassing(fault, true), isPassing(fault, false)]).toEqual([repeatable, once]),
  );
});

it("isUnresolvable tells a host without an address", () =>
  expect([withCode("ENOTFOUND"), withCode("EAI_AGAIN"), withCode("ECONNREFUSED")].map(isUnresolvable)).toEqual([
    true,
    true,
    false,
  ]));

it.each<[string, unknown, boolean]>([
  ["refused", withCode("ECONNREFUSED"), true],
  ["no such host", withCode("ENOTFOUND"), true],
  ["no TLS", withCode("ERR_SSL_WRONG_VERSION_NUMBER"), true],
  ["an expired certificate", withCode("CERT_HAS_EXPIRED"), true],
  ["an unknown issuer", withCode("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), true],
  ["a connection that does not open", new ConnectTimeoutError("db.test opened no connection in 10 s"), true],
  ["reset", withCode("ECONNRESET"), false],
  ["no HTTP", withCode("HPE_INVALID_CONSTANT"), false],
  ["timeout", new TimeoutError("late"), false],
  ["anything else", new Error("x"), false],
])("isUnsent knows whether a request never left: %s", (_, fault, expected) => expect(isUnsent(fault)).toBe(expected));

import { expect, it } from "vitest";
import { StatusError, TimeoutError } from "../network/fault.ts";
import { rateLimitOf, withinLimits } from "./rate-limit.ts";

const answer = (status: number, detail = "", retryAfterMs?: number) =>
  new StatusError("api.github.com", status, detail, retryAfterMs);

it.each([
  ["a primary limit", answer(403, "API rate limit exceeded for user ID 1.")],
  ["a secondary limit", answer(403, "You have exceeded a secondary rate limit.")],
  ["its old name", answer(403, "You have triggered an abuse detection mechanism.")],
  ["a time to wait", answer(403, "", 1_000)],
  ["too many requests", answer(429)],
  ["a limit that was waited for in vain", new TimeoutError("no answer", { cause: answer(429) })],
])("knows %s", (_, fault) => expect(rateLimitOf(fault)).toBeInstanceOf(StatusError));

it.each([
  ["a permission", answer(403, "Resource not accessible by integration")],
  ["an overload that asks to wait", answer(503, "", 1_000)],
  ["a timeout", new TimeoutError("no answer", { cause: answer(502) })],
  ["what is no error", "rate limit"],
])("does not take %s for a limit", (_, fault) => expect(rateLimitOf(fault)).toBeUndefined());

it.each([
  ["too long", answer(403, "", 61_000), 1],
  ["unknown", answer(403, "rate limit"), 1],
  ["waited for elsewhere", answer(429, "", 0), 1],
  ["over at once, again and again", answer(403, "", 0), 3],
])("a limit that is %s is given up on", async (_, fault, tries) => {
  let asked = 0;
  const request = () => {
    asked += 1;
    return Promise.reject(fault);
  };
  await expect(withinLimits(request)).rejects.toBe(fault);
  expect(asked).toBe(tries);
});

import { StatusError, TimeoutError } from "@libsql-actions/shared/network/fault";
import { expect, it } from "vitest";
import { putSecret } from "./put-secret.ts";

const refused = (status: number, retryAfterMs = 0) => new StatusError("api.test", status, "", retryAfterMs);
const CUT = Object.assign(new Error("cut"), { code: "ECONNRESET" });
const UNSENT = Object.assign(new Error("nobody there"), { code: "ECONNREFUSED" });
const SILENT = new TimeoutError("no answer");

/** Puts with these answers, the last of them for ever. @param isWritten what looking shows each time */
async function outcomeOf(answers: readonly ("created" | "updated" | Error)[], isWritten: readonly boolean[] = []) {
  let [puts, looks] = [0, 0];
  const outcome = await putSecret(
    async () => {
      const answer = answers[Math.min(puts++, answers.length - 1)] ?? SILENT;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    async () => isWritten[Math.min(looks++, isWritten.length - 1)] ?? false,
    10_000,
  );
  return { ...outcome, puts, looks };
}

it("writes once where the answer is clear, and does not look", async () => {
  expect(await outcomeOf(["created"])).toEqual({ status: "written", outcome: "created", puts: 1, looks: 0 });
  for (const fault of [refused(403), refused(409), refused(422), refused(429), UNSENT])
    expect(await outcomeOf([fault])).toEqual({ status: "failed", fault, puts: 1, looks: 0 });
});

it.each([
  ["a cut", CUT],
  ["silence", SILENT],
  ["a server error", refused(500)],
])("looks after %s, and takes what it sees", async (_, fault) => {
  expect(await outcomeOf([fault], [true])).toEqual({ status: "written", outcome: undefined, puts: 1, looks: 1 });
});

it("writes again where it does not seem written, and no longer says whether that made it", async () => {
  expect(await outcomeOf([CUT, "updated"])).toEqual({ status: "written", outcome: undefined, puts: 2, looks: 1 });
});

it("is in doubt after a refusal that follows a lost answer: the refusal is about the second try alone", async () => {
  const fault = refused(403);
  expect(await outcomeOf([CUT, fault])).toEqual({ status: "unknown", fault, puts: 2, looks: 2 });
  expect(await outcomeOf([CUT, fault], [false, true])).toEqual({ status: "written", outcome: undefined, puts: 2, looks: 2 });
});

it("gives up in doubt after three tries, and at once where it is asked to wait too long", async () => {
  expect(await outcomeOf([CUT])).toEqual({ status: "unknown", fault: CUT, puts: 3, looks: 3 });
  let puts = 0;
  const put = () => Promise.reject(new Error(`${++puts}`, { cause: CUT }));
  await putSecret(put, async () => false, 10_000, 1);
  expect(puts).toBe(1);
  const fault = refused(503, 3_600_000);
  expect(await outcomeOf([fault])).toEqual({ status: "unknown", fault, puts: 1, looks: 1 });
});

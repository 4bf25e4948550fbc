import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { PayloadError, readPayload } from "./payload.ts";

const directory = mkdtempSync(join(tmpdir(), "payload-"));
afterAll(() => rmSync(directory, { recursive: true }));

const file = join(directory, "event.json");

it("reads any JSON", async () => {
  for (const payload of [{ a: [1] }, [7], null, "text"]) {
    writeFileSync(file, JSON.stringify(payload));
    expect(await readPayload(file)).toEqual(payload);
  }
});

it("says why there is none, and quotes nothing of it", async () => {
  const problemOf = (path: string) =>
    readPayload(path).then(
      () => expect.unreachable("it was read"),
      (problem: unknown) => {
        expect(problem).toBeInstanceOf(PayloadError);
        return (problem as Error).message;
      },
    );
  expect(await problemOf(join(directory, "missing"))).toBe("cannot be read (ENOENT)");
  expect(await problemOf(directory)).toBe("cannot be read (EISDIR)");
  writeFileSync(file, "{ hostile words");
  expect(await problemOf(file)).toBe("is not JSON");
  writeFileSync(file, "");
  truncateSync(file, 30_000_000);
  expect(await problemOf(file)).toBe("has 30000000 bytes");
});

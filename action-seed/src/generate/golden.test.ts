// Golden digests: when one of these changes, every database that was ever seeded changes with it. Raise GENERATOR_VERSION then, and renew the file:
//
//   npx vitest run action-seed/src/generate/golden.test.ts -u
import { expect, it } from "vitest";
import { goldenDigests } from "./golden.ts";

const digests = goldenDigests();

it("every generator makes what it has always made", async () => {
  await expect(digests).toMatchFileSnapshot("golden-digests.txt");
});

it("different generators have different digests", () => {
  const hashes = digests.match(/[0-9a-f]{64}$/gm) ?? [];
  expect(hashes.length).toBeGreaterThan(90);
  expect(new Set(hashes).size).toBe(hashes.length);
});

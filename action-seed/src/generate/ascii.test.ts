import { expect, it } from "vitest";
import { capital, lower } from "./ascii.ts";

it("changes ASCII letters and no others", () => {
  expect(lower("AbZ[@ ÄİΣ")).toBe("abz[@ ÄİΣ");
  expect(["harbor", "Harbor", "", "über", "ß", "1a"].map(capital)).toEqual(["Harbor", "Harbor", "", "über", "ß", "1a"]);
});

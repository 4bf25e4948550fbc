import { expect, it } from "vitest";
import { judgedLeg } from "./judged-leg.ts";

const jobs = [
  { name: "a", passed: true, milliseconds: 1, log: ["one", "two"] },
  { name: "b", passed: false, milliseconds: 1, log: ["three"] },
];
const printed = ["a: one", "a: two", "b: three"];

it("passes where nothing was wrong, although a job has failed", async () => {
  const leg = await judgedLeg("both", async () => ({ problems: [], legs: jobs }));
  expect(leg).toMatchObject({ name: "both", passed: true, log: printed });
});

it("fails with what was wrong before what was printed", async () => {
  const leg = await judgedLeg("both", async () => ({ problems: ["b has failed"], legs: jobs }));
  expect(leg).toMatchObject({ passed: false, log: ["b has failed", ...printed] });
});

it("fails where the run itself does", async () => {
  const leg = await judgedLeg("both", () => Promise.reject(new Error("act is not there")));
  expect(leg).toMatchObject({ passed: false, log: ["act is not there"] });
});

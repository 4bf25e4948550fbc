import { join } from "node:path";
import { expect, it } from "vitest";
import { HOUSE } from "../run-tool.ts";
import { licensesOf, packageFolders } from "./licenses.ts";

it("finds the packages of modules, also inside concatenated ones, but not our own", () => {
  const modules = [
    { nameForCondition: "/r/packages/shared/build/a.js" },
    { nameForCondition: null },
    { nameForCondition: "/r/node_modules/a/lib/a.js", modules: [{ nameForCondition: "/r/node_modules/@s/b/b.js" }] },
    { nameForCondition: "C:\\r\\node_modules\\a\\node_modules\\c\\c.js" },
  ];
  expect([...packageFolders(modules)]).toEqual([
    "/r/node_modules/a",
    "/r/node_modules/@s/b",
    "C:\\r\\node_modules\\a\\node_modules\\c",
  ]);
});

it("writes a paragraph a package, in the same order whatever the order of the modules", () => {
  const modules = ["yaml", "@types/node", "yaml"].map((name) => ({
    nameForCondition: join(HOUSE, "node_modules", name, "x.js"),
  }));
  const text = licensesOf(modules);
  expect(text).toBe(licensesOf(modules.toReversed()));
  expect(text.match(/^(@types\/node|yaml) \d.*\n(MIT|ISC)\n/gm)?.map((head) => head.split(" ")[0])).toEqual([
    "@types/node",
    "yaml",
  ]);
});

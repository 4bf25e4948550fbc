import { expect, it } from "vitest";
import { schemaOf } from "../plan/testing.ts";
import { keysOf } from "./keys.ts";

it("finds the columns of unique indexes, those inside of expressions by their whole names", async () => {
  const { tables } = await schemaOf([
    'CREATE TABLE t (id INTEGER PRIMARY KEY, mail TEXT, Email_Address TEXT, "a b" TEXT, low TEXT, code TEXT UNIQUE)',
    "CREATE UNIQUE INDEX i ON t (lower(email_address))",
    'CREATE UNIQUE INDEX j ON t (trim("A B"))',
  ]);
  const [table = expect.unreachable()] = tables;
  expect([...keysOf(table).keys()].sort()).toEqual(["Email_Address", "a b", "code", "id"]);
});

// How goose 3.27.0 cuts a file, and which it refuses: each case was run with the program itself. Two differ on purpose: a trigger outside of a block,
// which goose cuts in two, and variables, which it puts in.
import { describe, expect, it } from "vitest";
import { readOne, shown } from "../testing.ts";
import { goose } from "./goose.ts";

const TRIGGER = "create trigger t after insert on a begin\n  delete from b;\nend;";

describe("a file is cut", () => {
  it.each<[name: string, text: string, up: string[], down: string[] | undefined, transaction?: boolean]>([
    ["into its parts", "-- +goose Up\nA;\n\n-- +goose Down\nB;\n", ["2 A;"], ["5 B;"]],
    ["with CRLF", "-- +goose Up\r\nA;\r\n-- +goose Down\r\nB;\r\n", ["2 A;"], ["4 B;"]],
    ["without a down part", "-- é\n\n-- +goose Up\nA;", ["4 A;"], undefined],
    ["with an empty down part", "-- +goose Up\nA;\n-- +goose Down", ["2 A;"], []],
    ["in odd letters and spacing", "--+goose UP\nA;\n-- --  +gooseDown --\nB;", ["2 A;"], ["4 B;"]],
    [
      "with blocks",
      "-- +goose Up\n-- +goose StatementBegin\nA;\nB\n-- +goose StatementEnd\nC;",
      ["3 A;", "4 B", "6 C;"],
      undefined,
    ],
    [
      "with a block in each part",
      "-- +goose Up\n-- +goose statementbegin\nA\n-- +goose statementend\n-- +goose Down\n-- +goose StatementBegin\nB\n-- +goose StatementEnd",
      ["3 A"],
      ["7 B"],
    ],
    ["with an empty block", "-- +goose Up\n-- +goose StatementBegin\n-- +goose StatementEnd\n", [], undefined],
    [
      "with a trigger outside of a block",
      `-- +goose Up\n${TRIGGER}`,
      TRIGGER.split("\n").map((line, index) => `${index + 2} ${line}`),
      undefined,
    ],
    ["with comments", "-- +goose Up\n-- x\nA -- y;\n; -- z\n-- w", ["2 -- x", "3 A -- y;", "4 ; -- z", "5 -- w"], undefined],
    ["without a transaction", "-- +goose NO TRANSACTION\n-- +goose Up\nA;\n-- +goose Down\nB;", ["3 A;"], ["5 B;"], false],
    [
      "without a transaction, said last",
      "-- +goose Up\nA;\n-- +goose Down\nB;\n-- +goose no transaction\r\n",
      ["2 A;"],
      ["4 B;"],
      false,
    ],
    [
      "with variables that are not put in",
      "-- +goose Up\n-- +goose ENVSUB ON\nA;\n-- +goose ENVSUB OFF\nB $1;",
      ["3 A;", "5 B $1;"],
      undefined,
    ],
  ])("%s", (_, text, up, down, transaction = true) => {
    const read = readOne(goose, text);
    expect([shown(read.up?.text), shown(read.down?.text)]).toEqual([up, down]);
    expect([read.up?.transaction, read.down?.transaction ?? transaction]).toEqual([transaction, transaction]);
    expect(read.found).toEqual([]);
    const bytes = Buffer.byteLength(text.replaceAll("\r\n", "\n"));
    for (const script of [read.up, read.down]) if (script !== undefined) expect(Buffer.byteLength(script.text)).toBe(bytes);
  });

  it("ends its lines as goose does, in literals too", () => {
    expect(readOne(goose, "-- +goose Up\r\ninsert into a values ('1\r\n2');\r\n").up?.text).toBe(
      "            \ninsert into a values ('1\n2');\n",
    );
  });
});

describe("a file is refused", () => {
  it.each<[name: string, text: string, line: number | undefined, message: string]>([
    ["that is empty", "", undefined, "has no line"],
    ["with comments alone", "-- nothing\n", undefined, "has no line"],
    ["without annotations", "create table a(x);\n", 1, "SQL before"],
    ["with SQL first", "\n/* x */\n-- +goose Up\n", 2, "SQL before"],
    ["with the down part first", "-- +goose Down\nA;\n-- +goose Up\n", 1, "`-- +goose Down` may only stand once"],
    ["with two up parts", "-- +goose Up\nA;\n-- +goose Up\n", 3, "`-- +goose Up` may only stand once"],
    ["with two down parts", "-- +goose Up\n-- +goose Down\n-- +goose Down\n", 3, "`-- +goose Down` may only stand once"],
    ["with an unknown annotation", "-- +goose Up\n-- +goose Upp\n", 2, "does not know it"],
    ["with a comment that has the word", "-- see +goose docs\n-- +goose Up\n", 1, "does not know it"],
    ["with an indented annotation", " -- +goose Up\n", 1, "does not know it"],
    ["with two spaces in one", "-- +goose Up\n-- +goose NO  TRANSACTION\n", 2, "does not know it"],
    ["with the word alone", "-- +goose\n", 1, "does not know it"],
    ["with an annotation in another kind of comment", "/* +goose Up */\n", 1, "SQL before"],
    ["with a block before the parts", "-- +goose StatementBegin\n", 1, "StatementBegin` may only"],
    [
      "with a block in a block",
      "-- +goose Up\n-- +goose StatementBegin\n-- +goose StatementBegin\n",
      3,
      "StatementBegin` may only",
    ],
    ["with a block that has no beginning", "-- +goose Up\n-- +goose StatementEnd\n", 2, "StatementEnd` may only"],
    ["with a block that has no end", "-- +goose Up\n-- +goose StatementBegin\nA;\n", 3, "StatementEnd` follows"],
    [
      "with a block over the parts",
      "-- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose Down\n",
      4,
      "`-- +goose Down` may only",
    ],
    ["with an open statement", "-- +goose Up\nA;\nB\n  C\n", 3, "No `;`"],
    ["with an open statement before the down part", "-- +goose Up\nA\n-- +goose Down\n", 2, "No `;`"],
    ["with a down part within a literal", "-- +goose Up\nA ('\n-- +goose Down\n');\n", 2, "No `;`"],
    ["with a down part within a comment", "-- +goose Up\nA;\n/*\n-- +goose Down\n*/", 3, "No `;`"],
    ["with variables", "-- +goose Up\n-- +goose ENVSUB ON\nA;\n\nB ${Q:-q};\n", 5, "ENVSUB ON` is not supported"],
    ["with a byte order mark", "\ufeff-- +goose Up\nA;\n", 1, "byte order mark"],
  ])("%s", (_, text, line, message) => {
    const read = readOne(goose, text);
    expect(read.found).toEqual([`error directive m/1_a.sql${line === undefined ? "" : `:${line}`}`]);
    expect(read.messages[0]).toContain(message);
  });

  it("when it is taken back only, where its down part does not end", () => {
    const read = readOne(goose, "-- +goose Up\nA;\n-- +goose Down\nB\n");
    expect(read.found).toEqual(["warning directive m/1_a.sql:4"]);
    expect(shown(read.down?.text)).toEqual(["4 B"]);
  });
});

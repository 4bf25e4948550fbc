import { expect, it } from "vitest";
import { lexemes } from "./lexemes.ts";
import { readColumn, readTableShape } from "./table-shape.ts";

function column(sql: string) {
  const parts = lexemes(sql);
  return readColumn(sql, parts, { first: 0, end: parts.length });
}

it.each<[string, object]>([
  ["a", { default: "none", notNull: false, reference: undefined, generated: undefined }],
  ["a TEXT NOT NULL DEFAULT 'x'", { default: "constant", notNull: true, text: "a TEXT NOT NULL DEFAULT 'x'" }],
  ["a INT DEFAULT -1 NOT NULL", { default: "constant", notNull: true }],
  ["a DEFAULT (1)", { default: "constant" }],
  ["a DEFAULT (-1)", { default: "constant" }],
  ["a DEFAULT (1 + 1)", { default: "computed" }],
  ["a DEFAULT (datetime('now')) NOT NULL", { default: "computed", notNull: true }],
  ["a DEFAULT CURRENT_TIMESTAMP", { default: "computed" }],
  ["a DEFAULT (CURRENT_TIMESTAMP)", { default: "computed" }],
  ["a DEFAULT NULL", { default: "null" }],
  ["a DEFAULT (NULL)", { default: "null" }],
  [
    "a REFERENCES p (id) ON UPDATE CASCADE ON DELETE SET DEFAULT",
    { default: "none", reference: { columns: ["a"], table: "p", onDelete: "set default" } },
  ],
  ["a REFERENCES p ON DELETE SET DEFAULT DEFAULT 3", { default: "constant", reference: { onDelete: "set default" } }],
  ["a REFERENCES p NOT DEFERRABLE", { notNull: false, reference: { onDelete: "no action" } }],
  ["a REFERENCES p NOT DEFERRABLE NOT NULL", { notNull: true }],
  ["a REFERENCES p ON DELETE RESTRICT", { reference: { onDelete: "restrict" } }],
  ["a INTEGER PRIMARY KEY", { primaryKey: true, unique: false }],
  ["a UNIQUE CHECK (a > 1)", { unique: true, check: true }],
  ["a AS (b)", { generated: "virtual" }],
  ["a INT GENERATED ALWAYS AS (b) STORED", { generated: "stored" }],
])("reads the column %j", (sql, shape) => expect(column(sql)).toMatchObject(shape));

it("compares definitions whatever their case, spacing, comments and quotes of names", () => {
  expect(column("a TEXT NOT  NULL").form).toBe(column('"A" text /* x */ not null').form);
  expect(column("a DEFAULT 'X'").form).not.toBe(column("a DEFAULT 'x'").form);
});

it("reads keys and references of a table", () => {
  const sql = `(a INTEGER PRIMARY KEY, B UNIQUE, c REFERENCES p ON DELETE CASCADE, d, e,
    PRIMARY KEY (d DESC, e), CONSTRAINT x UNIQUE ("D"), FOREIGN KEY (d, e) REFERENCES q (x, y) ON DELETE SET NULL) STRICT`;
  expect(readTableShape(sql, lexemes(sql), 0)).toMatchObject({
    uniqueKeys: [["a"], ["b"], ["d", "e"], ["d"]],
    references: [
      { columns: ["c"], table: "p", onDelete: "cascade" },
      { columns: ["d", "e"], table: "q", onDelete: "set null" },
    ],
    constraints: [expect.any(String), expect.any(String), expect.any(String), "strict"],
  });
});

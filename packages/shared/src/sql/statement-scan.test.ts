import fc from "fast-check";
import { expect, it } from "vitest";
import { foldIdentifier, quoteIdentifier } from "./identifier.ts";
import { lexemes } from "./lexemes.ts";
import { collectNames, scanStatement } from "./statement-scan.ts";
import { countParameters } from "./tokens.ts";

function scan(sql: string) {
  const collector = collectNames();
  return { ...scanStatement(sql, collector), names: collector.names() };
}

it.each<[string, string[]]>([
  ["INSERT INTO Users (a) VALUES ('x', 1, 2.5, x'00ff', 0xFF)", ["insert", "into", "users", "a", "values", "x"]],
  ["DROP TABLE 'My Table'", ["drop", "table", "my table"]],
  ["UPDATE main.'t' SET \"a\"\"b\" = [c d], `e``f` = ''", ["update", "main", "t", "set", 'a"b', "c d", "e`f"]],
])("gathers the names of %j", (sql, names) => expect(scan(sql).names).toEqual(names));

it.each([
  ["SELECT 1", -1, -1],
  ["SELECT ?", 7, -1],
  ["SELECT a, :b", 10, -1],
  ["SELECT $x", 7, -1],
  ["SELECT @x", 7, -1],
  ["SELECT '?', \"?\", /* ? */ 1", -1, -1],
  ["SELECT ${x}", -1, 7],
  ["SELECT a_${x}", -1, 9],
  ["SELECT {{ x }}", -1, 7],
  ["SELECT '${x}'", -1, -1],
  ["SELECT a$b", -1, -1],
])("finds parameter and placeholder of %j", (sql, parameter, placeholder) => {
  expect(scan(sql)).toMatchObject({ parameter, placeholder });
});

it("gathers every name of a statement, and sees a parameter where there is one", () => {
  const part = fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }).map(quoteIdentifier),
    fc.constantFrom("a", "B", "'t'", "'it''s'", "12", "x'00'", ".", "(", ",", "=", "?", ":n", "-- c\n", "/* ? */", "é"),
  );
  fc.assert(
    fc.property(fc.array(part), (parts) => {
      const sql = parts.join(" ");
      const { names, parameter } = scan(sql);
      for (const { kind, value } of lexemes(sql))
        if (kind === "name" || kind === "word") expect(names).toContain(foldIdentifier(value));
      expect(parameter !== -1).toBe(countParameters(sql) > 0);
    }),
  );
});

// One way to write an expression: keywords, names, literals and the words that can be either.
import { describe, expect, it } from "vitest";
import { normalText } from "./normal-text.ts";

describe("normalText", () => {
  it.each<[written: string, normal: string]>([
    ["a  >/* x */1 -- end", "a > 1"],
    ['"A"=[a] and `a`!=A', "a = a AND a != a"],
    ['"a b" || [x"y]', '"a b" || "x""y"'],
    ["GrößE", '"größe"'],
    ["'It''s' || 'A'", "'It''s' || 'A'"],
    ["x'aB' || X'00'", "X'AB' || X'00'"],
    ["1E5 + 0XfF", "1e5 + 0xff"],
    ["- 1 - -2 - - -3 + ~ 4", "-1 - -2 - - -3 + ~4"],
    ["(a)*(-b)", "(a) * (-b)"],
    ["lower ( A ) in ('x' ,'y')", "lower(a) IN ('x', 'y')"],
    [
      "count ( * ) filter (where x) over (partition by y order by z desc nulls last)",
      "count(*) FILTER (WHERE x) OVER (PARTITION BY y ORDER BY z DESC NULLS LAST)",
    ],
    ["sum(x) over w", "sum(x) OVER w"],
    ["cast ( a as varchar ( 10 ) )", "CAST(a AS VARCHAR(10))"],
    ["a collate nocase", "a COLLATE NOCASE"],
    ["a is true and b is not false", "a IS TRUE AND b IS NOT FALSE"],
    ['a is "true"', 'a IS "true"'],
    ["a like 'x' escape '!' or b not glob c", "a LIKE 'x' ESCAPE '!' OR b NOT GLOB c"],
    ['key > 1 and t."order" > "end"', '"key" > 1 AND t."order" > "end"'],
    ["case end when 1 then desc else end end", 'CASE "end" WHEN 1 THEN "desc" ELSE "end" END'],
    ["replace(a, 'x', 'y') || \"replace\"(b, c, d)", "replace(a, 'x', 'y') || replace(b, c, d)"],
    ["replace into t values (1)", "REPLACE INTO t VALUES (1)"],
    ["insert or replace into t select 1", "INSERT OR REPLACE INTO t SELECT 1"],
    ["select raise ( abort , 'no' )", "SELECT RAISE(ABORT, 'no')"],
    ["select 1 as Alias from 'T' as U", "SELECT 1 AS Alias FROM t AS U"],
    ["a is not distinct from 'T'", "a IS NOT DISTINCT FROM 'T'"],
    ["select left.right from left natural left outer join x", 'SELECT "left"."right" FROM "left" NATURAL LEFT OUTER JOIN x'],
    [
      "with recursive c as materialized (select 1) select * from c",
      "WITH RECURSIVE c AS MATERIALIZED (SELECT 1) SELECT * FROM c",
    ],
    ["select a, * from t limit 1 offset 2", "SELECT a, * FROM t LIMIT 1 OFFSET 2"],
    ["a -> '$.x' ->> 0", "a -> '$.x' ->> 0"],
    ["current_time > Current_Date", "CURRENT_TIME > CURRENT_DATE"],
  ])("%s", (written, normal) => {
    expect(normalText(written)).toBe(normal);
    expect(normalText(normal)).toBe(normal);
  });

  it("gives names the letters of their definition", () => {
    expect(normalText("USERID > lower(Other)", (folded) => (folded === "userid" ? "userId" : folded))).toBe(
      "userId > lower(other)",
    );
  });
});

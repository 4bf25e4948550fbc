// Every way in which a file, its tables, lists, groups and profiles can be wrong: each is told with its place and what is allowed.
import { expect, it } from "vitest";
import { type BadSpec, column, problemsOf } from "./testing.ts";

const KINDS: readonly BadSpec[] = [
  [
    "no YAML at all",
    "tables: [1,\n  - 2\n",
    "2:3: This is not valid YAML: Block collections are not allowed within flow collections.",
    "3:1: This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
  ],
  [
    "an empty file",
    "# nothing yet\n",
    "1:1: The file is empty. Give `tables` with at least one table, or leave the input `spec` out.",
  ],
  ["two documents", "tables: {}\n---\ntables: {}\n", "2:1: A second document begins here. Put each spec into a file of its own."],
  [
    "a tab for indentation",
    "tables:\n\tt: {}\n",
    "2:1: This is not valid YAML: Tabs are not allowed as indentation. Indent with spaces.",
  ],
  [
    "a foreign tag",
    "tables: !!binary aGk=\n",
    "1:9: This is not valid YAML: Unresolved tag: tag:yaml.org,2002:binary. Only the tags of the YAML core schema are allowed, such as `!!str`.",
  ],
  [
    "a key that stands twice",
    "tables: {}\nlists: {}\ntables: {}\n",
    '3:1: The key "tables" stands twice in this mapping. Remove one.',
  ],
  [
    "an alias without an anchor",
    "tables: *all\n",
    "1:9: The alias *all has no anchor above it. Put &all before what it is to stand for.",
  ],
  [
    "an alias inside of what it stands for",
    "tables: &all {t: *all}\n",
    "1:18: The alias *all stands for something that it is itself a part of.",
  ],
  [
    "a merge of no mapping",
    "tables:\n  t:\n    <<: 5\n",
    "3:5: The key << takes a mapping, or a list of mappings. Put it in quotes where it is a name.",
  ],
  ["a list as a key", "tables:\n  ? [a]\n  : {}\n", "2:5: A key must be a text, not a list or a mapping."],
  [
    "half of a surrogate pair",
    'lists: {l: ["\\ud800"]}\n',
    "1:13: This text holds half of a surrogate pair, which no database can store.",
  ],
  ["infinity", column("{generator: value, value: .inf}"), "4:36: Only finite numbers can be stored: no infinity, no NaN."],
  [
    "more than 64 bits",
    column("{generator: value, value: 9223372036854775808}"),
    "4:36: An integer has at most 64 bits (-9223372036854775808 to 9223372036854775807). Write larger numbers with a point or an exponent.",
  ],
  [
    "no mapping",
    "- tables\n",
    "1:1: a list is no mapping. Give the spec as one. Allowed keys: $schema, version, lists, groups, tables, profiles.",
  ],
  [
    "an unknown key at the top",
    "tabels: {}\n",
    '1:1: tabels: "tabels" is no key of the spec. Allowed: $schema, version, lists, groups, tables, profiles. Did you mean "tables"?',
  ],
  [
    "a version that is to come",
    "version: 2\n",
    "1:10: version: Version 2 of the generator is not in this release. Use a release of the action that has it. Allowed: 1.",
  ],
  [
    "a version that is none",
    "version: latest\n",
    '1:10: version: "latest" cannot stand here. Allowed: a whole number from 1 to 9007199254740991.',
  ],
  ["a schema that is no text", "$schema: 7\n", "1:10: $schema: 7 is no text. Give the URL of a JSON Schema."],
  ["tables as a list", "tables: [episodes]\n", "1:1: tables: a list is no mapping. Give tables by name."],
  [
    "a table that is nothing",
    "tables:\n  episodes:\n",
    "2:12: tables.episodes: nothing is no mapping. Give a table as one. Allowed keys: rows, columns, literals.",
  ],
  [
    "an unknown key of a table",
    "tables: {t: {count: 5}}\n",
    '1:14: tables.t.count: "count" is no key of a table. Allowed: rows, columns, literals. Did you mean "rows"?',
  ],
  [
    "one table under two names",
    "tables: {Episodes: {}, episodes: {}}\n",
    '1:24: tables.episodes: "episodes" and "Episodes" are one name to SQLite. Remove one.',
  ],
  [
    "a name that is a number",
    "tables: {2024: {}}\n",
    '1:10: tables."2024": 2024 is no text, and a name must be one. Put it in quotes.',
  ],
  [
    "rows that are no number",
    "tables: {t: {rows: many}}\n",
    '1:20: tables.t.rows: "many" cannot stand here. Allowed: a number of rows, or {per: table, minimum: 1, maximum: 5}.',
  ],
  [
    "rows below 0",
    "tables: {t: {rows: -1}}\n",
    "1:20: tables.t.rows: -1 cannot stand here. Allowed: a whole number from 0 to 100000000.",
  ],
  [
    "too many rows",
    "tables: {t: {rows: 1e9}}\n",
    "1:20: tables.t.rows: 1000000000 cannot stand here. Allowed: a whole number from 0 to 100000000.",
  ],
  [
    "half a row",
    "tables: {t: {rows: 1.5}}\n",
    "1:20: tables.t.rows: 1.5 cannot stand here. Allowed: a whole number from 0 to 100000000.",
  ],
  [
    "rows per parent without an end",
    "tables: {t: {rows: {per: p, minimum: 1}}}\n",
    "1:14: tables.t.rows: The key `maximum` is missing from rows per parent. Its keys: per, minimum, maximum.",
  ],
  [
    "rows per parent the wrong way round",
    "tables: {t: {rows: {per: p, minimum: 3, maximum: 1}}}\n",
    "1:50: tables.t.rows.maximum: The maximum 1 is below the minimum 3. Swap them.",
  ],
  [
    "rows in a circle",
    "tables:\n  a: {rows: {per: b, minimum: 1, maximum: 1}}\n  b: {rows: {per: A, minimum: 1, maximum: 1}}\n",
    '2:19: tables.a.rows.per: The rows of "a" are counted by themselves, in a circle of `per`. Give one of its tables a number of rows.',
    '3:19: tables.b.rows.per: The rows of "b" are counted by themselves, in a circle of `per`. Give one of its tables a number of rows.',
  ],
  [
    "fewer rows than given ones",
    "tables: {t: {rows: 1, literals: [{a: 1}, {a: 2}]}}\n",
    "1:20: tables.t.rows: The literal rows of the table (2) count among its rows. Allowed: 2 or more.",
  ],
  [
    "a given row that is none",
    "tables: {t: {literals: [5]}}\n",
    "1:25: tables.t.literals[0]: 5 is no mapping. Give columns by name.",
  ],
  [
    "an unknown list",
    `lists: {verbs: [go]}\n${column("{generator: list, list: verb}")}`,
    '5:34: tables.t.columns.c.list: "verb" is no name of a list. Allowed: verbs. Did you mean "verbs"?',
  ],
  [
    "an unknown group",
    column("{generator: group, group: places, field: city}"),
    '4:36: tables.t.columns.c.group: "places" is no name of a group. None is declared.',
  ],
  [
    "an unknown field",
    `groups: {g: [{city: Rome}]}\n${column("{generator: group, group: g, field: town}")}`,
    '5:46: tables.t.columns.c.field: "town" is no field of the group "g". Allowed: city.',
  ],
  [
    "rows of a group that differ",
    "groups:\n  g:\n    - {a: 1, b: 2}\n    - {a: 1, c: 2}\n",
    '4:7: groups.g[1]: This row has no "b" and has also "c". All rows of a group have the same fields: "a", "b".',
  ],
  ["a group of nothing", "groups: {g: []}\n", "1:10: groups.g: There are no rows. Give at least one."],
  ["a list of nothing", "lists: {l: []}\n", "1:9: lists.l: There are no words. Give at least one."],
  ["a word that stands twice", "lists: {l: [a, b, a]}\n", '1:19: lists.l[2]: The word "a" stands in the list twice. Remove one.'],
  ["a word that is a number", "lists: {l: [1]}\n", "1:13: lists.l[0]: 1 is no text. Give a word in quotes."],
  [
    "a list that cannot be read",
    "lists: {l: {file: missing.txt}}\n",
    '1:19: lists.l.file: The list "missing.txt" cannot be read: there is no missing.txt',
  ],
  [
    "bytes that are none",
    column('{generator: value, value: {$hex: "0g"}}'),
    '4:29: tables.t.columns.c.value: "0g" is no text of pairs of hexadecimal digits. Allowed: such as {$hex: "00ff"}, in quotes.',
  ],
  [
    "a document with a generator that needs its row",
    column("{generator: json, template: {id: {generator: sequence}}}"),
    '4:55: tables.t.columns.c.template.id.generator: "sequence" needs more than the cell itself, so it cannot stand in a JSON template. Allowed: <drawn>.',
  ],
  [
    "a document with a length",
    column("{generator: json, template: [], length: 5}"),
    "4:50: tables.t.columns.c.length: A document with a `template` has the length that comes of it. Leave `length` out.",
  ],
  [
    "a document with a key that is no text",
    column("{generator: json, template: {1: a}}"),
    '4:39: tables.t.columns.c.template."1": 1 is no text, and a key of a JSON document must be one. Put it in quotes.',
  ],
  [
    "a profile with spaces",
    "profiles: {my profile: {t: 1}}\n",
    '1:12: profiles."my profile": "my profile" cannot be chosen in a workflow. Allowed: up to 64 letters, digits, `-`, `_` and `.`, the first a letter or digit.',
  ],
  [
    "a profile with too few rows",
    "tables: {t: {literals: [{a: 1}]}}\nprofiles: {p: {t: 0}}\n",
    "2:19: profiles.p.t: The literal rows of the table (1) count among its rows. Allowed: 1 or more.",
  ],
  [
    "several things at once, some of them in the file and some in what it means",
    "tables:\n  t: {rows: -1}\n  t: {}\n  u: {columns: {a: *a, b: wrod}}\n",
    "2:13: tables.t.rows: -1 cannot stand here. Allowed: a whole number from 0 to 100000000.",
    '3:3: The key "t" stands twice in this mapping. Remove one.',
    "4:20: The alias *a has no anchor above it. Put &a before what it is to stand for.",
    '4:27: tables.u.columns.b.generator: "wrod" is no generator. Allowed: <all>. Did you mean "word"?',
  ],
];

it.each(KINDS)("says where and how: %s", async (_, text, ...expected) => {
  expect(await problemsOf(text)).toEqual(expected);
});

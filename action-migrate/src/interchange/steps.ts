// The six migrations that every tool and we apply in turn. Each puts its digit behind a number, which so tells what ran, how often and in which
// order.

export interface Step {
  /** From 1 on; also the digit that it leaves. */
  readonly number: number;
  readonly name: string;
  /** Statements, each with its `;`. */
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** Its file has the line endings of Windows. */
  readonly isCrlf: boolean;
}

/** The number after all steps. */
export const ALL_DIGITS = 123_456;

/** Takes back the last digit. */
const CHOP = "UPDATE trail SET n = n / 10;";

const PARTS: readonly Pick<Step, "name" | "up" | "down">[] = [
  {
    name: "tables",
    up: [
      "CREATE TABLE trail (n INTEGER NOT NULL);",
      "INSERT INTO trail VALUES (0);",
      "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);",
      "CREATE TABLE child (\n  id INTEGER PRIMARY KEY,\n  parent_id INTEGER NOT NULL REFERENCES parent (id) ON DELETE CASCADE\n);",
      "INSERT INTO parent VALUES (1, 'a;b'), (2, 'it''s');",
      "INSERT INTO child VALUES (1, 1), (2, 1), (3, 2);",
    ],
    down: ["DROP TABLE child;", "DROP TABLE parent;", "DROP TABLE trail;"],
  },
  {
    name: "trigger",
    up: [
      "CREATE TABLE log (what TEXT);",
      "CREATE TRIGGER child_added AFTER INSERT ON child BEGIN\n  INSERT INTO log VALUES ('child; ' || new.id);\n  UPDATE log SET what = what || '!' WHERE what LIKE 'child%' AND what NOT LIKE '%!';\nEND;",
      "INSERT INTO child VALUES (4, 2);",
      "INSERT INTO log VALUES ('two\nlines');",
    ],
    down: ["DROP TRIGGER child_added;", "DROP TABLE log;"],
  },
  {
    name: "rebuild",
    up: [
      "PRAGMA foreign_keys=OFF;",
      "CREATE TABLE new_parent (id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');",
      "INSERT INTO new_parent SELECT id, name FROM parent;",
      "DROP TABLE parent;",
      "ALTER TABLE new_parent RENAME TO parent;",
      "PRAGMA foreign_keys=ON;",
    ],
    down: [],
  },
  {
    name: "trigger-2",
    up: [
      "-- its comment has a ; and an it's\nCREATE TRIGGER child_removed AFTER DELETE ON child WHEN old.id > 0 BEGIN\n  INSERT INTO log VALUES (iif(old.id = 4, 'four', 'other'));\nEND;",
      "DELETE FROM child WHERE id = 4;",
    ],
    down: ["DROP TRIGGER child_removed;"],
  },
  {
    name: "column",
    up: [
      "ALTER TABLE child ADD COLUMN note TEXT;",
      "CREATE INDEX child_note ON child (note);",
      "UPDATE child SET note = 'n' || id;",
    ],
    down: ["DROP INDEX child_note;", "ALTER TABLE child DROP COLUMN note;"],
  },
  { name: "view", up: ["CREATE VIEW notes AS SELECT note FROM child;"], down: ["DROP VIEW notes;"] },
];

export const STEPS: readonly Step[] = PARTS.map(({ name, up, down }, index) => {
  const number = index + 1;
  return {
    number,
    name,
    up: [...up, `UPDATE trail SET n = n * 10 + ${number};`],
    down: number === 1 ? down : [...down, CHOP],
    isCrlf: number === 2 || number === 4,
  };
});

/** The text of a file with these parts, one below the other. */
export function fileText({ isCrlf }: Step, parts: readonly string[]): string {
  const text = parts.map((part) => `${part}\n`).join("");
  return isCrlf ? text.replaceAll("\n", "\r\n") : text;
}

/** `0003` */
export function counted({ number }: Step): string {
  return String(number).padStart(4, "0");
}

/** `20260101000003` */
export function timed({ number }: Step): string {
  return `2026010100000${number}`;
}

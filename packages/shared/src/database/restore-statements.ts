// Splits a script of any length into its statements while it is read. It finds what `splitScript` finds; memory holds a statement or two.
import { type Position, type ScriptStatement, splitScript } from "../sql/split.ts";
import { tokens } from "../sql/tokens.ts";

/** A statement and where it stands in its file. */
export type PlacedStatement = Omit<ScriptStatement, "raw">;

/** Of a statement that begins with one of these, only the whole machine of `splitScript` knows the end; of all others it is the next `;`. */
const NEEDS_MACHINE = /^(create|explain)$/i;
const FIRST_WINDOW = 4_096;
/** A `;`, and what another one may hide in. */
const STOP = /[;'"`[]|--|\/\*/g;
const CLOSING: Readonly<Record<string, string>> = { "'": "'", '"': '"', "`": "`", "[": "]", "--": "\n", "/*": "*/" };
/** What stands before the `;` where neither white space nor a comment does. */
const LAST_OF_STATEMENT = /[^ \t\n\f\r\ufeff/]/;

/** Yields the statements of a script that comes in pieces, wherever these were cut. */
export async function* scriptStatements(pieces: AsyncIterable<string> | Iterable<string>): AsyncGenerator<PlacedStatement> {
  const splitter = new StatementSplitter();
  for await (const piece of pieces) yield* splitter.take(piece);
  yield* splitter.finish();
}

class StatementSplitter {
  /** What is not split yet. */
  #text = "";
  /** Up to here nothing ends a statement. */
  #from = 0;
  /** Where the statement begins; undefined before one does. */
  #begun: { readonly first: number; readonly place: Position; readonly needsMachine: boolean } | undefined;
  /** How much the machine is shown at once: grows with the statement, so that a long one is not read over and over. */
  #window = FIRST_WINDOW;
  /** Up to here the place is counted. */
  #counted = 0;
  readonly #advance = placer();

  /** The statements that a piece completes. */
  *take(piece: string): Generator<PlacedStatement> {
    this.#text += piece;
    yield* this.#statements(false);
    const done = this.#begun?.first ?? this.#from;
    this.#placeAt(done);
    this.#text = this.#text.slice(done);
    this.#from -= done;
    this.#counted = 0;
    if (this.#begun !== undefined) this.#begun = { ...this.#begun, first: 0 };
  }

  /** The last statement, which may do without its `;`. */
  finish(): Generator<PlacedStatement> {
    return this.#statements(true);
  }

  *#statements(isWhole: boolean): Generator<PlacedStatement> {
    for (;;) {
      this.#begun ??= this.#findFirst(isWhole);
      if (this.#begun === undefined) return;
      const { first, place, needsMachine } = this.#begun;
      const found = needsMachine ? this.#runMachine(first, isWhole) : this.#findEnd(first, isWhole);
      if (found === undefined) return;
      yield { sql: found.sql, ...place };
      this.#begun = undefined;
      this.#from = found.end;
      this.#window = FIRST_WINDOW;
    }
  }

  #placeAt(index: number): Position {
    const place = this.#advance(this.#text.slice(this.#counted, index));
    this.#counted = index;
    return place;
  }

  #findFirst(isWhole: boolean) {
    const base = this.#from;
    for (const { kind, start, end } of tokens(this.#text.slice(base))) {
      this.#from = base + start;
      // The next piece may make it longer, or something else.
      if (base + end === this.#text.length && !isWhole) return undefined;
      const token = kind === "space" ? "" : this.#text.slice(base + start, base + end);
      if (token !== "" && token !== ";")
        return { first: base + start, place: this.#placeAt(base + start), needsMachine: NEEDS_MACHINE.test(token) };
      this.#from = base + end;
    }
    return undefined;
  }

  /** The end of a statement that no `;` but its own stands in. */
  #findEnd(first: number, isWhole: boolean): { sql: string; end: number } | undefined {
    const text = this.#text;
    for (;;) {
      STOP.lastIndex = this.#from;
      const stop = STOP.exec(text);
      if (stop?.[0] === ";") return { sql: trimmed(text, first, stop.index), end: stop.index + 1 };
      const closing = CLOSING[stop?.[0] ?? ""] ?? "";
      const close = stop === null ? -1 : text.indexOf(closing, stop.index + stop[0].length);
      if (stop !== null && close !== -1) this.#from = close + closing.length;
      else {
        // The last character may be half of `--` or `/*`.
        this.#from = stop?.index ?? Math.max(this.#from, text.length - 1);
        return isWhole ? { sql: bySplitter(text.slice(first)).sql, end: text.length } : undefined;
      }
    }
  }

  /** A second statement in the window is the proof that the first is at its end. */
  #runMachine(first: number, isWhole: boolean): { sql: string; end: number } | undefined {
    for (; ; this.#window *= 2) {
      const isAll = first + this.#window >= this.#text.length;
      if (isAll && !isWhole) return undefined;
      const { statements } = splitScript(this.#text.slice(first, first + this.#window));
      const [statement] = statements;
      if (statement !== undefined && (isAll || statements.length > 1))
        return { sql: statement.sql, end: first + statement.raw.length };
    }
  }
}

function trimmed(text: string, first: number, end: number): string {
  return LAST_OF_STATEMENT.test(text.charAt(end - 1)) ? text.slice(first, end) : bySplitter(text.slice(first, end)).sql;
}

function bySplitter(text: string): ScriptStatement {
  const [statement] = splitScript(text).statements;
  if (statement === undefined) throw new Error("a statement that was begun is one");
  return statement;
}

/** Gives the place behind all the text it has been given, in time proportional to the text. */
function placer(): (passed: string) => Position {
  let [line, column, offset, isStart] = [1, 1, 0, true];
  return (passed) => {
    if (passed !== "") {
      const last = passed.lastIndexOf("\n");
      for (let at = passed.indexOf("\n"); at !== -1; at = passed.indexOf("\n", at + 1)) line++;
      // A byte order mark at the very start is not counted.
      const shown = isStart && last === -1 && passed.startsWith("\ufeff") ? passed.slice(1) : passed.slice(last + 1);
      const characters = shown.length - (shown.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
      column = last === -1 ? column + characters : characters + 1;
      offset += Buffer.byteLength(passed);
      isStart = false;
    }
    return { line, column, offset };
  };
}

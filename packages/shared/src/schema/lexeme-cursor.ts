// Walks over the lexemes of a statement that SQLite has accepted, so that a reader of a definition can say what it expects next.
import { isName, isOperator, isWord, nesting } from "../sql/lexeme-search.ts";
import { type Lexeme, lexemes } from "../sql/lexemes.ts";

/** A place in a statement; the `take…` methods move it on when they find what they look for. */
export class LexemeCursor {
  readonly sql: string;
  readonly #parts: readonly Lexeme[];
  #at = 0;

  constructor(sql: string, parts: readonly Lexeme[] = lexemes(sql)) {
    this.sql = sql;
    this.#parts = parts;
  }

  get current(): Lexeme | undefined {
    return this.#parts[this.#at];
  }

  get next(): Lexeme | undefined {
    return this.#parts[this.#at + 1];
  }

  get previous(): Lexeme | undefined {
    return this.#parts[this.#at - 1];
  }

  get atEnd(): boolean {
    return this.#at >= this.#parts.length;
  }

  skip(): void {
    this.#at++;
  }

  /** The keyword in upper case when it is one of these. */
  takeWord(...candidates: readonly string[]): string | undefined {
    if (!isWord(this.current, ...candidates)) return undefined;
    return this.#take()?.value.toUpperCase();
  }

  takeOperator(operator: string): boolean {
    if (!isOperator(this.current, operator)) return false;
    this.skip();
    return true;
  }

  /** A name in any quoting, without its quotes. */
  takeName(): string | undefined {
    return isName(this.current) ? this.#take()?.value : undefined;
  }

  /** A name with the name of a schema before it, which is dropped. */
  takeQualifiedName(): string | undefined {
    const name = this.takeName();
    return this.takeOperator(".") ? this.takeName() : name;
  }

  skipIfNotExists(): void {
    if (isWord(this.current, "IF") && isWord(this.next, "NOT")) this.#at += 3;
  }

  /** What stands in the parentheses that begin here; undefined when none do. */
  takeGroup(): Lexeme[] | undefined {
    if (!this.takeOperator("(")) return undefined;
    const inside = this.takeUntil((part) => isOperator(part, ")"));
    this.skip();
    return inside;
  }

  /** Everything before the first lexeme, outside of parentheses, that `stops`. */
  takeUntil(stops: (part: Lexeme, cursor: this) => boolean): Lexeme[] {
    const from = this.#at;
    for (let depth = 0; this.current !== undefined; this.skip()) {
      if (depth === 0 && stops(this.current, this)) break;
      depth += nesting(this.current);
    }
    return this.#parts.slice(from, this.#at);
  }

  /** The text of lexemes that follow each other, as written. */
  written(parts: readonly Lexeme[]): string {
    return this.sql.slice(parts[0]?.start ?? 0, parts.at(-1)?.end ?? 0);
  }

  #take(): Lexeme | undefined {
    const part = this.current;
    this.skip();
    return part;
  }
}

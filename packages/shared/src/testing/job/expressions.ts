// Evaluates `${{ … }}` in action.yml and in conditions with GitHub's own evaluator, limited to the contexts and functions that the
// place allows; anything else is an error that names it.
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };
export type JsonObject = { readonly [name: string]: JsonValue };

/** A map is a context whose names are told apart by case, as those of `env` are on Linux and macOS. */
export type ContextValue = JsonValue | ReadonlyMap<string, string>;

/** What the functions `always()`, `success()`, `failure()` and `cancelled()` say. */
export interface StatusFunctions {
  success(): boolean;
  failure(): boolean;
  cancelled(): boolean;
}

export interface ExpressionScope {
  readonly contexts: Readonly<Record<string, ContextValue>>;
  /** Only conditions have them. */
  readonly status?: StatusFunctions;
}

const STATUS_FUNCTIONS: ReadonlySet<string> = new Set(["always", "success", "failure", "cancelled"]);

/** Text with every `${{ … }}` in it replaced by its value. Throws when an expression cannot be read or evaluated. */
export function interpolate(template: string, scope: ExpressionScope): string {
  const parts = partsOf(template);
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only?.kind === "expression") return textOf(evaluate(only.text, scope), only.text);
  return parts.map((part) => (part.kind === "text" ? part.text : evaluate(part.text, scope).coerceString())).join("");
}

/**
 * Whether a condition holds. Without a status function in it, it holds only while the status is success
 * (`success() && (…)`); `${{ }}` around it may be left out.
 */
export function conditionHolds(condition: string, scope: ExpressionScope): boolean {
  const parts = partsOf(condition.trim());
  const only = parts.length === 1 ? parts[0] : undefined;
  if (parts.length > 1) return truthy(new data.StringData(interpolate(condition, scope))) && (scope.status?.success() ?? true);
  if (only === undefined) return scope.status?.success() ?? true;
  const asksForStatus = usesStatusFunction(only.text);
  if (!asksForStatus && scope.status?.success() === false) return false;
  return truthy(evaluate(only.text, scope));
}

/** The same for a condition that stands alone, such as `post-if`: nothing is added to it. */
export function bareConditionHolds(condition: string, scope: ExpressionScope): boolean {
  return truthy(evaluate(condition, scope));
}

type Part = { readonly kind: "text" | "expression"; readonly text: string };

function partsOf(template: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf("${{", at);
    const end = open < 0 ? template.length : open;
    if (end > at) parts.push({ kind: "text", text: template.slice(at, end) });
    if (open < 0) break;
    const close = endOfExpression(template, open + 3);
    parts.push({ kind: "expression", text: template.slice(open + 3, close).trim() });
    at = close + 2;
  }
  return parts;
}

/** Where the `}}` stands that ends an expression; one in a string literal does not. */
function endOfExpression(template: string, start: number): number {
  let quoted = false;
  for (let at = start; at < template.length; at += 1) {
    if (template[at] === "'") quoted = !quoted;
    else if (!quoted && template.startsWith("}}", at)) return at;
  }
  throw new Error(`The expression in ${JSON.stringify(template)} is not closed: \`}}\` is missing.`);
}

function evaluate(expression: string, scope: ExpressionScope): data.ExpressionData {
  try {
    const functions = statusFunctions(scope.status);
    const contexts = new data.Dictionary();
    for (const [name, value] of Object.entries(scope.contexts)) contexts.add(name, toData(value));
    const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(scope.contexts), functions).parse();
    return new Evaluator(tree, contexts, new Map(functions.map((one) => [one.name, one]))).evaluate();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`Cannot evaluate \${{ ${expression} }}: ${why}.`, { cause: error });
  }
}

function usesStatusFunction(expression: string): boolean {
  const { tokens } = new Lexer(expression).lex();
  return tokens.some((token, i) => STATUS_FUNCTIONS.has(token.lexeme.toLowerCase()) && tokens[i + 1]?.lexeme === "(");
}

function statusFunctions(status: StatusFunctions | undefined): FunctionDefinition[] {
  if (status === undefined) return [];
  const of = (name: string, holds: () => boolean): FunctionDefinition => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(holds()),
  });
  return [
    of("always", () => true),
    of("success", status.success),
    of("failure", status.failure),
    of("cancelled", status.cancelled),
  ];
}

function toData(value: ContextValue): data.ExpressionData {
  if (value instanceof Map) return new CaseSensitiveDictionary([...value].map(([key, text]) => ({ key, value: toData(text) })));
  return JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData;
}

class CaseSensitiveDictionary extends data.Dictionary {
  readonly #values: ReadonlyMap<string, data.ExpressionData>;

  constructor(pairs: readonly { key: string; value: data.ExpressionData }[]) {
    super();
    this.#values = new Map(pairs.map(({ key, value }) => [key, value]));
  }

  override get(key: string): data.ExpressionData | undefined {
    return this.#values.get(key);
  }

  override values(): data.ExpressionData[] {
    return [...this.#values.values()];
  }

  override pairs(): { key: string; value: data.ExpressionData }[] {
    return [...this.#values].map(([key, value]) => ({ key, value }));
  }
}

function textOf(value: data.ExpressionData, expression: string): string {
  if (value.kind === data.Kind.Dictionary || value.kind === data.Kind.Array)
    throw new Error(`\${{ ${expression} }} is ${value.kind === data.Kind.Array ? "an array" : "an object"}, and text is wanted.`);
  return value.coerceString();
}

function truthy(value: data.ExpressionData): boolean {
  if (value instanceof data.Null) return false;
  if (value instanceof data.StringData) return value.value !== "";
  if (value instanceof data.BooleanData) return value.value;
  if (value instanceof data.NumberData) return value.value !== 0 && !Number.isNaN(value.value);
  return true;
}

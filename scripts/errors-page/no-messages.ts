// What looks like a sentence in the sources and is no message: SQL, lines of the log, files that are written, words for generated data.
import { child, type Node, nameOf } from "./syntax.ts";

export interface Candidate {
  readonly file: string;
  readonly text: string;
  /** The nodes around it, from the outermost. */
  readonly above: readonly Node[];
}

/** Words without a message in them. */
const FILES =
  /^action-seed\/src\/(?:generate\/(?:golden|sentences|text-kinds|words|phrases)|derive\/(?:\w+-)?names|digest\/)|\/schema\/keywords\.ts$/;
/**
 * Functions whose texts are SQL, lines of the log, tables of a summary, or names of kinds, and errors that only a fault of an action itself raises.
 */
const CALLS =
  /^(?:say|line|did|foreignLines|info|debug|startGroup|markdownTable|optional|list|insert|update|includes|startsWith|endsWith|only|fields|RegExp|Map|Set|addressKey|query|execute|prepareScript|test|exec|match|indexOf|text|either|choice|declared|variant|mappingOf|otherForm|ask|TypeError|RangeError|SyntaxError)$/;
/** Functions that hand a text on as it is: what matters is who takes it from them. */
const PASSES_ON = /^(?:join|filter|trim|replace|replaceAll|flatMap|map|slice|push|plainLine|quote)$/;
/** Properties whose texts are no messages. */
const PROPERTIES =
  /^(?:description|limits|does|unique|nullable|sql|key|from|args|definition|authorization|actual|wanted|of|pk|u|origin|virtual-table|column-order|primary-key|foreign-key)$/;
const SQL =
  /^\W*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|VACUUM|WITH|ATTACH|EXPLAIN|REINDEX|FROM|WHERE|ORDER|CASE|EXISTS|json|insert|delete|create table)\b|\(SELECT |^-- |^#+ |<summary>|^[\w‹›. ]+ (?:IS|IN|AND) |^\{|^[\w-]+=|^gh secret |^turso \[|\) OVER \(|^PRIMARY KEY|^\[PRIMARY/;
/** Where a text is surely a message, however short it is. */
const SINKS =
  /Error$|^(?:Unsatisfiable|UnusableGenerator|ServerExited|WrongVersion|super|reject|warn|note|problem|columnProblem|refuse|fail|failed|fault|finding|notChecked|passed)$/;
const FEWEST_WORDS = 4;

/** Whether a text is none that a user reads as a message: by what it is handed to, by its first words, or by how few words it has. */
export function isNoMessage({ file, text, above }: Candidate): boolean {
  if (FILES.test(file) || SQL.test(text)) return true;
  const carrier = carrierOf(above);
  if (carrier.kind === "call" && CALLS.test(carrier.name)) return true;
  if (carrier.kind === "property" && (PROPERTIES.test(carrier.name) || (carrier.name === "text" && file.includes("/formats/"))))
    return true;
  if (carrier.kind === "comparison") return true;
  const plain = text.replaceAll(/‹[^‹›]*›/g, " ‹› ").replaceAll(/[[\]|]/g, " ");
  const words = plain.split(/\s+/).filter((word) => /^\W*[A-Za-z][\w'-]*\W*$/.test(word));
  return words.length < (carrier.kind === "call" && SINKS.test(carrier.name) ? 2 : FEWEST_WORDS);
}

interface Carrier {
  readonly kind: "call" | "property" | "comparison" | "other";
  readonly name: string;
}

/** What a text is handed to. */
function carrierOf(above: readonly Node[]): Carrier {
  for (const node of above.toReversed()) {
    if (node.type === "CallExpression" || node.type === "NewExpression") {
      const name = nameOf(child(node, "callee"));
      if (!PASSES_ON.test(name)) return { kind: "call", name };
    }
    if (node.type === "Property" || node.type === "PropertyDefinition")
      return { kind: "property", name: nameOf(child(node, "key")) };
    if (node.type === "BinaryExpression" || node.type === "SwitchCase") return { kind: "comparison", name: "" };
    if (/Statement$|Function|Declarator$/.test(node.type)) return { kind: "other", name: "" };
  }
  return { kind: "other", name: "" };
}

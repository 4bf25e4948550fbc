// Reads a line of output as a workflow command, in both of the runner's notations: `::name key=value,…::data` at the start of a line,
// and `##[name key=value;…]data` anywhere in it. Rules from actions/runner src/Runner.Common/ActionCommand.cs.

export interface WorkflowCommand {
  /** As written; compared without regard to case. */
  readonly name: string;
  /** Keys in lower case. */
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
}

type Escapes = readonly (readonly [escaped: string, plain: string])[];

// `%25` comes last, so that `%250A` is the text `%0A` and no line end.
const DATA: Escapes = [
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%25", "%"],
];
const PROPERTY: Escapes = [["%3A", ":"], ["%2C", ","], ...DATA];
const LEGACY: Escapes = [["%3B", ";"], ["%5D", "]"], ...DATA];

// What .NET's TrimStart takes off. JavaScript's own trimStart differs in U+0085 and U+FEFF.
const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The command in a line, or undefined when it is plain text. `known` says which names are commands right now. */
export function parseWorkflowCommand(line: string, known: (name: string) => boolean): WorkflowCommand | undefined {
  return parseCurrent(line, known) ?? parseLegacy(line, known);
}

function parseCurrent(line: string, known: (name: string) => boolean): WorkflowCommand | undefined {
  const text = line.replace(LEADING_SPACE, "");
  const end = text.indexOf("::", 2);
  if (!text.startsWith("::") || end < 0) return undefined;
  return command(text.slice(2, end), text.slice(end + 2), { known, separator: ",", property: PROPERTY, data: DATA });
}

function parseLegacy(line: string, known: (name: string) => boolean): WorkflowCommand | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return undefined;
  return command(line.slice(start + 3, end), line.slice(end + 1), { known, separator: ";", property: LEGACY, data: LEGACY });
}

interface Notation {
  readonly known: (name: string) => boolean;
  readonly separator: string;
  readonly property: Escapes;
  readonly data: Escapes;
}

function command(head: string, data: string, notation: Notation): WorkflowCommand | undefined {
  const space = head.indexOf(" ");
  const name = space < 0 ? head : head.slice(0, space);
  if (!notation.known(name)) return undefined;
  const properties = new Map<string, string>();
  const pairs =
    space > 0
      ? head
          .slice(space + 1)
          .trim()
          .split(notation.separator)
      : [];
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    // A pair without a key or without a value is passed over (StringSplitOptions.RemoveEmptyEntries).
    if (equals > 0 && equals < pair.length - 1)
      properties.set(pair.slice(0, equals).toLowerCase(), undoEscapes(pair.slice(equals + 1), notation.property));
  }
  return { name, properties, data: undoEscapes(data, notation.data) };
}

function undoEscapes(text: string, escapes: Escapes): string {
  return escapes.reduce((result, [escaped, plain]) => result.replaceAll(escaped, plain), text);
}

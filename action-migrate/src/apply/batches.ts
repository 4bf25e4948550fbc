// Decides what travels together: which migrations share a transaction, and which transactions share a request.
import type { Change } from "./change.ts";

/** A part of the work that is sent as one request. */
export type Batch =
  /** Each group is a transaction. */
  | { readonly kind: "groups"; readonly groups: readonly (readonly Change[])[] }
  /** One transaction with foreign keys off, or checked at its end: what was violated before may have to be read first. */
  | { readonly kind: "guarded"; readonly changes: readonly Change[] }
  | { readonly kind: "loose"; readonly change: Change };

/** Every commit takes a server 1 to 3 ms, as much as a small file. With many more in one, a group of slow files would be cut off by a server. */
const MAX_FILES_PER_GROUP = 50;
const MAX_GROUP_CHARACTERS = 1_000_000;
const MAX_GROUPS_PER_REQUEST = 20;
/** An answer has 157 bytes a statement, and a server takes 900 MB for a request of 100. */
const MAX_REQUEST_CHARACTERS = 8_000_000;

/**
 * Lays out the work.
 * @param transaction `file`: a file is applied whole or not at all, and several share a transaction only as long as all goes well; `all`: all or nothing
 */
export function layOut(changes: readonly Change[], transaction: "file" | "all"): Batch[] {
  if (transaction === "all") return changes.length === 0 ? [] : [asOne(changes)];
  const batches: Batch[] = [];
  for (const group of groupsOf(changes)) {
    const [first] = group as [Change];
    const previous = batches.at(-1);
    if (first.loose) batches.push({ kind: "loose", change: first });
    else if (isGuarded(first)) batches.push({ kind: "guarded", changes: group });
    else if (previous?.kind === "groups" && fits(previous.groups, group))
      batches[batches.length - 1] = { kind: "groups", groups: [...previous.groups, group] };
    else batches.push({ kind: "groups", groups: [group] });
  }
  return batches;
}

function asOne(changes: readonly Change[]): Batch {
  const loose = changes.find((change) => change.loose);
  if (loose !== undefined)
    throw new Error(
      `${loose.file} opts out of its transaction, which \`transaction: all\` cannot keep. Apply it with \`transaction: file\`.`,
    );
  return changes.some(isGuarded) ? { kind: "guarded", changes } : { kind: "groups", groups: [changes] };
}

function groupsOf(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  let characters = 0;
  for (const change of changes) {
    const own = charactersOf([change]);
    const group = groups.at(-1);
    const joins = group !== undefined && group.length < MAX_FILES_PER_GROUP && characters + own <= MAX_GROUP_CHARACTERS;
    if (joins && !isAlone(change) && !group.some(isAlone)) {
      group.push(change);
      characters += own;
    } else {
      groups.push([change]);
      characters = own;
    }
  }
  return groups;
}

function fits(groups: readonly (readonly Change[])[], group: readonly Change[]): boolean {
  return groups.length < MAX_GROUPS_PER_REQUEST && charactersOf([...groups.flat(), ...group]) <= MAX_REQUEST_CHARACTERS;
}

function charactersOf(changes: readonly Change[]): number {
  return changes.reduce((sum, { script }) => sum + script.statements.reduce((own, { sql }) => own + sql.length + 100, 0), 0);
}

const isAlone = (change: Change) => change.loose || change.script.alone;
const isGuarded = ({ script }: Change) => script.foreignKeysOff || script.altersReferences;

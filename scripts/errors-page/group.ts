// Messages that have the same cause and cure, and where in the sources they are made.

export interface Group {
  readonly title: string;
  /** Beginnings of paths of sources, relative to the repository. A source belongs to the group with the longest that fits. */
  readonly files: readonly string[];
  /** Why a user sees these messages. */
  readonly cause: string;
  /** What to do where a message does not say it. */
  readonly cure: string;
}

export interface Area {
  readonly title: string;
  readonly groups: readonly Group[];
}

/** The group of a source; undefined where none has it. */
export function groupOf(file: string, areas: readonly Area[]): Group | undefined {
  const fitting = areas
    .flatMap(({ groups }) => groups)
    .flatMap((group) => group.files.filter((start) => file.startsWith(start)).map((start) => ({ group, start })));
  return fitting.reduce<(typeof fitting)[number] | undefined>(
    (best, one) => (best === undefined || one.start.length > best.start.length ? one : best),
    undefined,
  )?.group;
}

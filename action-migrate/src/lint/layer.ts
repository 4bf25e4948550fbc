// A map on top of another one: what a script does to a schema, apart from what the schema was. To copy the schema for every script of a long folder
// would take longer than everything else.

/** What a schema holds, by folded name, in the order in which it was made. */
export interface Named<V>
  extends Pick<Map<string, V>, "size" | "get" | "has" | "delete" | "keys" | "values" | typeof Symbol.iterator> {
  set(name: string, value: V): unknown;
}

/** It reads as `base` with what was done to it; `base` stays as it is until `merge`. */
export class Layer<V> implements Named<V> {
  readonly #base: Named<V>;
  readonly #gone = new Set<string>();
  readonly #changed = new Map<string, V>();
  readonly #added = new Map<string, V>();

  constructor(base: Named<V>) {
    this.#base = base;
  }

  get size(): number {
    return this.#base.size - this.#gone.size + this.#added.size;
  }

  get(name: string): V | undefined {
    return this.#added.get(name) ?? this.#changed.get(name) ?? (this.#gone.has(name) ? undefined : this.#base.get(name));
  }

  has(name: string): boolean {
    return this.#added.has(name) || this.#isOfBase(name);
  }

  set(name: string, value: V): this {
    // What is changed keeps its place, what is made again comes last, as in a map.
    (this.#isOfBase(name) ? this.#changed : this.#added).set(name, value);
    return this;
  }

  delete(name: string): boolean {
    const had = this.has(name);
    this.#added.delete(name);
    this.#changed.delete(name);
    if (this.#base.has(name)) this.#gone.add(name);
    return had;
  }

  *[Symbol.iterator](): MapIterator<[string, V]> {
    for (const [name, value] of this.#base) if (!this.#gone.has(name)) yield [name, this.#changed.get(name) ?? value];
    yield* this.#added;
  }

  *keys(): MapIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this) yield value;
  }

  /** Does to `base` what was done here. */
  merge(): void {
    for (const name of this.#gone) this.#base.delete(name);
    for (const [name, value] of [...this.#changed, ...this.#added]) this.#base.set(name, value);
  }

  #isOfBase(name: string): boolean {
    return this.#base.has(name) && !this.#gone.has(name);
  }
}

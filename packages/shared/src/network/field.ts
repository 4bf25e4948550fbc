// What others have sent as JSON, and may be anything.

/** A field that an object itself has; undefined where there is none, and of anything else. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

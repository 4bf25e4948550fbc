// Tells objects of parsed JSON from everything else.

/** The value where it is an object and no array; undefined otherwise. */
export function plainObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}

// libSQL's vector columns: a declared type that says how many numbers of which kind a blob holds.

export interface VectorType {
  readonly element: "float64" | "float32" | "float16" | "bfloat16" | "float8" | "float1bit";
  readonly dimensions: number;
}

/** The names of the types, as libsql-sqlite3/src/vectorIndex.c knows them. Without dimensions they are ordinary types. */
const ELEMENTS: Readonly<Record<string, VectorType["element"]>> = {
  FLOAT64: "float64",
  F64_BLOB: "float64",
  FLOAT32: "float32",
  F32_BLOB: "float32",
  FLOAT16: "float16",
  F16_BLOB: "float16",
  FLOATB16: "bfloat16",
  FB16_BLOB: "bfloat16",
  FLOAT8: "float8",
  F8_BLOB: "float8",
  FLOAT1BIT: "float1bit",
  F1BIT_BLOB: "float1bit",
};

/** Reads a declared type such as `F32_BLOB(384)`; undefined when it is not a vector. */
export function vectorType(type: string): VectorType | undefined {
  const [, name = "", dimensions] = /^\s*(\w+)\s*\(\s*(\d{1,9})\s*\)\s*$/.exec(type) ?? [];
  const element = ELEMENTS[name.toUpperCase()];
  return element === undefined ? undefined : { element, dimensions: Number(dimensions) };
}

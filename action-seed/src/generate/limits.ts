// What options of generators may ask for at most: said of a spec when it is read, and held when its values are made.

export const MAX_WORDS = 1_000;
/** More digits than these behind the point do not fit into a double beside one before it. */
export const MAX_DECIMALS = 15;
/** What libSQL allows (`MAX_VECTOR_SZ` of libsql-sqlite3/src/vectorIndexInt.h). */
export const MAX_DIMENSIONS = 65_536;
/** Of a vector column: the centres of all are held in memory. */
export const MAX_CLUSTERS = 1_000;

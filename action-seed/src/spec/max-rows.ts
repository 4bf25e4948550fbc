// How many rows a table can get: rows are numbered in 32 bits, and a table of more is no test data.

export const MAX_ROWS = 100_000_000;

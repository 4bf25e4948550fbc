-- The vector index goes first: sqld cannot drop a table that still has one.
DROP INDEX embeddings_by_vector;
DROP TABLE embeddings;

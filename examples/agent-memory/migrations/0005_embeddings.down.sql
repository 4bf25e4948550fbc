-- The vector index goes first: sqld cannot drop a table that has one while others refer to it.
DROP INDEX embeddings_by_vector;
DROP TABLE embeddings;

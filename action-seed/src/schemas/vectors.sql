-- Documents in chunks with embeddings, found by nearest neighbours.
CREATE TABLE collections (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  model TEXT NOT NULL,
  dimensions INTEGER NOT NULL CHECK (dimensions IN (8, 16, 384, 768)),
  metadata TEXT CHECK (metadata IS NULL OR json_valid(metadata))
);
CREATE TABLE documents (
  id TEXT PRIMARY KEY,
  collection_id INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
  uri TEXT NOT NULL,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  title TEXT,
  language TEXT,
  bytes INTEGER CHECK (bytes > 0),
  indexed_at INTEGER NOT NULL,
  UNIQUE (collection_id, uri)
);
CREATE TABLE chunks (
  id INTEGER PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  ordinal INTEGER NOT NULL,
  content TEXT NOT NULL,
  token_count INTEGER CHECK (token_count BETWEEN 1 AND 8192),
  embedding F32_BLOB(8) NOT NULL,
  UNIQUE (document_id, ordinal)
);
CREATE INDEX chunks_embedding ON chunks (libsql_vector_idx(embedding, 'metric=cosine'));
CREATE TABLE images (
  id INTEGER PRIMARY KEY,
  caption TEXT,
  width INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0),
  features FLOAT64(4) NOT NULL,
  sparse F8_BLOB(4)
);
CREATE TABLE queries (
  id INTEGER PRIMARY KEY,
  prompt TEXT NOT NULL,
  embedding F32_BLOB(8),
  latency_ms REAL NOT NULL CHECK (latency_ms >= 0),
  asked_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE hits (
  query_id INTEGER NOT NULL REFERENCES queries (id),
  chunk_id INTEGER NOT NULL REFERENCES chunks (id),
  rank INTEGER NOT NULL CHECK (rank BETWEEN 1 AND 10),
  distance REAL NOT NULL CHECK (distance >= 0 AND distance <= 2),
  PRIMARY KEY (query_id, chunk_id)
) WITHOUT ROWID;

-- One vector an episode and aspect of it, for "what did we do when something like this came up?".
CREATE TABLE embeddings (
  id INTEGER PRIMARY KEY,
  episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
  aspect TEXT NOT NULL CHECK (aspect IN ('task', 'outcome')),
  vector F32_BLOB(128) NOT NULL,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  UNIQUE (episode_id, aspect)
);

-- Without the two limits a node of this index takes tens of kilobytes and an insert is ten times slower.
CREATE INDEX embeddings_by_vector ON embeddings (
  libsql_vector_idx(vector, 'metric=cosine', 'compress_neighbors=float8', 'max_neighbors=20')
);

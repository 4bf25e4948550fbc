-- What an agent did in an episode, in order. STRICT: steps are written by many tools, and a text in a counter would go unnoticed.
CREATE TABLE steps (
  id INTEGER PRIMARY KEY,
  episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 1),
  tool TEXT NOT NULL,
  action TEXT NOT NULL,
  observation TEXT,
  succeeded INTEGER NOT NULL DEFAULT 1 CHECK (succeeded IN (0, 1)),
  latency_ms INTEGER NOT NULL CHECK (latency_ms >= 0),
  token_count INTEGER NOT NULL DEFAULT 0 CHECK (token_count >= 0),
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  UNIQUE (episode_id, position)
) STRICT;

CREATE INDEX steps_failed ON steps (tool, created_at) WHERE succeeded = 0;

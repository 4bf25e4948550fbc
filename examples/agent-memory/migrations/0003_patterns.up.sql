-- A pattern is what several episodes have in common.
CREATE TABLE patterns (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE COLLATE NOCASE,
  kind TEXT NOT NULL CHECK (kind IN ('tool_sequence', 'decision_point', 'error_recovery', 'context')),
  description TEXT,
  confidence REAL NOT NULL DEFAULT 0.5 CHECK (confidence BETWEEN 0 AND 1),
  occurrence_count INTEGER NOT NULL DEFAULT 1 CHECK (occurrence_count > 0),
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);

-- Which episodes a pattern was seen in. Only ever read by its key, so it is stored in the key's index.
CREATE TABLE pattern_episodes (
  pattern_id INTEGER NOT NULL REFERENCES patterns (id) ON DELETE CASCADE,
  episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
  relevance REAL NOT NULL DEFAULT 1 CHECK (relevance > 0 AND relevance <= 1),
  PRIMARY KEY (pattern_id, episode_id)
) WITHOUT ROWID;

CREATE INDEX pattern_episodes_by_episode ON pattern_episodes (episode_id);

CREATE TRIGGER patterns_touch AFTER UPDATE OF description, confidence, occurrence_count ON patterns
BEGIN
  UPDATE patterns SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = NEW.id;
END;

-- A heuristic is a rule an agent follows because of a pattern. A pattern that rules stand on cannot be deleted from under them.
CREATE TABLE heuristics (
  id INTEGER PRIMARY KEY,
  pattern_id INTEGER NOT NULL REFERENCES patterns (id) ON DELETE RESTRICT ON UPDATE CASCADE,
  replaces_id INTEGER REFERENCES heuristics (id) ON DELETE SET NULL,
  condition TEXT NOT NULL,
  action TEXT NOT NULL,
  priority INTEGER NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
  confidence REAL NOT NULL CHECK (confidence >= 0 AND confidence <= 1),
  evidence_count INTEGER NOT NULL DEFAULT 0 CHECK (evidence_count >= 0),
  is_active INTEGER NOT NULL DEFAULT 1 CHECK (is_active IN (0, 1)),
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);

CREATE INDEX heuristics_by_pattern ON heuristics (pattern_id);
CREATE INDEX heuristics_by_replaces ON heuristics (replaces_id);
CREATE INDEX heuristics_active ON heuristics (priority, confidence DESC) WHERE is_active = 1;

-- Every process that a step ran. It points at the step by the pair that tools know, and stays when the heuristic behind it is gone.
CREATE TABLE execution_records (
  id INTEGER PRIMARY KEY,
  episode_id INTEGER NOT NULL,
  step_position INTEGER NOT NULL,
  heuristic_id INTEGER REFERENCES heuristics (id) ON DELETE SET NULL,
  command TEXT NOT NULL,
  exit_code INTEGER NOT NULL DEFAULT 0 CHECK (exit_code BETWEEN 0 AND 255),
  duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
  output_sha256 TEXT CHECK (length(output_sha256) = 64),
  output BLOB,
  recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  FOREIGN KEY (episode_id, step_position) REFERENCES steps (episode_id, position) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE INDEX execution_records_by_step ON execution_records (episode_id, step_position);
CREATE INDEX execution_records_by_heuristic ON execution_records (heuristic_id);

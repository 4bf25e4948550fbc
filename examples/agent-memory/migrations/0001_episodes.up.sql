-- An episode is one task that an agent worked on, from the request to the verdict. Everything else hangs off it.
CREATE TABLE episodes (
  id INTEGER PRIMARY KEY,
  external_id TEXT NOT NULL UNIQUE CHECK (length(external_id) = 36),
  parent_id INTEGER REFERENCES episodes (id) ON DELETE SET NULL,
  agent TEXT NOT NULL CHECK (length(agent) BETWEEN 1 AND 80),
  task_type TEXT NOT NULL CHECK (task_type IN ('code_generation', 'debugging', 'refactoring', 'testing', 'analysis', 'documentation')),
  task_description TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'running' CHECK (status IN ('running', 'succeeded', 'failed', 'abandoned')),
  reward REAL CHECK (reward BETWEEN -1 AND 1),
  metadata TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
  started_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  ended_at TEXT,
  CHECK (ended_at IS NULL OR ended_at >= started_at)
);

CREATE INDEX episodes_by_parent ON episodes (parent_id);
CREATE INDEX episodes_by_task ON episodes (task_type, started_at DESC);

-- The scheduler polls for running episodes; they are few among many.
CREATE INDEX episodes_running ON episodes (started_at) WHERE status = 'running';

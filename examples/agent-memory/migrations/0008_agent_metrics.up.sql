-- What dashboards read: one number an agent, metric and window; and how each agent does, from the episodes themselves.
CREATE TABLE agent_metrics (
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,
  metric TEXT NOT NULL CHECK (metric IN ('success_rate', 'mean_reward', 'mean_latency_ms', 'token_count', 'tool_error_rate')),
  value REAL NOT NULL,
  sample_count INTEGER NOT NULL CHECK (sample_count > 0),
  window_start INTEGER NOT NULL,
  window_seconds INTEGER NOT NULL DEFAULT 3600 CHECK (window_seconds IN (60, 3600, 86400)),
  UNIQUE (agent, metric, window_start)
) STRICT;

CREATE VIEW agent_overview AS
SELECT
  e.agent,
  count(DISTINCT e.id) AS episode_count,
  count(DISTINCT e.id) FILTER (WHERE e.status = 'succeeded') AS succeeded_count,
  count(s.id) AS step_count,
  coalesce(sum(s.token_count), 0) AS token_count
FROM episodes AS e
LEFT JOIN steps AS s ON s.episode_id = e.id
GROUP BY e.agent;

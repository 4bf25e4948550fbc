-- Where and when episodes took place, in buckets of a day (days since 1970). Times are seconds since 1970 in UTC, as range scans want them.
CREATE TABLE spatiotemporal_index (
  day INTEGER NOT NULL CHECK (day BETWEEN 0 AND 36524),
  episode_id INTEGER NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
  latitude REAL NOT NULL CHECK (latitude BETWEEN -90 AND 90),
  longitude REAL NOT NULL CHECK (longitude BETWEEN -180 AND 180),
  started_at INTEGER NOT NULL CHECK (started_at >= 0),
  ended_at INTEGER NOT NULL,
  cell TEXT GENERATED ALWAYS AS (CAST((latitude + 90) / 10 AS INTEGER) || ':' || CAST((longitude + 180) / 10 AS INTEGER)) VIRTUAL,
  PRIMARY KEY (day, episode_id),
  CHECK (ended_at >= started_at)
) WITHOUT ROWID;

CREATE INDEX spatiotemporal_index_by_episode ON spatiotemporal_index (episode_id);
CREATE INDEX spatiotemporal_index_by_place ON spatiotemporal_index (cell, started_at);

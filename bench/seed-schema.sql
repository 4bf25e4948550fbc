-- What bench/seed.ts seeds: a tenth of the rows are episodes, a tenth patterns, the rest steps.
CREATE TABLE episodes (
  id INTEGER PRIMARY KEY,
  agent TEXT NOT NULL,
  task TEXT NOT NULL,
  status TEXT NOT NULL,
  reward REAL,
  started_at INTEGER NOT NULL,
  note TEXT
);
CREATE TABLE steps (
  id INTEGER PRIMARY KEY,
  episode_id INTEGER NOT NULL REFERENCES episodes (id),
  position INTEGER NOT NULL,
  tool TEXT NOT NULL,
  action TEXT NOT NULL,
  succeeded INTEGER NOT NULL,
  latency REAL NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX steps_by_episode ON steps (episode_id);
CREATE TABLE patterns (
  id INTEGER PRIMARY KEY,
  episode_id INTEGER NOT NULL REFERENCES episodes (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  confidence REAL NOT NULL,
  seen INTEGER NOT NULL
);

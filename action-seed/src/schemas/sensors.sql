-- Devices that measure: readings by the millisecond, alerts, firmware, and roll-ups by the hour.
CREATE TABLE sites (id INTEGER PRIMARY KEY, name TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL, elevation_m REAL);
CREATE TABLE firmware (
  version TEXT PRIMARY KEY CHECK (version GLOB '[0-9]*.[0-9]*.[0-9]*'),
  released_at TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
  size_bytes INTEGER NOT NULL CHECK (size_bytes > 1024)
) WITHOUT ROWID;
CREATE TABLE devices (
  device_id TEXT PRIMARY KEY,
  site_id INTEGER NOT NULL REFERENCES sites (id),
  gateway_id TEXT REFERENCES devices (device_id),
  mac TEXT NOT NULL UNIQUE CHECK (mac GLOB '[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]:[0-9a-f][0-9a-f]'),
  ip TEXT,
  firmware_version TEXT REFERENCES firmware (version),
  battery_percent INTEGER CHECK (battery_percent BETWEEN 0 AND 100),
  installed_at TEXT NOT NULL,
  last_seen_at TEXT,
  CHECK (last_seen_at >= installed_at)
) WITHOUT ROWID;
CREATE TABLE sensors (
  sensor_id INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL REFERENCES devices (device_id) ON DELETE CASCADE,
  quantity TEXT NOT NULL CHECK (quantity IN ('temperature', 'humidity', 'pressure', 'co2')),
  unit TEXT NOT NULL,
  min_value REAL,
  max_value REAL,
  UNIQUE (device_id, quantity),
  CHECK (min_value < max_value)
);
CREATE TABLE readings (
  sensor_id INTEGER NOT NULL REFERENCES sensors (sensor_id),
  ts_ms INTEGER NOT NULL,
  value REAL NOT NULL,
  quality INTEGER NOT NULL DEFAULT 192 CHECK (quality BETWEEN 0 AND 255),
  PRIMARY KEY (sensor_id, ts_ms)
) WITHOUT ROWID;
CREATE TABLE hourly (
  sensor_id INTEGER NOT NULL REFERENCES sensors (sensor_id),
  hour TEXT NOT NULL CHECK (length(hour) = 13),
  low REAL NOT NULL,
  high REAL NOT NULL,
  mean REAL NOT NULL,
  samples INTEGER NOT NULL CHECK (samples > 0),
  PRIMARY KEY (sensor_id, hour),
  CHECK (low <= mean AND mean <= high)
) WITHOUT ROWID;
CREATE TABLE alerts (
  id INTEGER PRIMARY KEY,
  sensor_id INTEGER NOT NULL REFERENCES sensors (sensor_id),
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
  raised_at TEXT NOT NULL,
  cleared_at TEXT,
  acknowledged_by TEXT,
  message TEXT NOT NULL,
  CHECK (cleared_at IS NULL OR cleared_at > raised_at)
);

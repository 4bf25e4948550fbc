-- CHECKs of all kinds, most of them about one column, some about several, some that only the database can judge.
CREATE TABLE numbers (
  id INTEGER PRIMARY KEY CHECK (id > 0),
  even INTEGER NOT NULL CHECK (even % 2 = 0),
  between_them INTEGER NOT NULL CHECK (between_them NOT BETWEEN 100 AND 200),
  low REAL NOT NULL,
  high REAL NOT NULL,
  percent REAL NOT NULL CHECK (percent >= 0.0 AND percent <= 100.0),
  tiny REAL NOT NULL CHECK (tiny > 0 AND tiny < 0.001),
  huge INTEGER NOT NULL CHECK (huge >= 9000000000000),
  negative INTEGER NOT NULL CHECK (negative < 0),
  one_of INTEGER NOT NULL CHECK (one_of IN (2, 3, 5, 7, 11)),
  not_of INTEGER NOT NULL CHECK (not_of NOT IN (1, 2, 3)),
  kind TEXT NOT NULL CHECK (typeof(kind) = 'text'),
  whole INTEGER NOT NULL CHECK (typeof(whole) = 'integer'),
  CHECK (low < high)
);
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL CHECK (email LIKE '%@%' AND email NOT LIKE '% %'),
  code TEXT NOT NULL CHECK (length(code) BETWEEN 4 AND 6 AND code = upper(code)),
  digits TEXT NOT NULL CHECK (digits NOT GLOB '*[^0-9]*'),
  plate TEXT NOT NULL UNIQUE CHECK (plate GLOB '[A-Z][A-Z]-[A-Z][A-Z] [0-9][0-9][0-9]'),
  hex_color TEXT NOT NULL CHECK (hex_color LIKE '#______'),
  trimmed TEXT NOT NULL CHECK (trimmed = trim(trimmed) AND trimmed <> ''),
  first_letter TEXT NOT NULL CHECK (substr(first_letter, 1, 1) BETWEEN 'a' AND 'z'),
  domain TEXT NOT NULL CHECK (instr(domain, '.') > 0),
  choice TEXT NOT NULL CHECK (choice = 'yes' OR choice = 'no' OR choice = 'maybe'),
  quoted TEXT NOT NULL CHECK ("quoted" IN ('it''s', 'a "b"', 'c')),
  folded TEXT NOT NULL COLLATE NOCASE CHECK (folded IN ('Alpha', 'BETA'))
);
CREATE TABLE moments (
  id INTEGER PRIMARY KEY,
  day TEXT NOT NULL CHECK (day = date(day)),
  stamp TEXT NOT NULL CHECK (stamp IS strftime('%Y-%m-%d %H:%M:%S', stamp)),
  clock TEXT NOT NULL CHECK (time(clock) IS NOT NULL),
  unix INTEGER NOT NULL CHECK (unix BETWEEN 1600000000 AND 1800000000),
  opens_at TEXT NOT NULL,
  closes_at TEXT NOT NULL,
  weekday INTEGER NOT NULL CHECK (weekday >= 0 AND weekday <= 6),
  CHECK (closes_at > opens_at)
);
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  body TEXT NOT NULL CHECK (json_valid(body)),
  kind TEXT NOT NULL CHECK (json_type(body) IN ('object', 'array')),
  tags TEXT NOT NULL CHECK (json_valid(tags) AND json_array_length(tags) > 0),
  checksum BLOB NOT NULL CHECK (length(checksum) = 32 AND typeof(checksum) = 'blob')
);
CREATE TABLE shapes (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('circle', 'rectangle')),
  radius REAL,
  width REAL,
  height REAL,
  area REAL GENERATED ALWAYS AS (CASE kind WHEN 'circle' THEN 3.14159 * radius * radius ELSE width * height END) VIRTUAL,
  CHECK (CASE kind WHEN 'circle' THEN radius IS NOT NULL AND width IS NULL ELSE width IS NOT NULL AND height IS NOT NULL END),
  CHECK (area IS NULL OR area > 0)
);
CREATE TABLE owners (
  id INTEGER PRIMARY KEY,
  number_id INTEGER REFERENCES numbers (id),
  text_id INTEGER REFERENCES texts (id),
  document_id INTEGER REFERENCES documents (id),
  CONSTRAINT exactly_one CHECK ((number_id IS NOT NULL) + (text_id IS NOT NULL) + (document_id IS NOT NULL) >= 1)
);

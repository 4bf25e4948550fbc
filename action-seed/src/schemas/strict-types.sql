-- Strict tables with every type they have, keys of every type, and no rowid wherever possible.
CREATE TABLE ints (n INT PRIMARY KEY, m INTEGER NOT NULL UNIQUE, flag INT NOT NULL DEFAULT 0, total INTEGER) STRICT, WITHOUT ROWID;
CREATE TABLE reals (r REAL PRIMARY KEY, score REAL NOT NULL, ratio REAL CHECK (ratio BETWEEN 0 AND 1)) STRICT, WITHOUT ROWID;
CREATE TABLE texts (t TEXT PRIMARY KEY, title TEXT NOT NULL, lang TEXT CHECK (length(lang) = 2)) STRICT, WITHOUT ROWID;
CREATE TABLE blobs (b BLOB PRIMARY KEY, digest BLOB NOT NULL CHECK (length(digest) = 20), thumbnail BLOB) STRICT, WITHOUT ROWID;
CREATE TABLE anys (a ANY PRIMARY KEY, payload ANY, note ANY NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  n INT NOT NULL REFERENCES ints (n),
  m INTEGER REFERENCES ints (m),
  r REAL REFERENCES reals (r),
  t TEXT NOT NULL REFERENCES texts (t),
  b BLOB REFERENCES blobs (b),
  a ANY REFERENCES anys (a),
  UNIQUE (n, t)
) STRICT;
CREATE TABLE derived (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  price_cents INTEGER NOT NULL,
  quantity INTEGER NOT NULL DEFAULT 1,
  amount_cents INTEGER GENERATED ALWAYS AS (price_cents * quantity) STORED,
  label TEXT GENERATED ALWAYS AS (id || ': ' || name) VIRTUAL,
  is_bulk INTEGER GENERATED ALWAYS AS (quantity > 10) VIRTUAL
) STRICT;
CREATE UNIQUE INDEX derived_label ON derived (label);

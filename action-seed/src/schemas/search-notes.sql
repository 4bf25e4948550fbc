-- Notes with full-text search, kept up to date by triggers, which also write a log and counts.
CREATE TABLE notebooks (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, color TEXT DEFAULT '#336699', created_at TEXT DEFAULT (datetime('now')));
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  notebook_id INTEGER NOT NULL REFERENCES notebooks (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  body TEXT NOT NULL DEFAULT '',
  is_pinned INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL DEFAULT (datetime('now')),
  updated_at TEXT NOT NULL DEFAULT (datetime('now'))
);
CREATE VIRTUAL TABLE notes_fts USING fts5 (title, body, content = 'notes', content_rowid = 'id');
CREATE TRIGGER notes_insert AFTER INSERT ON notes BEGIN
  INSERT INTO notes_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TRIGGER notes_delete AFTER DELETE ON notes BEGIN
  INSERT INTO notes_fts (notes_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
END;
CREATE TRIGGER notes_update AFTER UPDATE ON notes BEGIN
  INSERT INTO notes_fts (notes_fts, rowid, title, body) VALUES ('delete', old.id, old.title, old.body);
  INSERT INTO notes_fts (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
CREATE TABLE tags (id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (tag <> ''));
CREATE TABLE note_tags (
  note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  tag_id INTEGER NOT NULL REFERENCES tags (id) ON DELETE CASCADE,
  PRIMARY KEY (note_id, tag_id)
);
CREATE TABLE attachments (
  id TEXT PRIMARY KEY,
  note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  file_name TEXT NOT NULL,
  mime_type TEXT NOT NULL DEFAULT 'application/octet-stream' CHECK (mime_type LIKE '%/%'),
  data BLOB,
  size INTEGER NOT NULL CHECK (size BETWEEN 0 AND 10485760)
);
CREATE TABLE links (
  from_note INTEGER NOT NULL REFERENCES notes (id),
  to_note INTEGER NOT NULL REFERENCES notes (id),
  label TEXT,
  CHECK (from_note <> to_note)
);
CREATE TABLE revisions (
  note_id INTEGER NOT NULL REFERENCES notes (id) ON DELETE CASCADE,
  revision INTEGER NOT NULL CHECK (revision >= 1),
  diff TEXT NOT NULL,
  saved_at TEXT NOT NULL,
  PRIMARY KEY (note_id, revision)
) WITHOUT ROWID;

-- A forum: boards in boards, threads with posts that answer posts, members who follow, block and message each other.
CREATE TABLE members (
  id INTEGER PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE COLLATE NOCASE,
  email TEXT NOT NULL UNIQUE,
  reputation INTEGER NOT NULL DEFAULT 0,
  invited_by INTEGER REFERENCES members (id),
  joined_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  banned_until TEXT
);
CREATE TABLE boards (
  id INTEGER PRIMARY KEY,
  parent_id INTEGER REFERENCES boards (id),
  title TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  UNIQUE (parent_id, position)
);
CREATE TABLE threads (
  id INTEGER PRIMARY KEY,
  board_id INTEGER NOT NULL REFERENCES boards (id),
  author_id INTEGER NOT NULL REFERENCES members (id),
  title TEXT NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0,
  locked INTEGER NOT NULL DEFAULT 0,
  last_post_id INTEGER REFERENCES posts (id)
);
CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  thread_id INTEGER NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
  author_id INTEGER NOT NULL REFERENCES members (id),
  answers_id INTEGER REFERENCES posts (id),
  body TEXT NOT NULL CHECK (length(body) BETWEEN 1 AND 10000),
  posted_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  edited_at TEXT
);
CREATE TABLE votes (
  member_id INTEGER NOT NULL REFERENCES members (id),
  post_id INTEGER NOT NULL REFERENCES posts (id),
  value INTEGER NOT NULL CHECK (value IN (-1, 1)),
  PRIMARY KEY (member_id, post_id)
) WITHOUT ROWID;
CREATE TABLE follows (
  follower_id INTEGER NOT NULL REFERENCES members (id),
  followed_id INTEGER NOT NULL REFERENCES members (id),
  since TEXT NOT NULL DEFAULT CURRENT_DATE,
  PRIMARY KEY (follower_id, followed_id),
  CHECK (follower_id <> followed_id)
) WITHOUT ROWID;
CREATE TABLE friendships (
  lower_id INTEGER NOT NULL REFERENCES members (id),
  higher_id INTEGER NOT NULL REFERENCES members (id),
  UNIQUE (lower_id, higher_id),
  CHECK (lower_id < higher_id)
);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  sender_id INTEGER NOT NULL REFERENCES members (id),
  recipient_id INTEGER NOT NULL REFERENCES members (id),
  subject TEXT,
  body TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  read_at TEXT,
  CHECK (sender_id != recipient_id),
  CHECK (read_at IS NULL OR read_at >= sent_at)
);
CREATE TABLE profiles (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  about TEXT,
  website TEXT,
  signature TEXT,
  favourite_board INTEGER REFERENCES boards (id)
);

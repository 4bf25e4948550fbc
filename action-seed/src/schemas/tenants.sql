-- Many tenants in one database: every key begins with the tenant, and references stay within it.
CREATE TABLE tenants (
  tenant_id TEXT PRIMARY KEY CHECK (length(tenant_id) = 36),
  name TEXT NOT NULL,
  plan TEXT NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'team', 'enterprise')),
  subdomain TEXT NOT NULL UNIQUE CHECK (subdomain = lower(subdomain) AND subdomain NOT LIKE '% %')
) WITHOUT ROWID;
CREATE TABLE users (
  tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL,
  email TEXT NOT NULL,
  full_name TEXT,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, email)
) WITHOUT ROWID;
CREATE TABLE projects (
  tenant_id TEXT NOT NULL REFERENCES tenants (tenant_id) ON DELETE CASCADE,
  project_id INTEGER NOT NULL,
  key TEXT NOT NULL CHECK (key GLOB '[A-Z][A-Z]*'),
  name TEXT NOT NULL,
  lead_id INTEGER,
  PRIMARY KEY (tenant_id, project_id),
  UNIQUE (tenant_id, key),
  FOREIGN KEY (tenant_id, lead_id) REFERENCES users (tenant_id, user_id)
) WITHOUT ROWID;
CREATE TABLE issues (
  tenant_id TEXT NOT NULL,
  project_id INTEGER NOT NULL,
  number INTEGER NOT NULL CHECK (number > 0),
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'in progress', 'closed')),
  reporter_id INTEGER NOT NULL,
  assignee_id INTEGER,
  estimate REAL CHECK (estimate IN (0.5, 1, 2, 3, 5, 8)),
  PRIMARY KEY (tenant_id, project_id, number),
  FOREIGN KEY (tenant_id, project_id) REFERENCES projects (tenant_id, project_id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, assignee_id) REFERENCES users (tenant_id, user_id)
);
CREATE TABLE comments (
  id INTEGER PRIMARY KEY,
  tenant_id TEXT NOT NULL,
  project_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  body TEXT NOT NULL,
  created_at TEXT NOT NULL,
  FOREIGN KEY (tenant_id, project_id, number) REFERENCES issues (tenant_id, project_id, number) ON DELETE CASCADE
);
CREATE TABLE labels (
  tenant_id TEXT NOT NULL REFERENCES tenants,
  label TEXT NOT NULL,
  color TEXT NOT NULL CHECK (color GLOB '#[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]'),
  PRIMARY KEY (tenant_id, label)
) WITHOUT ROWID;
CREATE TABLE api_keys (
  tenant_id TEXT NOT NULL REFERENCES tenants,
  key_hash BLOB NOT NULL UNIQUE CHECK (length(key_hash) = 32),
  scopes JSON NOT NULL CHECK (json_valid(scopes)),
  last_used_at TEXT,
  PRIMARY KEY (tenant_id, key_hash)
) WITHOUT ROWID;

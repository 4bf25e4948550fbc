-- Types from other databases, which SQLite gives NUMERIC affinity or whatever their letters say: texts that look like numbers must not become some.
CREATE TABLE "tbl Person" (
  person_no BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  surname STRING NOT NULL,
  phone STRING,
  zip STRING,
  passport_no STRING UNIQUE,
  born DATE,
  is_member BOOL DEFAULT 0,
  active BOOLEAN NOT NULL,
  height DOUBLE PRECISION,
  weight FLOAT(24),
  balance MONEY,
  rate NUMBER(6, 3),
  points DEC(10, 0),
  notes LONGTEXT,
  photo LONGBLOB,
  session UUID NOT NULL,
  settings JSONB,
  guid UNIQUEIDENTIFIER
);
CREATE TABLE stamps (
  id MEDIUMINT PRIMARY KEY,
  created DATETIME DEFAULT CURRENT_TIMESTAMP,
  updated TIMESTAMP,
  day DATE DEFAULT CURRENT_DATE,
  clock TIME DEFAULT CURRENT_TIME,
  changed_ms UNSIGNED BIG INT DEFAULT (unixepoch('subsec') * 1000),
  julian REAL,
  year YEAR
);
CREATE TABLE untyped (a, b UNIQUE, name, price, created_at, person_no REFERENCES "tbl Person" (person_no));
CREATE TABLE flags (
  name VARYING CHARACTER(40) PRIMARY KEY,
  value NATIVE CHARACTER(70),
  kind CLOB,
  bit BIT,
  tiny TINYINT(1) NOT NULL DEFAULT 0,
  version VARCHAR2(20),
  ip INET,
  amount DECIMAL(12, 4) NOT NULL DEFAULT 0.0,
  floating_point POINT
) WITHOUT ROWID;
CREATE TABLE logs (
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  level ENUM CHECK (level IN ('debug', 'info', 'warn', 'error')),
  person_no BIGINT NOT NULL REFERENCES "tbl Person",
  stamp_id MEDIUMINT REFERENCES stamps (id) ON DELETE SET NULL,
  message TINYTEXT
);

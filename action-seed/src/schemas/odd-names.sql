-- Every kind of name that quoting allows.
CREATE TABLE "select" ("from" INTEGER PRIMARY KEY, "where" TEXT NOT NULL, "group" TEXT UNIQUE, "order" INTEGER CHECK ("order" > 0), "values" REAL);
CREATE TABLE "Order Details; DROP TABLE x" (
  "a b" INTEGER PRIMARY KEY,
  [c d] TEXT NOT NULL,
  `e``f` TEXT,
  'g''h' REAL,
  "i""j" INTEGER REFERENCES "select" ("from"),
  CHECK ([c d] <> '' AND "a b" > 0)
);
CREATE TABLE "名前" ("識別子" INTEGER PRIMARY KEY, "題名" TEXT NOT NULL, "価格 €" NUMERIC CHECK ("価格 €" >= 0), "🎉" TEXT UNIQUE, "Größe" REAL);
CREATE TABLE "__proto__" (
  "constructor" TEXT NOT NULL UNIQUE,
  "toString" INTEGER REFERENCES "名前" ("識別子"),
  "hasOwnProperty" TEXT REFERENCES "名前" ("🎉"),
  "" TEXT
);
CREATE TABLE MixedCase (ID INTEGER PRIMARY KEY, ParentID INTEGER REFERENCES mixedcase (id), "UPPER" TEXT, "new
line" TEXT NOT NULL, "tab	here" INTEGER, "per%cent_" TEXT, "quote'd" TEXT CHECK (length("QUOTE'D") < 50));
CREATE TABLE "rowid" ("rowid" TEXT NOT NULL, "oid" INTEGER, "_rowid_" REAL, "index" INTEGER NOT NULL, UNIQUE ("index", "rowid"));
CREATE TABLE "a.b" ("main.x" INTEGER PRIMARY KEY, "*" TEXT, "?" TEXT, ":p" TEXT, "$v" INTEGER, "@w" INTEGER, "--" TEXT, "/*" TEXT);
CREATE TABLE "123" ("456" INTEGER PRIMARY KEY, "7e8" INTEGER NOT NULL REFERENCES "123" ("456"), "0x" TEXT REFERENCES "__proto__" ("constructor"));

-- A ledger in double entry, strict: amounts in cents, currencies, holds, limits.
CREATE TABLE currencies (
  code TEXT PRIMARY KEY CHECK (length(code) = 3 AND code = upper(code)),
  name TEXT NOT NULL,
  decimals INTEGER NOT NULL DEFAULT 2 CHECK (decimals BETWEEN 0 AND 4)
) STRICT, WITHOUT ROWID;
CREATE TABLE parties (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'company')),
  full_name TEXT,
  company_name TEXT,
  born_on TEXT CHECK (born_on IS NULL OR date(born_on) = born_on),
  risk_score REAL NOT NULL DEFAULT 0.0 CHECK (risk_score >= 0 AND risk_score <= 1),
  CHECK (
    CASE kind WHEN 'person' THEN full_name IS NOT NULL AND company_name IS NULL ELSE company_name IS NOT NULL END
  )
) STRICT;
CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  iban TEXT NOT NULL UNIQUE CHECK (iban GLOB '[A-Z][A-Z][0-9][0-9]*' AND length(iban) BETWEEN 15 AND 34),
  owner_id INTEGER NOT NULL REFERENCES parties (id),
  currency TEXT NOT NULL REFERENCES currencies (code),
  kind TEXT NOT NULL CHECK (kind IN ('asset', 'liability', 'income', 'expense')),
  overdraft_limit INTEGER NOT NULL DEFAULT 0 CHECK (overdraft_limit >= 0 AND overdraft_limit % 100 = 0),
  opened_at TEXT NOT NULL CHECK (datetime(opened_at) IS NOT NULL),
  closed_at TEXT CHECK (closed_at > opened_at)
) STRICT;
CREATE TABLE transfers (
  id TEXT PRIMARY KEY CHECK (length(id) = 36),
  from_account INTEGER NOT NULL REFERENCES accounts (id),
  to_account INTEGER NOT NULL REFERENCES accounts (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  state TEXT NOT NULL CHECK (state IN ('requested', 'booked', 'rejected')),
  reference TEXT CHECK (length(reference) <= 140),
  requested_at INTEGER NOT NULL,
  booked_at INTEGER,
  CHECK (from_account <> to_account),
  CHECK (booked_at IS NULL OR booked_at >= requested_at),
  CHECK ((state = 'booked') = (booked_at IS NOT NULL))
) STRICT;
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  transfer_id TEXT NOT NULL REFERENCES transfers (id),
  account_id INTEGER NOT NULL REFERENCES accounts (id),
  side TEXT NOT NULL CHECK (side IN ('D', 'C')),
  amount INTEGER NOT NULL CHECK (amount > 0),
  signed INTEGER NOT NULL GENERATED ALWAYS AS (CASE side WHEN 'D' THEN amount ELSE -amount END) STORED,
  CHECK (abs(signed) = amount),
  UNIQUE (transfer_id, account_id, side)
) STRICT;
CREATE TABLE exchange_rates (
  base TEXT NOT NULL REFERENCES currencies (code),
  quote TEXT NOT NULL REFERENCES currencies (code),
  valid_on TEXT NOT NULL CHECK (valid_on IS date(valid_on)),
  rate REAL NOT NULL CHECK (rate > 0),
  PRIMARY KEY (base, quote, valid_on),
  CHECK (base <> quote)
) STRICT, WITHOUT ROWID;
CREATE TABLE holds (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  hold_no INTEGER NOT NULL,
  amount INTEGER NOT NULL CHECK (amount BETWEEN 1 AND 10000000),
  released INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
  evidence BLOB,
  extra ANY,
  PRIMARY KEY (account_id, hold_no)
) STRICT;

-- A warehouse: parts made of parts, stock by bin, movements, purchase orders.
CREATE TABLE units (code TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 8), description TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE parts (
  part_no TEXT PRIMARY KEY CHECK (part_no LIKE 'P%' AND length(part_no) BETWEEN 5 AND 12),
  description TEXT NOT NULL,
  unit TEXT NOT NULL REFERENCES units (code),
  min_stock INTEGER NOT NULL DEFAULT 0 CHECK (min_stock >= 0),
  max_stock INTEGER NOT NULL CHECK (max_stock > 0),
  lead_time_days INTEGER CHECK (lead_time_days BETWEEN 0 AND 365),
  weight REAL,
  barcode TEXT UNIQUE CHECK (length(barcode) = 13 AND barcode NOT GLOB '*[^0-9]*'),
  CHECK (min_stock <= max_stock)
) WITHOUT ROWID;
CREATE TABLE bill_of_materials (
  assembly TEXT NOT NULL REFERENCES parts (part_no),
  component TEXT NOT NULL REFERENCES parts (part_no),
  quantity REAL NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (assembly, component),
  CHECK (assembly <> component)
) WITHOUT ROWID;
CREATE TABLE warehouses (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, address TEXT, manager TEXT);
CREATE TABLE bins (
  warehouse_id INTEGER NOT NULL REFERENCES warehouses (id),
  aisle TEXT NOT NULL CHECK (aisle GLOB '[A-Z]'),
  shelf INTEGER NOT NULL CHECK (shelf BETWEEN 1 AND 20),
  capacity INTEGER NOT NULL CHECK (capacity > 0),
  PRIMARY KEY (warehouse_id, aisle, shelf)
);
CREATE TABLE stock (
  warehouse_id INTEGER NOT NULL,
  aisle TEXT NOT NULL,
  shelf INTEGER NOT NULL,
  part_no TEXT NOT NULL REFERENCES parts (part_no),
  quantity INTEGER NOT NULL CHECK (quantity >= 0),
  counted_at TEXT,
  PRIMARY KEY (warehouse_id, aisle, shelf, part_no),
  FOREIGN KEY (warehouse_id, aisle, shelf) REFERENCES bins (warehouse_id, aisle, shelf)
);
CREATE TABLE suppliers (
  id INTEGER PRIMARY KEY,
  company TEXT NOT NULL,
  contact_name TEXT,
  email TEXT CHECK (email LIKE '%@%'),
  website TEXT CHECK (website LIKE 'http%'),
  rating INTEGER CHECK (rating BETWEEN 1 AND 5)
);
CREATE TABLE purchase_orders (
  po_number INTEGER PRIMARY KEY CHECK (po_number >= 100000),
  supplier_id INTEGER NOT NULL REFERENCES suppliers (id),
  ordered_on DATE NOT NULL,
  due_on DATE,
  received_on DATE,
  status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'received', 'cancelled')),
  CHECK (received_on IS NULL OR received_on >= ordered_on)
);
CREATE TABLE purchase_order_lines (
  po_number INTEGER NOT NULL REFERENCES purchase_orders (po_number) ON DELETE CASCADE,
  line INTEGER NOT NULL CHECK (line > 0),
  part_no TEXT NOT NULL REFERENCES parts (part_no),
  ordered INTEGER NOT NULL CHECK (ordered > 0),
  received INTEGER NOT NULL DEFAULT 0 CHECK (received >= 0),
  price NUMERIC(12, 4) NOT NULL CHECK (price > 0),
  PRIMARY KEY (po_number, line),
  CHECK (received <= ordered)
) WITHOUT ROWID;
CREATE TABLE movements (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  part_no TEXT NOT NULL REFERENCES parts (part_no),
  kind TEXT NOT NULL CHECK (kind IN ('in', 'out', 'move', 'count')),
  quantity INTEGER NOT NULL CHECK (quantity <> 0),
  moved_at INTEGER NOT NULL DEFAULT (unixepoch()),
  reason TEXT,
  CHECK (kind <> 'in' OR quantity > 0)
);

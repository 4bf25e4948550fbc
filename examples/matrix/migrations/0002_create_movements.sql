CREATE TABLE movements (
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES products ON DELETE RESTRICT,
  quantity INTEGER NOT NULL CHECK (quantity <> 0),
  moved_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;

CREATE INDEX movements_by_product ON movements (product_id);

-- Nobody takes out what is not there, whatever the application does.
CREATE TRIGGER movements_within_stock BEFORE INSERT ON movements
WHEN NEW.quantity < 0
BEGIN
  SELECT RAISE(ABORT, 'not enough in stock')
  WHERE (SELECT coalesce(sum(quantity), 0) FROM movements WHERE product_id = NEW.product_id) + NEW.quantity < 0;
END;

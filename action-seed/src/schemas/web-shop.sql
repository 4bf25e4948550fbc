-- A shop on the web: variants of products, carts, orders with a state, coupons and reviews.
CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email VARCHAR(255) NOT NULL UNIQUE,
  first_name VARCHAR(100) NOT NULL,
  last_name VARCHAR(100) NOT NULL,
  phone VARCHAR(20) CHECK (phone GLOB '+[0-9]*'),
  newsletter BOOLEAN NOT NULL DEFAULT FALSE,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE addresses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_id INTEGER NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  kind VARCHAR(10) NOT NULL CHECK (kind IN ('billing', 'shipping')),
  street VARCHAR(200) NOT NULL,
  city VARCHAR(100) NOT NULL,
  postal_code VARCHAR(12) NOT NULL,
  country_code CHAR(2) NOT NULL CHECK (country_code = upper(country_code) AND length(country_code) = 2)
);
CREATE TABLE products (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sku VARCHAR(20) NOT NULL UNIQUE CHECK (sku GLOB '[A-Z][A-Z][A-Z]-[0-9][0-9][0-9][0-9]*'),
  name VARCHAR(200) NOT NULL,
  description TEXT,
  price DECIMAL(10, 2) NOT NULL CHECK (price > 0),
  cost DECIMAL(10, 2) CHECK (cost >= 0),
  weight_grams INTEGER CHECK (weight_grams BETWEEN 1 AND 50000),
  attributes JSON,
  is_active BOOLEAN NOT NULL DEFAULT TRUE,
  CHECK (cost IS NULL OR cost < price)
);
CREATE TABLE product_variants (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  size VARCHAR(5) CHECK (size IN ('XS', 'S', 'M', 'L', 'XL')),
  color VARCHAR(20),
  stock INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0),
  UNIQUE (product_id, size, color)
);
CREATE TABLE coupons (
  code VARCHAR(12) PRIMARY KEY CHECK (code = upper(code)),
  percent_off INTEGER CHECK (percent_off BETWEEN 1 AND 100),
  amount_off DECIMAL(8, 2) CHECK (amount_off > 0),
  valid_from DATE NOT NULL,
  valid_until DATE NOT NULL,
  CHECK ((percent_off IS NULL) <> (amount_off IS NULL)),
  CHECK (valid_until >= valid_from)
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_number VARCHAR(20) NOT NULL UNIQUE CHECK (order_number LIKE 'ORD-%'),
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  billing_address_id INTEGER REFERENCES addresses (id),
  shipping_address_id INTEGER REFERENCES addresses (id),
  coupon_code VARCHAR(12) REFERENCES coupons (code),
  status VARCHAR(12) NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid', 'shipped', 'delivered', 'cancelled')),
  currency CHAR(3) NOT NULL DEFAULT 'EUR' CHECK (length(currency) = 3),
  subtotal_cents INTEGER NOT NULL CHECK (subtotal_cents >= 0),
  tax_cents INTEGER NOT NULL CHECK (tax_cents >= 0),
  total_cents INTEGER GENERATED ALWAYS AS (subtotal_cents + tax_cents) STORED CHECK (total_cents < 100000000),
  placed_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  shipped_at DATETIME,
  CHECK (shipped_at IS NULL OR status IN ('shipped', 'delivered'))
);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  line_no INTEGER NOT NULL CHECK (line_no > 0),
  variant_id INTEGER NOT NULL REFERENCES product_variants (id),
  quantity INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 99),
  unit_price_cents INTEGER NOT NULL CHECK (unit_price_cents >= 0),
  line_total_cents INTEGER AS (quantity * unit_price_cents) VIRTUAL,
  PRIMARY KEY (order_id, line_no)
);
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
  title VARCHAR(120),
  body TEXT,
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  UNIQUE (product_id, customer_id)
);
CREATE TABLE payments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  order_id INTEGER NOT NULL UNIQUE REFERENCES orders (id),
  method VARCHAR(10) NOT NULL CHECK (method IN ('card', 'invoice', 'paypal')),
  card_last4 CHAR(4) CHECK (card_last4 GLOB '[0-9][0-9][0-9][0-9]'),
  amount_cents INTEGER NOT NULL CHECK (amount_cents > 0),
  paid_at DATETIME,
  CHECK (method <> 'card' OR card_last4 IS NOT NULL)
);

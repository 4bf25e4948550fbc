-- Rooms that are booked: calendars, recurring events, guests, and prices by season.
CREATE TABLE locations (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  street TEXT NOT NULL,
  city TEXT NOT NULL,
  zip TEXT NOT NULL,
  timezone TEXT NOT NULL DEFAULT 'UTC',
  lat REAL CHECK (lat BETWEEN -90 AND 90),
  lng REAL CHECK (lng BETWEEN -180 AND 180)
);
CREATE TABLE rooms (
  id INTEGER PRIMARY KEY,
  location_id INTEGER NOT NULL REFERENCES locations (id),
  room_number TEXT NOT NULL,
  floor INTEGER,
  seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 500),
  has_projector BOOLEAN NOT NULL DEFAULT FALSE,
  hourly_rate DECIMAL(6, 2) NOT NULL CHECK (hourly_rate >= 5),
  UNIQUE (location_id, room_number)
);
CREATE TABLE guests (
  id INTEGER PRIMARY KEY,
  full_name TEXT NOT NULL,
  email TEXT NOT NULL UNIQUE,
  phone TEXT,
  language TEXT NOT NULL DEFAULT 'en' CHECK (length(language) = 2)
);
CREATE TABLE bookings (
  id INTEGER PRIMARY KEY,
  reference TEXT NOT NULL UNIQUE CHECK (reference GLOB 'BK-[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]'),
  room_id INTEGER NOT NULL REFERENCES rooms (id),
  guest_id INTEGER NOT NULL REFERENCES guests (id),
  starts_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  adults INTEGER NOT NULL DEFAULT 1 CHECK (adults >= 1),
  children INTEGER NOT NULL DEFAULT 0 CHECK (children >= 0),
  status TEXT NOT NULL CHECK (status IN ('tentative', 'confirmed', 'cancelled')),
  cancelled_at TEXT,
  CHECK (starts_at < ends_at),
  CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
  CHECK (adults + children <= 2000)
);
CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  booking_id INTEGER REFERENCES bookings (id) ON DELETE CASCADE,
  title TEXT NOT NULL,
  start_date DATE NOT NULL,
  end_date DATE NOT NULL,
  all_day INTEGER NOT NULL DEFAULT 0 CHECK (all_day IN (0, 1)),
  rrule TEXT CHECK (rrule IS NULL OR rrule LIKE 'FREQ=%'),
  CHECK (end_date >= start_date)
);
CREATE TABLE attendees (
  event_id INTEGER NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  guest_id INTEGER NOT NULL REFERENCES guests (id),
  response TEXT NOT NULL DEFAULT 'none' CHECK (response IN ('none', 'yes', 'no', 'maybe')),
  PRIMARY KEY (event_id, guest_id)
);
CREATE TABLE prices (
  room_id INTEGER NOT NULL REFERENCES rooms (id),
  season TEXT NOT NULL CHECK (season IN ('low', 'mid', 'high')),
  from_month INTEGER NOT NULL CHECK (from_month BETWEEN 1 AND 12),
  to_month INTEGER NOT NULL CHECK (to_month BETWEEN 1 AND 12),
  factor REAL NOT NULL CHECK (factor > 0 AND factor < 10),
  PRIMARY KEY (room_id, season),
  CHECK (from_month <= to_month)
);

-- Fails for a tenant that has two users with the same address.
CREATE UNIQUE INDEX users_by_email ON users (email COLLATE NOCASE);

// Every tenant has a database of its own: there is no column to filter by, and none to forget.
import { createClient } from "@libsql/client";

/**
 * Opens the database of a tenant, which the environment names: `DATABASE_URL_ACME` for `acme`. @throws when it names none, so that
 * nobody ends up in the database of another
 */
export function openTenant(name, env = process.env) {
  const variable = `DATABASE_URL_${name.toUpperCase().replaceAll("-", "_")}`;
  const url = env[variable];
  if (!url) throw new Error(`There is no tenant ${name}: ${variable} is not set`);
  return createClient({ url, authToken: env.TURSO_AUTH_TOKEN });
}

/** The projects that are not archived, with their owners: `{ name, owner }`. */
export async function openProjects(tenant) {
  const { rows } = await tenant.execute(`
    SELECT p.name, u.name AS owner
    FROM projects AS p JOIN users AS u ON u.id = p.owner_id
    WHERE NOT p.archived
    ORDER BY p.id`);
  return rows.map(({ name, owner }) => ({ name, owner }));
}

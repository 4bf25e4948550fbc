// Gives the users of the first tenant addresses that differ: of those who share one, all but the first get theirs marked.
import { openTenant } from "../src/tenants.js";

const tenant = openTenant("acme");
const { rowsAffected } = await tenant.execute(`
  UPDATE users SET email = 'duplicate-' || id || '-' || email
  WHERE EXISTS (SELECT 1 FROM users AS first WHERE first.id < users.id AND lower(first.email) = lower(users.email))`);
tenant.close();
console.log(`${rowsAffected} users got another address`);

// What bench/migrate.ts measures of drizzle: its migrator, as a project's own script calls it, on the client that only speaks HTTP, which loads fastest.
// It is run from a folder that has drizzle-orm. Arguments: URL of the database, folder of migrations.
import { createClient } from "@libsql/client/http";
import { drizzle } from "drizzle-orm/libsql/http";
import { migrate } from "drizzle-orm/libsql/migrator";

const [url, migrationsFolder] = process.argv.slice(2);
const client = createClient({ url });
await migrate(drizzle({ client }), { migrationsFolder });
client.close();

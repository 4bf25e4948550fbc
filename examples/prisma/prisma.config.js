import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  // For `prisma migrate dev` alone: the application says itself where its database is.
  datasource: { url: "file:./dev.db" },
});

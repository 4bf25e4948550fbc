// A process that loads rows, to be killed: `node seed-child.ts <URL> <case as JSON>`. It prints `loading` when it begins to write.
import type { SeedCase } from "./seeding.ts";
import { seed } from "./seeding.ts";

const [url = "", given = "{}"] = process.argv.slice(2);
await seed(url, JSON.parse(given) as SeedCase, "new", () => console.log("loading"));
console.log("done");

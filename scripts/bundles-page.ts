// `npm run docs`: writes the page of what the bundles contain.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUNDLES_PAGE, bundleFacts, bundlesPage } from "./bundle/page.ts";
import { HOUSE } from "./run-tool.ts";

writeFileSync(join(HOUSE, BUNDLES_PAGE), bundlesPage(bundleFacts(HOUSE)));

// The pair format: a script that applies a version (`0001_create_users.up.sql`), and one that takes it back (`.down.sql`).
import type { Format } from "../format.ts";
import { checksumOf } from "../migration.ts";
import { nextVersion } from "./next-version.ts";
import { keyOf, OWN_TRACKING } from "./own-tracking.ts";
import { EMPTY_SCRIPT } from "./sql-files.ts";
import { isDirected, readVersionPairs } from "./version-files.ts";
import { pairMigration, wholeFile } from "./version-pairs.ts";

export const pair: Format = {
  name: "pair",
  detect: ({ paths }) => paths.some(isDirected),
  read: (folder) => {
    const { pairs, ignored, findings } = readVersionPairs(folder);
    const migrations = pairs.map((one) =>
      pairMigration({ ...one, key: keyOf(one.version) }, wholeFile, [checksumOf(one.up.text)]),
    );
    return { migrations, ignored, findings };
  },
  tracking: OWN_TRACKING,
  create: (folder, name, now) => {
    const stem = `${nextVersion(readVersionPairs(folder).pairs, now)}_${name}`;
    return [
      { path: `${stem}.up.sql`, text: EMPTY_SCRIPT },
      { path: `${stem}.down.sql`, text: "-- Write here what takes it back.\n" },
    ];
  },
  reversible: true,
};

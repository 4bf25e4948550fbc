// The pair format: a script that applies a version (`0001_create_users.up.sql`), and one that takes it back (`.down.sql`).
import type { Format } from "./format.ts";
import { checksumOf, type Migration } from "./migration.ts";
import { nextVersion } from "./next-version.ts";
import { keyOf, OWN_TRACKING } from "./own-tracking.ts";
import { isDirected, readVersionPairs, wholeFile } from "./version-files.ts";

export const pair: Format = {
  name: "pair",
  detect: ({ paths }) => paths.some(isDirected),
  read: (folder) => {
    const { pairs, ignored, findings } = readVersionPairs(folder);
    const migrations = pairs.map(
      ({ version, name, up, down }): Migration => ({
        version,
        name,
        key: keyOf(version),
        kind: "versioned",
        up: wholeFile(up),
        down: down === undefined ? undefined : wholeFile(down),
        checksums: [checksumOf(up.text)],
      }),
    );
    return { migrations, ignored, findings };
  },
  tracking: OWN_TRACKING,
  create: (folder, name, now) => {
    const stem = `${nextVersion(readVersionPairs(folder).pairs, now)}_${name}`;
    return [
      { path: `${stem}.up.sql`, text: "-- Write the migration here.\n" },
      { path: `${stem}.down.sql`, text: "-- Write here what takes it back.\n" },
    ];
  },
  reversible: true,
};

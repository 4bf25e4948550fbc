// The plain format: one script a version, such as `0001_create_users.sql`.
import type { Format } from "../format.ts";
import { checksumOf, type Migration } from "../migration.ts";
import type { SourceFolder } from "../source-folder.ts";
import { nextVersion } from "./next-version.ts";
import { keyOf, OWN_TRACKING } from "./own-tracking.ts";
import { EMPTY_SCRIPT, topFiles } from "./sql-files.ts";
import { readVersionFiles } from "./version-files.ts";
import { wholeFile } from "./version-pairs.ts";

export const plain: Format = {
  name: "plain",
  detect: (folder) => topFiles(folder).some(({ path }) => /^\d/.test(path)),
  read: (folder) => {
    const { files, ignored, findings } = readVersionFiles(folder);
    const migrations = files.map(
      ({ version, name, source }): Migration => ({
        version,
        name,
        key: keyOf(version),
        kind: "versioned",
        up: wholeFile(source),
        down: undefined,
        checksums: [checksumOf(source.text)],
      }),
    );
    return { migrations, ignored, findings };
  },
  tracking: OWN_TRACKING,
  create: (folder: SourceFolder, name, now) => [
    { path: `${nextVersion(readVersionFiles(folder).files, now)}_${name}.sql`, text: EMPTY_SCRIPT },
  ],
  reversible: false,
};

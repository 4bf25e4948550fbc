// What a format of migrations is: how its folder is known and read, what `create` writes, and the table in which its tool records what is applied.
import type { FolderFinding } from "./folder-rules.ts";
import type { Migration } from "./migration.ts";
import type { SourceFolder } from "./source-folder.ts";
import type { Tracking } from "./tracking.ts";

export interface Format {
  /** What the input `format` calls it. */
  readonly name: string;
  /** Whether a folder is surely of this format. The formats are asked in the order of `FORMATS`. */
  readonly detect: (folder: SourceFolder) => boolean;
  /**
   * Whether a folder that looks plain, or like one of pairs, may be one of this tool's: then the database decides, by whose table is in it. Left out
   * where the folder alone always tells.
   */
  readonly resembles?: (folder: SourceFolder) => boolean;
  /** Reads the migrations. What is wrong with the folder is told as findings and never thrown; only their errors keep it from being applied. */
  readonly read: (folder: SourceFolder) => ReadMigrations;
  readonly tracking: Tracking;
  /** The files of a new migration. `now` is the time that a version is made from. */
  readonly create: (folder: SourceFolder, name: string, now: Date) => NewFile[];
  /** The format has down scripts; a migration without one is worth a finding. */
  readonly reversible: boolean;
  /** What cannot be known of a database that its tool keeps, for whoever reads a status; undefined when there is nothing. */
  readonly limits?: string;
}

export interface ReadMigrations {
  /** In the order in which they are applied; repeatable ones last. */
  readonly migrations: readonly Migration[];
  /** Paths in the folder of SQL files that are no migrations. */
  readonly ignored: readonly string[];
  readonly findings: readonly FolderFinding[];
  /** The table as this folder needs it kept, where that is not the format's own way. */
  readonly tracking?: Tracking;
}

export interface NewFile {
  /** Within the folder, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Takes the place of a file that is there. */
  readonly replaces?: true;
}

// Reads the header of a template that is an SQLite database file (https://sqlite.org/fileformat2.html#the_database_header).
import { open } from "node:fs/promises";
import { unreadable } from "@libsql-actions/shared/inputs/given-file";
import { quote } from "@libsql-actions/shared/inputs/quote";

const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;

/**
 * What the header says.
 * @throws when the file cannot be read, or is no database
 */
export async function readTemplateHeader(path: string): Promise<{ pageBytes: number }> {
  const file = await open(path).catch((cause: unknown) => {
    throw unreadable(path, "template", cause);
  });
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0).catch((cause: unknown) => {
      throw unreadable(path, "template", cause);
    });
    if (bytesRead < HEADER_BYTES || buffer.toString("latin1", 0, MAGIC.length) !== MAGIC)
      throw new Error(`The template ${quote(path)} is not an SQLite database file. A script has the extension \`.sql\`.`);
    const pageBytes = buffer.readUInt16BE(16);
    // 1 stands for 65536, which does not fit.
    return { pageBytes: pageBytes === 1 ? 65_536 : pageBytes };
  } finally {
    await file.close();
  }
}

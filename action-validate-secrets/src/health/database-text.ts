// Text that a database holds, asked for as bytes: over text that is not of its encoding the native client ends the process, and a server the request.
import { encodingOf } from "@libsql-actions/shared/schema/catalog";

/** To be selected beside text that is cast to BLOB: tells how the database encodes text. */
export const LETTER = "hex(CAST('a' AS BLOB))";

/** The text of a cell that was cast to BLOB; what is no text in it is shown as such. @param letter what `LETTER` gave */
export function databaseText(cell: unknown, letter: unknown): string {
  const isBytes = cell instanceof ArrayBuffer || ArrayBuffer.isView(cell);
  return isBytes ? new TextDecoder(encodingOf(letter)).decode(cell as ArrayBuffer) : String(cell);
}

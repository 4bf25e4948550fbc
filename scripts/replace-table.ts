// Puts new rows into a table that a source file ends with.

/**
 * Replaces what stands between the line that declares the table and the line that closes it, which is the last of the file.
 * @throws when the text has no such table, so that nothing is ever overwritten by mistake
 */
export function replaceTable(text: string, name: string, rows: readonly string[]): string {
  const match = new RegExp(`^([\\s\\S]*^export const ${name}\\b.*= [[{]\\n)[\\s\\S]*^([\\]}];\\n)$`, "m").exec(text);
  if (match?.[1] === undefined || match[2] === undefined || !text.endsWith(match[2]))
    throw new Error(`There is no table ${name} at the end of the file.`);
  return `${match[1]}${rows.join("\n")}\n${match[2]}`;
}

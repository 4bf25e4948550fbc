// Formatting and lint rules, by biome.
import { tryTool } from "../run-tool.ts";

export async function checkFormat(root: string): Promise<string[]> {
  const { code, output } = await tryTool("biome", ["ci", "--colors=off", "."], root);
  return code === 0 ? [] : [`${output}\nRun \`npm run format\` for what can be mended by itself.`];
}

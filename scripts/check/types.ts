// Types, by the TypeScript compiler.
import { tryTool } from "../run-tool.ts";

export async function checkTypes(root: string): Promise<string[]> {
  const { code, output } = await tryTool("tsc", ["-p", ".", "--noEmit", "--pretty", "false"], root);
  return code === 0 ? [] : output.split("\n");
}
